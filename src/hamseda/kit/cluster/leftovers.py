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
ENDINGS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0))  # fast, then immediate, and their seconds
ORPHAN_SECONDS = 3.0  # the children of a dead postmaster notice its death by themselves


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


def parent_of_postmaster(layout: Layout, program: str) -> int | None:
    """Return the living server's parent if it runs `program`."""
    found = running_postmaster(layout)
    if found is None:
        return None
    try:
        status = Path(f"/proc/{found.pid}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return None
    parent = int(status.split("\nPPid:", 1)[1].split("\n", 1)[0])
    return parent if program.encode() in _arguments(parent, layout) else None


def clear_leftovers(layout: Layout) -> None:
    """End what is left of a server without a keeper and free its pid file if the number was given away.

    A stale pid file with a dead number is left to the server: it names the shared memory to be cleaned.
    """
    _end_postmaster(layout)
    if not wait_until(lambda: not server_processes(layout), ORPHAN_SECONDS):
        _signal(server_processes(layout), signal.SIGKILL)  # without a postmaster nothing is written any more
    if not wait_until(lambda: not server_processes(layout), ORPHAN_SECONDS):
        raise ClusterError(
            f"An earlier PostgreSQL in {layout.data} does not end, not even by SIGKILL.",
            "Its disk may be hanging: look at the machine's kernel log.",
        )
    found = read_pid_file(layout)
    if found and Path(f"/proc/{found.pid}").exists():
        (layout.data / "postmaster.pid").unlink()
        (layout.run / f"{SOCKET}.lock").unlink(missing_ok=True)


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() >= deadline:
            return False
        time.sleep(PAUSE)
    return True


def _end_postmaster(layout: Layout) -> None:
    for number, seconds in ENDINGS:
        found = running_postmaster(layout)
        if found is None:
            return
        _signal([found.pid], number)
        wait_until(lambda: running_postmaster(layout) is None, seconds)


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
