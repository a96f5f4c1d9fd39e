"""The content within an opaque S/MIME signature (CMS SignedData, RFC 5652), read by a short walk through its DER.

Nothing is verified here: the content is shown as the text of a mail whose sender is proved elsewhere, or not.
"""

from typing import Final

SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
DATA: Final = bytes.fromhex("06092a864886f70d010701")
MOST_DEPTH: Final = 12
_SEQUENCE: Final = 0x30
_TAGGED: Final = 0xA0
_OCTETS: Final = 0x04
_OCTETS_IN_PIECES: Final = 0x24


class _BrokenError(Exception):
    pass


def content_of(content: bytes) -> bytes | None:
    """The enclosed bytes, None where it is no signature with its content (encrypted, detached, broken)."""
    if SIGNED_DATA not in content[:64]:
        return None
    at = content.find(DATA, 0, 4_096)
    if at < 0:
        return None
    try:
        position, end = _enter(content, at + len(DATA), len(content), _TAGGED)
        return _octets(content, position, end, 0) or None
    except (_BrokenError, IndexError):
        return None


def _enter(content: bytes, position: int, end: int, tag: int) -> tuple[int, int]:
    if content[position] != tag:
        raise _BrokenError
    return _length(content, position + 1, end)


def _length(content: bytes, position: int, end: int) -> tuple[int, int]:
    """Where a value begins and ends; one of indefinite length ends with what holds it."""
    first = content[position]
    position += 1
    if first == 0x80:
        return position, end
    if first > 0x80:
        size = first & 0x7F
        if size > 4:
            raise _BrokenError
        first = int.from_bytes(content[position : position + size], "big")
        position += size
    return position, min(end, position + first)


def _octets(content: bytes, position: int, end: int, depth: int) -> bytes:
    tag = content[position]
    if depth > MOST_DEPTH or tag not in {_OCTETS, _OCTETS_IN_PIECES}:
        raise _BrokenError
    start, last = _length(content, position + 1, end)
    if tag == _OCTETS:
        return content[start:last]
    pieces = []
    while start < last and content[start] in {_OCTETS, _OCTETS_IN_PIECES}:
        inner_start, inner_end = _length(content, start + 1, last)
        if content[start] == _OCTETS_IN_PIECES:
            pieces.append(_octets(content, start, last, depth + 1))
        else:
            pieces.append(content[inner_start:inner_end])
        start = inner_end
    return b"".join(pieces)
