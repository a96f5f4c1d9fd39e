"""Where mails are found: a file, an mbox of many, a folder with all below it, or standard input."""

import contextlib
import mmap
import os
import re
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Final

from msgspec import Struct

from hamseda.channels.email.parsing.limits import MOST_BYTES

STANDARD_INPUT: Final = "-"
_SEPARATOR: Final = re.compile(
    rb"From [^\r\n]{3,300}\d{4}[^\r\n]{0,50}\r?\n(?=[!-9;-~]{1,100}[ \t]*:|>From )"
)
_BOXES: Final = frozenset({".mbox", ".mbx"})


class Source(Struct, frozen=True):
    """One mail: the name of its line, and its bytes or where in which file they are; `end` -1 is the file's end."""

    name: str
    path: bytes = b""
    start: int = 0
    end: int = -1
    content: bytes | None = None

    def read(self, most: int) -> bytes:
        """Its bytes, `most` at most. Raises OSError."""
        if self.content is not None:
            return self.content[:most]
        length = most if self.end < 0 else min(most, self.end - self.start)
        with open(self.path, "rb") as file:  # noqa: PTH123 -- a path of bytes names every file there can be
            file.seek(self.start)
            return file.read(length)


def sources_in(argument: str) -> Iterator[Source]:
    """All mails behind an argument of the command, folders in the order of their names. Raises FileNotFoundError."""
    if argument == STANDARD_INPUT:
        yield Source(STANDARD_INPUT, content=sys.stdin.buffer.read(MOST_BYTES + 1))
        return
    path = Path(argument)
    if path.is_dir():
        yield from chain.from_iterable(_in_file(file) for file in _files(path))
    elif path.is_file():
        yield from _in_file(path)
    else:
        with path.open("rb") as stream:
            yield Source(_shown(path), content=stream.read(MOST_BYTES + 1))


def _files(folder: Path) -> Iterator[Path]:
    """All files below a folder in the order of their paths, without following links to folders."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if path.is_dir() and (path == folder or not path.is_symlink()):
            with contextlib.suppress(PermissionError):
                waiting += sorted(path.iterdir(), reverse=True)
        elif path.is_file():
            yield path


def _shown(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "replace")


def _in_file(path: Path) -> Iterator[Source]:
    shown, place = _shown(path), os.fsencode(path)
    ranges = _ranges(path)
    first = list(islice(ranges, 2))
    if len(first) < 2 and not (first and path.suffix.lower() in _BOXES):
        yield Source(shown, place)
        return
    for number, (start, end) in enumerate(chain(first, ranges), 1):
        yield Source(f"{shown}#{number}", place, start, end)


def _ranges(path: Path) -> Iterator[tuple[int, int]]:
    """Where the mails of an mbox begin and end; nothing for what is none."""
    try:
        with path.open("rb") as file:
            if file.read(5) != b"From ":
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                yield from _between(content)
    except OSError:
        return


def _between(content: mmap.mmap) -> Iterator[tuple[int, int]]:
    if not _SEPARATOR.match(content):
        return
    start = position = 0
    while (position := content.find(b"\nFrom ", position)) >= 0:
        position += 1
        before = content[max(position - 4, 0) : position]
        is_after_empty = before.endswith((b"\n\n", b"\n\r\n"))
        if is_after_empty and _SEPARATOR.match(content, position):
            yield start, position - (2 if before.endswith(b"\r\n") else 1)
            start = position
    yield start, len(content)
