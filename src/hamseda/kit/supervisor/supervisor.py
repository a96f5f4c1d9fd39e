import asyncio
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial

import psutil

from hamseda.kit.supervisor.output import print_line
from hamseda.kit.supervisor.unit import Memory, Status, Unit

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 10.0
STEADY_SECONDS = 10.0  # a unit that was ready this long starts again with the first pause
READY_POLL = 0.05
SAY = partial(print_line, "hamseda")
END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StartFailed(Exception):  # noqa: N818 - reads as what happened
    """A unit ended again and again before it was ready for the first time."""

    def __init__(self, name: str, end: str) -> None:
        super().__init__(f"{name} could not be started: it {end}.")
        self.name = name


class Supervisor:
    """Starts units one after another, each when the one before is ready, and restarts what ends."""

    def __init__(
        self,
        units: Iterable[Unit],
        *,
        say: Callable[[str], None] = SAY,
        ready_seconds: float = 60.0,
        first_attempts: int = 3,
    ) -> None:
        """`ready_seconds`: a unit that is not ready by then is restarted; `first_attempts`: see `start`."""
        self._watched = [_Watched(unit, say, ready_seconds) for unit in units]
        self._say = say
        self._first_attempts = first_attempts
        self._ending = asyncio.Event()
        self._signals = 0

    async def run(self) -> None:
        """Start everything, keep it running until SIGINT, SIGTERM or SIGHUP, then stop it.

        A second signal kills what still runs. Raises StartFailed, with everything stopped.
        """
        loop = asyncio.get_running_loop()
        for number in END_SIGNALS:
            loop.add_signal_handler(number, self._on_signal, number)
        try:
            await self._start_unless_told_to_end()
            await self._ending.wait()
        finally:
            await self.stop()
            for number in END_SIGNALS:
                loop.remove_signal_handler(number)

    async def start(self) -> None:
        """Start the units in order; raises StartFailed when one ends `first_attempts` times unready."""
        for watched in self._watched:
            watched.watch()
            await watched.first_ready(self._first_attempts)

    async def stop(self) -> None:
        """Stop the units in reverse order."""
        for watched in reversed(self._watched):
            await watched.stop()

    def end(self) -> None:
        """Make `run` come to its end."""
        self._ending.set()

    def status(self) -> list[Status]:
        return [watched.status() for watched in self._watched]

    def memory(self) -> list[Memory]:
        """Return the memory of every process of every unit, and of ourselves as the first."""
        ours = _memory("supervisor", [psutil.Process().pid])
        return ours + [row for one in self._watched for row in _memory(one.unit.name, one.unit.pids())]

    async def _start_unless_told_to_end(self) -> None:
        starting = asyncio.create_task(self.start())
        ending = asyncio.create_task(self._ending.wait())
        try:
            await asyncio.wait({starting, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ending.cancel()
            starting.cancel()  # does nothing to one that is done
        with suppress(asyncio.CancelledError):
            await starting

    def _on_signal(self, number: signal.Signals) -> None:
        self._signals += 1
        if self._signals == 1:
            self._say(f"{number.name}: stopping everything; once more to kill it")
            self._ending.set()
            return
        self._say("killing everything")
        # First of all: whose end is noticed before its turn to be stopped must not be started again.
        for watched in self._watched:
            watched.is_over = True
        for watched in self._watched:
            watched.unit.kill()


class _Watched:
    """One unit with the task that starts, watches and restarts it."""

    def __init__(self, unit: Unit, say: Callable[[str], None], ready_seconds: float) -> None:
        self.unit = unit
        self.is_over = False
        self._say = say
        self._ready_seconds = ready_seconds
        self._state = "waiting"
        self._ends: deque[str] = deque(maxlen=1)
        self._restarts = 0
        self._changed = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    def watch(self) -> None:
        self.is_over = False
        self._task = asyncio.create_task(self._keep_running())

    async def first_ready(self, attempts: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: self._state == "ready" or self._restarts >= attempts)
        if self._state != "ready":
            raise StartFailed(self.unit.name, self._ends[-1])

    async def stop(self) -> None:
        if self._task is None:
            return
        # The word as well as the cancelling: a wait whose end comes at the same moment swallows the latter.
        self.is_over = True
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._task = None
        await self.unit.stop()
        await self._become("stopped")

    def status(self) -> Status:
        last_end = self._ends[-1] if self._ends else ""
        return Status(self.unit.name, self._state, tuple(self.unit.pids()), self._restarts, last_end)

    async def _keep_running(self) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            end = await self._run_once()
            if time.monotonic() - began > STEADY_SECONDS:
                pause = FIRST_PAUSE
            if self.is_over:
                return
            self._ends.append(end)
            self._restarts += 1
            await self._become("broken")
            self._say(f"{self.unit.name} {end}; starting it again in {pause:g} s")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _run_once(self) -> str:
        """Start the unit and stay with it; returns how it ended."""
        await self._become("starting")
        try:
            await self.unit.start()
        except Exception as failed:  # noqa: BLE001 - whatever it was is said and tried again
            return f"could not be started: {failed}"
        ended = asyncio.create_task(self.unit.ended())
        try:
            if await self._gets_ready(ended):
                await self._become("ready")
            elif not ended.done():
                await self.unit.stop()
                return f"was not ready within {self._ready_seconds:g} s"
            return await ended
        finally:
            ended.cancel()

    async def _gets_ready(self, ended: "asyncio.Task[str]") -> bool:
        deadline = time.monotonic() + self._ready_seconds
        while not ended.done() and time.monotonic() < deadline:
            if await self.unit.is_ready():
                return not ended.done()
            await asyncio.wait({ended}, timeout=READY_POLL)
        return False

    async def _become(self, state: str) -> None:
        async with self._changed:
            self._state = state
            self._changed.notify_all()


def _memory(unit: str, pids: Sequence[int]) -> list[Memory]:
    rows = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            process = psutil.Process(pid)
            info = process.memory_full_info()
            rows.append(Memory(unit, pid, " ".join(process.cmdline())[:80], info.rss, info.pss))
    return rows
