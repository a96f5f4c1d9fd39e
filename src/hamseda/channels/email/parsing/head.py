"""The head of a mail or part: its fields in their order, raw, as far as the limits go."""

import re
from typing import Final

from msgspec import Struct

from hamseda.channels.email.parsing.limits import MOST_FIELD, MOST_FIELDS, MOST_HEAD

_LINE: Final = re.compile(rb"[^\r\n]*(?:\r{0,2}\n|\r|\Z)")
_FIELD: Final = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*")
_ENVELOPE: Final = re.compile(rb">?From [^\r\n]*(?:\r{0,2}\n|\r|\Z)")
_FOLDS: Final = re.compile(rb"[\r\n]+")
# In a head at most these lines are no fields before the rest is taken for the body.
MOST_GARBAGE: Final = 3


class Head(Struct, frozen=True):
    """Fields as (name in lower case, value without folds), from the top; `faults` of their writing."""

    fields: list[tuple[str, bytes]]
    faults: list[str]

    def first(self, name: str) -> bytes:
        """The first field of a name, empty where there is none."""
        return next((value for key, value in self.fields if key == name), b"")

    def all(self, name: str) -> list[bytes]:
        """All fields of a name."""
        return [value for key, value in self.fields if key == name]


def read_head(content: bytes, start: int, end: int) -> tuple[Head, int]:
    """Read the fields from `start`; answers them and where the body begins."""
    fields: list[tuple[str, list[bytes]]] = []
    faults: list[str] = []
    position = start
    # A line of a mailbox stands above a whole mail only; the parts of one may begin with such words.
    if start <= 3 and (envelope := _ENVELOPE.match(content, position, end)):
        position = envelope.end()
    last = min(end, start + MOST_HEAD)
    garbage = 0
    while position < end:
        if position >= last or len(fields) >= MOST_FIELDS:
            faults.append("head_limit: the head is longer than what is read of it")
            position = _behind(content, position, end)
            break
        found = _LINE.match(content, position, end)
        line = found[0] if found else b""
        following = found.end() if found else end
        if not line.strip(b"\r\n"):
            position = following
            break
        if line[:1] in b" \t" and fields:
            fields[-1][1].append(line)
        elif field := _FIELD.match(line):
            fields.append((field[1].decode("ascii").lower(), [line[field.end() :]]))
        elif line.strip() and not _goes_on(content, following, end, garbage):
            faults.append("head_without_end: the body begins without an empty line")
            break
        elif line.strip():
            garbage += 1
            faults.append("head_garbage: a line that is no field")
        position = following
    return Head([(name, _value(lines)) for name, lines in fields], faults), position


def _goes_on(content: bytes, position: int, end: int, garbage: int) -> bool:
    """Whether fields follow behind a line that is none."""
    return garbage < MOST_GARBAGE and _FIELD.match(content, position, min(end, position + 200)) is not None


def _behind(content: bytes, position: int, end: int) -> int:
    """Where the body begins when the rest of the head is not read."""
    found = _EMPTY.search(content, position, end)
    return found.end() if found else end


_EMPTY: Final = re.compile(rb"\r\n\r\n|\n\n|\n\r\n|\r\r")


def _value(lines: list[bytes]) -> bytes:
    joined = b"".join(lines)[:MOST_FIELD]
    if b"\x00" in joined:
        joined = joined.replace(b"\x00", b"")
    return _FOLDS.sub(b"", joined).strip()
