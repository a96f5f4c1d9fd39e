"""The body of a mail as its signatures hash it (RFC 6376, 3.4.3 and 3.4.4), in time for every body."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from hashlib import sha1, sha256
from typing import Final

_SPACES: Final = re.compile(rb"[ \t]+")
_HASHES: Final = {b"rsa-sha256": sha256, b"ed25519-sha256": sha256, b"rsa-sha1": sha1}


class Body:
    """One body, each way of writing it made once."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._canonical: dict[bool, bytes] = {}
        self._digests: dict[tuple[bool, bytes, int | None], bytes] = {}

    def holds(self, tags: dict[bytes, bytes]) -> bool:
        """Whether it is what a signature of these tags has hashed. Raises KeyError, ValueError for broken tags."""
        try:
            wanted = b64decode(re.sub(rb"\s+", b"", tags[b"bh"]))
        except Base64Error as error:
            raise ValueError("bh") from error
        length = int(tags[b"l"]) if b"l" in tags else None
        key = _is_relaxed(tags), tags[b"a"], length
        if key not in self._digests:
            self._digests[key] = _HASHES[key[1]](self._written(is_relaxed=key[0])[:length]).digest()
        return self._digests[key] == wanted

    def has_unsigned_end(self, tags: dict[bytes, bytes]) -> bool:
        """Whether text stands below what the signature covers: anybody may have added it."""
        return b"l" in tags and int(tags[b"l"]) < len(self._written(is_relaxed=_is_relaxed(tags)))

    def _written(self, *, is_relaxed: bool) -> bytes:
        if is_relaxed not in self._canonical:
            self._canonical[is_relaxed] = _canonical(self._content, is_relaxed=is_relaxed)
        return self._canonical[is_relaxed]


def tags_of(signature: bytes) -> dict[bytes, bytes]:
    """`name=value` between semicolons (RFC 6376, 3.2); a name twice or a word alone is a KeyError."""
    tags: dict[bytes, bytes] = {}
    for piece in signature.strip().rstrip(b";").split(b";"):
        name, equals, value = piece.partition(b"=")
        if not equals or tags.setdefault(name.strip(), value.strip()) != value.strip():
            raise KeyError(name)
    return tags


def _is_relaxed(tags: dict[bytes, bytes]) -> bool:
    return tags.get(b"c", b"simple/simple").strip().lower().partition(b"/")[2] == b"relaxed"


def _canonical(body: bytes, *, is_relaxed: bool) -> bytes:
    """The library's own takes long where there are many spaces."""
    body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not is_relaxed:
        return body.rstrip(b"\n").replace(b"\n", b"\r\n") + b"\r\n"
    lines = body.rstrip(b" \t\n").split(b"\n")
    lines = [
        _SPACES.sub(b" ", line).rstrip(b" ") if b" " in line or b"\t" in line else line for line in lines
    ]
    return b"\r\n".join([*lines, b""]) if lines != [b""] else b""
