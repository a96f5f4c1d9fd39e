"""Where numba (extra `fast`) keeps what it has compiled, so that it is paid once.

numba looks at the file of the compiled function alone; a function that this one calls may have changed since. So each state
of the sources has a folder of its own, under the user's cache.
"""

import hashlib
import os
import platform
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeVar

OTHERS_MAY_WRITE: Final = 0o022

Answer = TypeVar("Answer")


def is_there() -> bool:
    """Say whether numba is installed."""
    return find_spec("numba") is not None


def compiled(function: Callable[..., Answer], sources: Iterable[ModuleType]) -> Callable[..., Answer]:
    """The function compiled when it is first called, or as it was compiled before from the same sources."""
    numba: Any = import_module("numba")  # only the extra `fast` brings it
    folder = folder_of(sources)
    if folder is None:
        alone: Callable[..., Answer] = numba.njit(function)
        return alone
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(folder)
    try:
        kept: Callable[..., Answer] = numba.njit(cache=True)(function)
    finally:
        numba.config.CACHE_DIR = before
    return kept


def folder_of(sources: Iterable[ModuleType]) -> Path | None:
    """The folder for machine code of these sources; None where there is none that is ours alone to write."""
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = home / "hamseda" / "compiled" / fingerprint(sources)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except (OSError, RuntimeError):  # no home, or none to write to
        return None
    is_ours = found.st_uid == os.geteuid() and not found.st_mode & OTHERS_MAY_WRITE
    return folder if is_ours and os.access(folder, os.W_OK) else None


def fingerprint(sources: Iterable[ModuleType]) -> str:
    """What machine code depends on: the sources, Python, numba and the processor's kind."""
    digest = hashlib.sha256()
    for part in (platform.python_version(), platform.machine(), version("numba"), version("numpy")):
        digest.update(part.encode() + b"\0")
    for source in sources:
        digest.update(_text(source) + b"\0")
    return digest.hexdigest()[:24]


def _text(source: Any) -> bytes:
    return Path(source.__file__).read_bytes()
