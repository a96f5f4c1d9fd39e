"""Turns into another program that dies with the process that started it.

Run by its path with the standard library alone: `python -I -S tether.py PARENT_PID PROGRAM ARGUMENT…`.
A program of its own, since preparing a child between fork and exec is unsafe where there are threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Ask the kernel for SIGKILL at the parent's death, then become the command."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        sys.exit(1)
    try:
        os.execvp(command[0], command)  # noqa: S606 - that there is no shell is the point
    except OSError as refused:
        sys.exit(f"{command[0]} cannot be started: {refused.strerror}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
