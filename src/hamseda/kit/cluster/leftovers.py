import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hamseda.kit.cluster.errors import ClusterError
from hamseda.kit.cluster.layout import SOCKET, Layout

PAUSE = 0.02
PATIENCE = 5.0  # for each step of the ladder below
LADDER = (None, signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)  # of itself, fast, immediate, at once


@dataclass(frozen=True)
class PidFile:
    """What the server wrote into postmaster.pid: its process, socket folder and state."""

    pid: int
    socket_folder: str
    state: str


def read_pid_file(layout: Layout) -> PidFile | None:
    """Return the file's content, or None when there is none or only its beginning."""
    try:
        lines = (layout.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    lines += [""] * (8 - len(lines))
    return PidFile(int(lines[0]), lines[4], lines[7].strip()) if lines[0].isdigit() else None


def running_postmaster(layout: Layout) -> PidFile | None:
    """Return the server of this very folder if it lives; a process that merely got its number is not it."""
    found = read_pid_file(layout)
    return found if found and _is_postmaster(found.pid, layout) else None


def server_processes(layout: Layout) -> list[int]:
    """Return the postmaster (first) and its children, or what is left of them."""
    backends = list(_backends(layout))
    found = running_postmaster(layout)
    return [found.pid, *backends] if found else backends


def clear_leftovers(layout: Layout) -> None:
    """End what is left of a server without a keeper and free its pid file if the number was given away.

    A stale pid file with a dead number is left to the server: it names the shared memory to be cleaned.
    """
    for step in LADDER:
        if step is not None:
            _signal(_addressees(step, layout), step)
        if wait_until(lambda: not server_processes(layout), PATIENCE):
            break
    else:
        raise ClusterError(
            f"An earlier PostgreSQL in {layout.data} does not end, not even by SIGKILL.",
            "Its disk may be hanging: look at the machine's kernel log.",
        )
    found = read_pid_file(layout)
    if found and Path(f"/proc/{found.pid}").exists():
        (layout.data / "postmaster.pid").unlink()
        (layout.run / f"{SOCKET}.lock").unlink(missing_ok=True)


def _addressees(step: signal.Signals, layout: Layout) -> list[int]:
    """Ask the postmaster to end its children; without one, or at the last step, ask each of them."""
    found = running_postmaster(layout)
    return [found.pid] if found and step != signal.SIGKILL else server_processes(layout)


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() >= deadline:
            return False
        time.sleep(PAUSE)
    return True


def _is_postmaster(pid: int, layout: Layout) -> bool:
    arguments = _arguments(pid, layout)
    return os.fsencode(layout.data) in arguments and arguments[0].endswith(b"/postgres")


def _backends(layout: Layout) -> Iterator[int]:
    title = f"postgres: {layout.name}: ".encode()
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and _arguments(int(process.name), layout)[0].startswith(title):
            yield int(process.name)


def _arguments(pid: int, layout: Layout) -> list[bytes]:
    """Return the command line of a process of the server's account, which everybody may read.

    Links such as /proc/PID/cwd would say more, but root in a container may not follow them.
    """
    process = Path(f"/proc/{pid}")
    try:
        if process.stat().st_uid != layout.account.uid:
            return [b""]
        return (process / "cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return [b""]


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
