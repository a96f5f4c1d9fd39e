"""The keeper: parent of the postmaster, which it ends with the last process that uses the cluster.

Started by its path with the standard library alone, and everything is imported before root is given up:
afterwards not even the interpreter's own folder needs to be readable.
"""

import ctypes
import fcntl
import json
import os
import select
import signal
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn, TypedDict

PR_SET_PDEATHSIG = 1
LOG_BYTES = 4_000_000
FAST, IMMEDIATE, AT_ONCE = signal.SIGINT, signal.SIGQUIT, signal.SIGKILL  # the postmaster's own meanings
IMMEDIATE_SECONDS = 10.0  # the postmaster itself kills children that are still there after 5
LAST_USER_GONE = b"\x00"  # no signal has this number


class Orders(TypedDict):
    """What the starting process asks for; it passes them as JSON, the only argument."""

    command: list[str]
    uid: int
    gid: int
    users_lock: str
    keeper_lock: str
    log: str
    grace: float


def main(orders: Orders) -> int:
    """Run the postmaster until it ends or nobody uses it any more; returns its exit code."""
    _hold_for_life(orders["keeper_lock"])
    users = os.open(orders["users_lock"], os.O_RDWR | os.O_CLOEXEC)
    libc = ctypes.CDLL(None, use_errno=True)
    _become(orders["uid"], orders["gid"])
    wake = _wake_on_signals()
    postmaster, output = _start(orders["command"], libc)
    threading.Thread(target=_tell_when_unused, args=(users, wake[1]), daemon=True).start()
    return _keep(postmaster, output, wake[0], _Log(orders["log"]), orders["grace"])


def _hold_for_life(path: str) -> None:
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _become(uid: int, gid: int) -> None:
    if os.geteuid() == uid:
        return
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def _wake_on_signals() -> tuple[int, int]:
    reading, writing = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return reading, writing


def _start(command: list[str], libc: ctypes.CDLL) -> tuple[int, int]:
    reading, writing = os.pipe2(os.O_CLOEXEC)
    keeper = os.getpid()
    child = os.fork()
    if child == 0:
        _turn_into(command, writing, keeper, libc)
    os.close(writing)
    os.set_blocking(reading, False)
    return child, reading


def _turn_into(command: list[str], output: int, keeper: int, libc: ctypes.CDLL) -> NoReturn:
    try:
        os.dup2(output, 1)
        os.dup2(output, 2)
        libc.prctl(PR_SET_PDEATHSIG, FAST)
        if os.getppid() == keeper:  # else it died before the line above
            environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
            os.execve(command[0], command, environment)  # noqa: S606 - that there is no shell is the point
    except OSError as refused:
        os.write(2, f"{command[0]}: {refused}\n".encode())
    os._exit(1)


def _tell_when_unused(users: int, wake: int) -> None:
    fcntl.flock(users, fcntl.LOCK_EX)
    os.write(wake, LAST_USER_GONE)


def _keep(postmaster: int, output: int, wake: int, log: "_Log", grace: float) -> int:
    ladder: list[tuple[float, signal.Signals]] = []
    reads = [output, wake]
    while True:
        ready, _, _ = select.select(reads, [], [], 0.1 if ladder else None)
        if output in ready and not log.take(output):
            reads.remove(output)
        if wake in ready and not ladder and set(os.read(wake, 512)) - {signal.SIGCHLD}:
            now = time.monotonic()
            ladder = [(now, FAST), (now + grace, IMMEDIATE), (now + grace + IMMEDIATE_SECONDS, AT_ONCE)]
        while ladder and ladder[0][0] <= time.monotonic():
            os.kill(postmaster, ladder.pop(0)[1])
            ladder = ladder or [(float("inf"), AT_ONCE)]
        ended, status = os.waitpid(postmaster, os.WNOHANG)
        if ended:
            log.take(output)
            return os.waitstatus_to_exitcode(status)


class _Log:
    """A file of bounded size: when full it becomes `.1` and starts anew."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._open()

    def take(self, source: int) -> bool:
        """Move what is waiting in `source` to the file; false when nothing more can come."""
        try:
            text = os.read(source, 65_536)
        except BlockingIOError:
            return True
        try:
            os.write(self._file, text)
            if os.fstat(self._file).st_size > LOG_BYTES:
                self._rotate()
        except OSError:  # a full disk must not end the server; its own message has no place to go
            return bool(text)
        return bool(text)

    def _open(self) -> None:
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def _rotate(self) -> None:
        Path(self._path).replace(self._path + ".1")
        os.close(self._file)
        self._open()


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
