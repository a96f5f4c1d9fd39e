"""The tree of a mail's parts, walked over its bytes without recursion; every part knows where its bytes are.

Written by us because enclosed mails must stay byte for byte, which a parse and a re-writing does not give, and
because depth and number of parts must be limited while they are read.
"""

import re
from typing import Final

from msgspec import Struct, field

from hamseda.channels.email.parsing.head import Head, read_head
from hamseda.channels.email.parsing.limits import MOST_NESTING, MOST_PARTS
from hamseda.channels.email.parsing.parameters import Described, read_disposition, read_type
from hamseda.channels.email.parsing.transfer import Payload, undo

# Places that look like a boundary from afar; in a mail that was not made to be slow there are few.
MOST_LOOKS: Final = 100_000
_GUESSED: Final = re.compile(rb"(?:\A|[\r\n])--([^\r\n]{1,200}?)[ \t]*\r?\n(?=[Cc]ontent-[A-Za-z-]+:|\r?\n)")
_ENCODED: Final = frozenset({"base64", "quoted-printable"})


class Part(Struct):
    """A part of a mail: its head, and its body as a range of `source`."""

    head: Head
    kind: str
    parameters: dict[str, str]
    disposition: Described
    source: bytes
    start: int
    end: int
    depth: int = 0
    children: list["Part"] = field(default_factory=list)

    @property
    def raw(self) -> bytes:
        """The body as it stands in the mail."""
        return self.source[self.start : self.end]

    @property
    def encoding(self) -> str:
        """The transfer encoding that the part declares."""
        words = self.head.first("content-transfer-encoding").decode("latin-1").lower().split()
        return words[0].strip(";\"'") if words else ""

    def payload(self) -> Payload:
        """The body with its transfer encoding undone."""
        return undo(self.raw, self.encoding, is_text=self.kind.startswith("text/"))

    @property
    def file_name(self) -> str:
        """The name that the part has as a file, "" where it has none."""
        return self.disposition.parameters.get("filename") or self.parameters.get("name") or ""

    @property
    def content_id(self) -> str:
        """What the HTML calls it."""
        return self.head.first("content-id").decode("latin-1").strip("<> \t")


def read_structure(content: bytes, faults: list[str], *, is_open: bool = True) -> Part:
    """The whole mail as a tree; what breaks a limit stays closed, and `faults` say so. `is_open` False: its head alone."""
    start = 3 if content.startswith(b"\xef\xbb\xbf") else 0
    root = _part(content, start, len(content), 0, "text/plain")
    faults += root.head.faults
    waiting, count = [root] if is_open else [], 1
    while waiting:
        part = waiting.pop()
        if not part.kind.startswith("multipart/"):
            continue
        if part.depth >= MOST_NESTING:
            faults.append(f"nesting_limit: parts deeper than {MOST_NESTING} stay closed")
            continue
        left = MOST_PARTS - count
        ranges = _ranges(part, faults)
        if len(ranges) > left:
            faults.append(f"parts_limit: more than {MOST_PARTS} parts")
        inner = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
        part.children = [
            _part(part.source, first, last, part.depth + 1, inner) for first, last in ranges[: max(left, 0)]
        ]
        count += len(part.children)
        waiting += reversed(part.children)
    return root


def _part(source: bytes, start: int, end: int, depth: int, default: str) -> Part:
    head, body = read_head(source, start, end)
    raw = head.first("content-type")
    described = read_type(raw) if raw else Described(default, {})
    disposition = read_disposition(head.first("content-disposition"))
    return Part(head, described.value, described.parameters, disposition, source, body, end, depth)


def _ranges(part: Part, faults: list[str]) -> list[tuple[int, int]]:
    """Where the children of a multipart begin and end; a multipart without a boundary becomes text."""
    boundary = part.parameters.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
    found, is_ended = _between(part, boundary) if boundary else ([], False)
    if not found and part.encoding in _ENCODED:
        # Forbidden, and done all the same; more often only said.
        part.source = undo(part.raw, part.encoding).content
        part.start, part.end = 0, len(part.source)
        found, is_ended = _between(part, boundary) if boundary else ([], False)
    if not found and part.start < part.end:
        guessed = _GUESSED.search(part.source, max(part.start - 1, 0), part.end)
        if guessed:
            faults.append("wrong_boundary: the parts are divided by another boundary than the declared one")
            found, is_ended = _between(part, guessed[1])
    if not found:
        faults.append("no_boundary: parts are announced, and none is there")
        part.kind = "text/plain"
    elif not is_ended:
        faults.append("no_end_boundary: the last part has no end")
    return found


def _between(part: Part, boundary: bytes) -> tuple[list[tuple[int, int]], bool]:
    """The ranges between the lines of a boundary, and whether the last of them said so."""
    source, mark = part.source, b"--" + boundary
    found: list[tuple[int, int]] = []
    begun, position = -1, part.start
    for _ in range(MOST_LOOKS):
        if len(found) > MOST_PARTS:
            break
        at = source.find(mark, position, part.end)
        if at < 0:
            break
        position = at + len(mark)
        if at > part.start and source[at - 1] not in b"\r\n":
            continue
        line_end = _line_end(source, position, part.end)
        rest = source[position:line_end].strip(b" \t\r\n")
        if rest not in {b"", b"--"}:
            continue
        if begun >= 0:
            found.append((begun, max(begun, _before_break(source, at))))
        begun, position = line_end, max(position, line_end - 1)
        if rest == b"--":
            return found, True
    if begun >= 0 and begun < part.end:
        found.append((begun, part.end))
    return found, False


def _line_end(source: bytes, position: int, end: int) -> int:
    found = _BREAK.search(source, position, min(end, position + 1_000))
    return found.end() if found else min(end, position + 1_000)


_BREAK: Final = re.compile(rb"\r{0,2}\n|\r")


def _before_break(source: bytes, at: int) -> int:
    """The line break before a boundary belongs to the boundary."""
    if source[at - 1 : at] == b"\n":
        at -= 1
    return at - 1 if source[at - 1 : at] == b"\r" else at
