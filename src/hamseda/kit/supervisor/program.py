import asyncio
import http.client
import os
import signal
import sys
import urllib.request
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from urllib.error import URLError

import psutil

from hamseda.kit.supervisor import tether
from hamseda.kit.supervisor.output import pass_on, print_line

READY_FD = "READY_FD"  # the variable that tells a program which descriptor to write a line to
ReadyCheck = Callable[[], Awaitable[bool]]
OutputLine = Callable[[str, str], None]


class Program:
    """A command that runs as a child process in a process group of its own.

    It is ready at once, or when `ready` says so, or with `tells_ready` when it has written a line to the
    descriptor that the environment variable READY_FD names. It dies with us, however we die.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        ready: ReadyCheck | None = None,
        tells_ready: bool = False,
        grace: float = 10.0,
        say: OutputLine | None = None,
    ) -> None:
        """`environment` is added to ours; `grace` is the time in seconds between SIGTERM and SIGKILL."""
        self.name = name
        self._command = list(command)
        self._environment = dict(environment or {})
        self._ready = ready
        self._tells_ready = tells_ready
        self._grace = grace
        self._say: OutputLine = say or print_line
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._ready_fd = -1

    async def start(self) -> None:
        telling = self._open_ready_fd() if self._tells_ready else None
        told = {READY_FD: str(telling)} if telling is not None else {}
        tethered = [sys.executable, "-I", "-S", tether.__file__, str(os.getpid()), *self._command]
        output, writing = os.pipe()
        try:
            self._process = await asyncio.create_subprocess_exec(
                *tethered,
                env=os.environ | self._environment | told,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writing,
                stderr=writing,
                pass_fds=() if telling is None else (telling,),
                process_group=0,  # Ctrl-C in the terminal is for us alone: we decide the order of ending
            )
        finally:
            os.close(writing)
            if telling is not None:
                os.close(telling)
            self._reading = asyncio.create_task(pass_on(output, self._say_own))

    async def is_ready(self) -> bool:
        if self._tells_ready and not self._has_told():
            return False
        return await self._ready() if self._ready else True

    async def ended(self) -> str:
        if self._process is None:
            return "was not started"
        code = await self._process.wait()
        self._signal(signal.SIGKILL)  # what it left behind in its group may hold its port
        if self._reading:
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._reading), 1)
        return _ending(code)

    async def stop(self) -> None:
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), self._grace)
        except TimeoutError:
            self._say(self.name, f"did not end within {self._grace:g} s of SIGTERM: killed")
        await self._end_group()

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def pids(self) -> Sequence[int]:
        if self._process is None or self._process.returncode is not None:
            return ()
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(self._process.pid).children(recursive=True)
            return (self._process.pid, *(child.pid for child in children))
        return ()

    async def _end_group(self) -> None:
        self._signal(signal.SIGKILL)
        await self.ended()
        self._close_ready_fd()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def _has_told(self) -> bool:
        if self._ready_fd < 0:
            return True
        try:
            told = os.read(self._ready_fd, 64)
        except BlockingIOError:
            return False
        if told:
            self._close_ready_fd()
        return bool(told)

    def _say_own(self, line: str) -> None:
        self._say(self.name, line)

    def _open_ready_fd(self) -> int:
        self._close_ready_fd()
        self._ready_fd, telling = os.pipe()
        os.set_blocking(self._ready_fd, False)
        return telling

    def _close_ready_fd(self) -> None:
        if self._ready_fd >= 0:
            os.close(self._ready_fd)
            self._ready_fd = -1


def ready_at(url: str) -> ReadyCheck:
    """Make a check that holds when `url` answers with a status below 400."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by way of a proxy

    def answers() -> bool:
        try:
            with direct.open(url, timeout=2):
                return True
        except (URLError, OSError, http.client.HTTPException):
            return False

    return lambda: asyncio.to_thread(answers)


def _ending(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended by itself with exit code {code}"
