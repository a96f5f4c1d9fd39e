"""Mails read over all cores by processes that may die: the lines come in the order of the mails, one for each."""

import gc
import os
import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from msgspec import Struct

from hamseda.channels.email.parsing.attempts import ATTEMPTS, SECONDS_A_MAIL, share
from hamseda.channels.email.parsing.authenticity import Asking
from hamseda.channels.email.parsing.record import Record, line_of
from hamseda.channels.email.parsing.sources import Source
from hamseda.channels.email.parsing.worker import LENGTH, READ, Task, serve

MAILS_A_PROCESS: Final = 500
# Read, but not printed yet because an earlier one is still being read.
MOST_AHEAD: Final = 256


class _Mail(Struct):
    """A mail under way: its place in the output, which attempt it is at, when the first began."""

    number: int
    source: Source
    attempt: int = 0
    begun: float = 0.0
    known: list[str] = []


class _Process:
    """A parser process, the mail that it reads and what of its answer has come."""

    def __init__(self, asking: Asking, others: Iterable["_Process"]) -> None:
        self.channel, theirs = socket.socketpair()
        self.pid = os.fork()
        if not self.pid:
            # Ends of siblings that stay open here would keep them alive after their parent.
            for other in others:
                other.channel.close()
            self.channel.close()
            serve(theirs, asking)
        theirs.close()
        self.mail: _Mail | None = None
        self.received = bytearray()
        self.count = 0

    def begin(self, mail: _Mail, seconds: float) -> None:
        processor = max(share(mail.attempt) * seconds, 0.01)
        task = Task(mail.source, mail.attempt, processor, mail.known)
        packed = msgspec.msgpack.encode(task)
        self.mail, self.count = mail, self.count + 1
        self.received.clear()
        self.channel.sendall(LENGTH.pack(READ, len(packed)) + packed)

    def deadline(self, seconds: float) -> float:
        return self.mail.begun + ATTEMPTS[self.mail.attempt].until * seconds if self.mail else float("inf")

    def take(self) -> tuple[bytes, bytes] | None:
        """The answer, None while it is not whole. Raises ConnectionError where the process is gone."""
        piece = self.channel.recv(1 << 20)
        if not piece:
            raise ConnectionError
        self.received += piece
        if len(self.received) < LENGTH.size:
            return None
        kind, length = LENGTH.unpack_from(self.received)
        if len(self.received) < LENGTH.size + length:
            return None
        return kind, bytes(self.received[LENGTH.size :])

    def end(self) -> int:
        """Kill it, and answer by which signal it had died."""
        self.channel.close()
        done, status = os.waitpid(self.pid, os.WNOHANG)
        if not done:
            os.kill(self.pid, signal.SIGKILL)
            _, status = os.waitpid(self.pid, 0)
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


class Pool:
    """Reads mails in several processes. `seconds`: the most that one mail may take, all attempts together."""

    def __init__(self, asking: Asking, *, jobs: int = 0, seconds: float = SECONDS_A_MAIL) -> None:
        self._asking = asking
        self._jobs = jobs or len(os.sched_getaffinity(0))
        self._seconds = seconds
        self._processes: list[_Process] = []
        self._selector = selectors.DefaultSelector()
        self._again: deque[_Mail] = deque()
        self._lines: dict[int, bytes] = {}

    def lines(self, sources: Iterable[Source]) -> Iterator[bytes]:
        """Yield a line of JSON for each mail, in their order."""
        gc.freeze()
        waiting = iter(enumerate(sources))
        printed, taken, is_more = 0, 0, True
        try:
            while is_more or self._again or printed < taken:
                while (process := self._free(is_more, taken - printed)) is not None:
                    mail = self._again.popleft() if self._again else None
                    if mail is None:
                        found = next(waiting, None)
                        if found is None:
                            is_more = False
                            break
                        mail, taken = _Mail(*found), taken + 1
                    self._begin(process, mail)
                if printed < taken and printed not in self._lines:
                    self._wait()
                while printed in self._lines:
                    yield self._lines.pop(printed)
                    printed += 1
        finally:
            self.close()

    def close(self) -> None:
        """End all processes."""
        for process in self._processes:
            self._selector.unregister(process.channel)
            process.end()
        self._processes.clear()

    def _free(self, is_more: bool, ahead: int) -> _Process | None:
        """A process for the next mail, where there is one to be begun."""
        if not self._again and (not is_more or ahead >= MOST_AHEAD):
            return None
        free = next((one for one in self._processes if one.mail is None), None)
        if free is None and len(self._processes) < self._jobs:
            free = _Process(self._asking, self._processes)
            self._processes.append(free)
            self._selector.register(free.channel, selectors.EVENT_READ, free)
        return free

    def _begin(self, process: _Process, mail: _Mail) -> None:
        mail.begun = mail.begun or time.monotonic()
        try:
            process.begin(mail, self._seconds)
        except ConnectionError:
            self._died(process, "")

    def _wait(self) -> None:
        deadline = min(process.deadline(self._seconds) for process in self._processes)
        for key, _ in self._selector.select(max(deadline - time.monotonic(), 0.0)):
            self._hear(key.data)
        now = time.monotonic()
        for process in [one for one in self._processes if one.deadline(self._seconds) <= now]:
            self._died(process, f"time_limit: not read within {self._seconds:g} s")

    def _hear(self, process: _Process) -> None:
        try:
            answer = process.take()
        except ConnectionError:
            self._died(process, "")
            return
        mail = process.mail
        if answer is None or mail is None:
            return
        process.mail = None
        kind, content = answer
        if kind == READ:
            self._lines[mail.number] = content
        else:
            self._try_less(mail, content.decode())
        if process.count >= MAILS_A_PROCESS or kind != READ:
            self._drop(process)

    def _died(self, process: _Process, reason: str) -> None:
        mail = process.mail
        how = self._drop(process)
        if not reason:
            reason = (
                f"time_limit: not read within {self._seconds:g} s"
                if how == signal.SIGPROF
                else f"crash: its reader was ended by signal {how}"
            )
        if mail is not None:
            self._try_less(mail, reason)

    def _drop(self, process: _Process) -> int:
        self._processes.remove(process)
        self._selector.unregister(process.channel)
        return process.end()

    def _try_less(self, mail: _Mail, reason: str) -> None:
        mail.known = [*mail.known, f"{reason}; {ATTEMPTS[mail.attempt].otherwise}"]
        mail.attempt += 1
        if mail.attempt < len(ATTEMPTS):
            self._again.append(mail)
        else:
            self._lines[mail.number] = line_of(Record(file=mail.source.name, defects=mail.known))
