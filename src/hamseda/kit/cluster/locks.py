import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hamseda.kit.cluster.errors import ClusterError

PAUSE = 0.02


class FileLock:
    """A lock that the kernel gives back when its process dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    @property
    def is_held(self) -> bool:
        return self._file is not None

    def share(self, seconds: float) -> None:
        self._take(fcntl.LOCK_SH, seconds)

    def own(self, seconds: float = 0) -> None:
        self._take(fcntl.LOCK_EX, seconds)

    def is_ours_alone(self) -> bool:
        """Tell whether nobody else shares the lock; afterwards it is no longer surely ours."""
        if self._try(fcntl.LOCK_EX):
            return True
        # Turning a shared lock into a sole one lets it go for a moment, in which one who waits to own it
        # may come first: then it cannot even be shared again, and we were alone all the same.
        return not self._try(fcntl.LOCK_SH)

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _try(self, kind: int) -> bool:
        assert self._file is not None  # noqa: S101 - a caller's mistake, not a state of the world
        try:
            fcntl.flock(self._file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _take(self, kind: int, seconds: float) -> None:
        """Wait by asking again, not by blocking: a signal or a deadline must get through."""
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + seconds
        while not self._try(kind):
            if time.monotonic() >= deadline:
                self.release()
                raise BlockingIOError(self._path)
            time.sleep(PAUSE)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock at this moment."""
    lock = FileLock(path)
    try:
        lock.own()
    except BlockingIOError:
        return False
    lock.release()
    return True


@contextmanager
def owned(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock alone for a while."""
    lock = FileLock(path)
    try:
        lock.own(seconds)
    except BlockingIOError as busy:
        raise ClusterError(
            f"Another process has been starting or stopping PostgreSQL in {path.parent} for {seconds:.0f} s.",
            "Wait for it, or end it, and start again.",
        ) from busy
    try:
        yield
    finally:
        lock.release()
