"""Ends a search by Ctrl-C with the best that was found so far; a second one ends the program."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

PAUSE_S: Final = 0.1
GRACE_S: Final = 4.0
KILLED: Final = 130
OVER: Final = b"\0"


@contextmanager
def stopped_by_ctrl_c() -> Iterator[threading.Event]:
    """Give an event that the first Ctrl-C sets; to be asked for in the main thread.

    A handler of Python runs when the main thread is back from the solver, minutes later: its wake-up is written into a
    pipe at once, and a thread reads that.
    """
    stop = threading.Event()
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    handler = signal.signal(signal.SIGINT, lambda *_: None)
    wakeup = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    listener = threading.Thread(target=_listen, args=(reading, stop), daemon=True)
    listener.start()
    try:
        yield stop
    finally:
        signal.set_wakeup_fd(wakeup)
        signal.signal(signal.SIGINT, handler)
        os.write(writing, OVER)
        listener.join()
        os.close(reading)
        os.close(writing)


def _listen(reading: int, stop: threading.Event) -> None:
    while (told := os.read(reading, 1)) != OVER:
        if told[0] != signal.SIGINT:
            continue
        if stop.is_set():
            os._exit(KILLED)
        stop.set()


@contextmanager
def ending(stop: threading.Event | None, end: Callable[[], object]) -> Iterator[None]:
    """Call `end` once the event is set, while this lasts; what begins after that has a little time for a first answer."""
    if stop is None:
        yield
        return
    over, patience = threading.Event(), PAUSE_S if not stop.is_set() else GRACE_S

    def watch() -> None:
        while not over.wait(patience):
            if stop.is_set():
                end()  # again and again: a search that has not quite begun does not hear it

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
