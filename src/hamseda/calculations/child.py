"""The process of one calculation: runs it, tells how far it is, and can be ended at any moment with all that it began."""

import contextlib
import logging
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from multiprocessing.connection import Connection, wait
from typing import Any, Final

import msgspec

from hamseda.calculations.kinds import MOST_NOTE, MOST_RESULT, CalculationFailed, Report, Said

logger = logging.getLogger(__name__)

NICENESS: Final = 10  # people who talk with customers go first
CONCLUDE: Final = b"conclude"
PAUSE_S: Final = 0.2  # between two tellings of how far it is
Run = Callable[[bytes, Report], bytes]


class Told(msgspec.Struct, frozen=True):
    """What a child says: how far it is, or its end, by a result or a fault."""

    share: float = 0.0
    note: Said | None = None
    result: bytes | None = None
    fault: Said | None = None

    @property
    def is_end(self) -> bool:
        return self.result is not None or self.fault is not None


class Child:
    """A calculation under way in a process of its own."""

    def __init__(self, run: Run, request: bytes, memory_mib: int) -> None:
        """`memory_mib` is the most that it, and each process that it begins, may take."""
        spawning = multiprocessing.get_context("spawn")
        self._memory_mib = memory_mib
        self._hearing, speaking = spawning.Pipe(duplex=False)
        hearing, self._speaking = spawning.Pipe(duplex=False)
        self._process = spawning.Process(target=_main, args=(run, request, memory_mib, speaking, hearing))
        self._process.start()
        speaking.close()
        hearing.close()

    def hear(self, seconds: float) -> Told | None:
        """Wait for what it says next and answer the newest; None where it said nothing. A dead one has a fault."""
        told: Told | None = None
        try:
            while self._hearing.poll(0 if told else seconds):
                told = msgspec.msgpack.decode(self._hearing.recv_bytes(2 * MOST_RESULT), type=Told)
                if told.is_end:
                    break
        except (EOFError, OSError):
            return Told(fault=Said("died", {"mib": self._memory_mib}))
        return told

    def conclude(self) -> None:
        """Ask it for the best that it has found so far; asking twice is once."""
        with contextlib.suppress(OSError):  # it has ended: its last word is heard next
            self._speaking.send_bytes(CONCLUDE)

    def end(self) -> None:
        """End it at once, with every process that it began; ending twice is once."""
        if self._process.pid is not None and self._process.exitcode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
        # It leads a group of its own, which outlives it if it began others.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid or -1, signal.SIGKILL)
        self._process.join()
        self._hearing.close()
        self._speaking.close()


def _main(run: Run, request: bytes, memory_mib: int, speaking: Connection, hearing: Connection) -> None:
    os.setsid()
    os.nice(NICENESS)
    _bound(memory_mib << 20)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    voice = _Voice(speaking)
    threading.Thread(target=_listen, args=(hearing, voice.stop), daemon=True).start()
    try:
        result = run(request, voice)
        told = Told(result=result) if len(result) <= MOST_RESULT else Told(fault=Said("too_large"))
    except CalculationFailed as failed:
        told = Told(fault=Said(failed.code, failed.values))
    except MemoryError:
        _bound(resource.RLIM_INFINITY)  # there must be room to say so
        told = Told(fault=Said("memory", {"mib": memory_mib}))
    except BrokenExecutor:
        told = Told(fault=Said("died", {"mib": memory_mib}))
    except Exception:
        logger.exception("a calculation failed")
        told = Told(fault=Said("broken"))
    voice.tell(told)


def _bound(most: int) -> None:
    """Let this process take so many bytes; files that it only reads are not counted."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    is_less = hard != resource.RLIM_INFINITY and (most == resource.RLIM_INFINITY or hard < most)
    resource.setrlimit(resource.RLIMIT_DATA, (hard if is_less else most, hard))


class _Voice:
    def __init__(self, speaking: Connection) -> None:
        self._speaking = speaking
        self._last = 0.0
        self.stop = threading.Event()

    def __call__(self, share: float, note: str = "", **values: Any) -> None:
        """Tell how far it is; of what is told in quick succession, the first is heard."""
        now = time.monotonic()
        if now - self._last < PAUSE_S:
            return
        self._last = now
        said = Said(note, values) if note else None
        if said is not None and len(msgspec.json.encode(said)) > MOST_NOTE:
            said = None
        self.tell(Told(share=min(max(share, 0.0), 1.0), note=said))

    def tell(self, told: Told) -> None:
        with contextlib.suppress(BrokenPipeError):  # nobody listens any more: _die_with_parent does the rest
            self._speaking.send_bytes(msgspec.msgpack.encode(told))


def _listen(hearing: Connection, stop: threading.Event) -> None:
    with contextlib.suppress(EOFError, OSError):  # the parent is gone: _die_with_parent does the rest
        if hearing.recv_bytes() == CONCLUDE:
            stop.set()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.killpg(0, signal.SIGKILL)
