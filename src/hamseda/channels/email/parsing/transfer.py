"""Transfer encodings undone: base64, quoted-printable, uuencode, yEnc, and all the ways in which they arrive broken."""

import re
from binascii import Error as CodingError
from binascii import a2b_base64, a2b_qp, a2b_uu
from typing import Final

from msgspec import Struct

_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NO_LETTERS: Final = bytes(sign for sign in range(256) if sign not in _LETTERS)
_SPACES: Final = b" \t\r\n\x00"
_BASE64_LINES: Final = re.compile(rb"\s*(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]*={0,2}\s*")
_QUADS: Final = re.compile(rb"[A-Za-z0-9+/]+=*")
_SOFT: Final = re.compile(rb"=[ \t]+(?=\r?\n)|\r+(?=\r\n)")
_ESCAPES: Final = re.compile(rb"=(?:[0-9A-F]{2}|\r?\n)")


class Payload(Struct, frozen=True):
    """Decoded bytes, and what was wrong with their coding."""

    content: bytes
    faults: list[str] = []


def undo(content: bytes, encoding: str, *, is_text: bool = False) -> Payload:
    """Decode a body. `encoding`: Content-Transfer-Encoding in lower case; an unknown one leaves the bytes as they are."""
    match encoding:
        case "base64" | "b" | "base-64":
            return _from_base64(content, is_text=is_text)
        case "quoted-printable" | "q" | "quotedprintable" | "quoted_printable":
            return Payload(from_quoted(content))
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            found = _BEGIN.search(content)
            return Payload(from_uu(content[found.end() :] if found else content))
        case "x-yencode" | "yenc" | "x-yenc":
            files: list[Enclosed] = []
            rest = _without_yenc(content, files)
            return Payload(files[0].content if files else rest)
        case "" | "7bit" | "8bit" | "binary" | "none" | "7-bit" | "8-bit":
            return _undeclared(content) if is_text and encoding in {"", "7bit"} else Payload(content)
        case _:
            return Payload(content, [f"unknown_encoding: {encoding[:40]}"])


def from_quoted(content: bytes) -> bytes:
    """Quoted-printable; signs that are no escapes stay."""
    return a2b_qp(_SOFT.sub(lambda found: b"=" if found[0][:1] == b"=" else b"", content))


def _from_base64(content: bytes, *, is_text: bool) -> Payload:
    rubbish = len(content.translate(None, _LETTERS + _SPACES))
    if is_text and (rubbish * 10 > len(content) or _is_of_words(content)):
        return Payload(content, ["wrong_encoding: it is not base64 as it says"])
    if not rubbish and (whole := _whole_base64(content)) is not None:
        return Payload(whole)
    letters = content.translate(None, _NO_LETTERS) if not rubbish else _without_trailer(content)
    faults = ["base64_rubbish: signs that are no base64"] if rubbish else []
    filled = letters.find(b"=")
    is_one = filled < 0 or not letters[filled:].strip(b"=")
    pieces = [letters] if is_one else _QUADS.findall(letters)
    decoded = []
    for piece in pieces:
        bare = piece.rstrip(b"=")
        if len(bare) % 4 == 1:
            bare = bare[:-1]
            faults.append("base64_cut: its last letter is alone")
        try:
            decoded.append(a2b_base64(bare + b"=" * (-len(bare) % 4)))
        except CodingError:
            faults.append("base64_broken: a piece cannot be read")
    return Payload(b"".join(decoded), list(dict.fromkeys(faults)))


def _whole_base64(content: bytes) -> bytes | None:
    """The usual case in one step: nothing behind the padding, nothing missing."""
    padding = content.find(b"=")
    if padding >= 0 and content[padding:].strip(b"=" + _SPACES):
        return None
    try:
        return a2b_base64(content)
    except CodingError:
        return None


def _is_of_words(content: bytes) -> bool:
    words = content[:10_000].split()
    return len(words) > 3 and sum(map(len, words)) < 20 * len(words)


def _without_trailer(content: bytes) -> bytes:
    """Letters of base64 up to where a list server or a scanner wrote its words below."""
    end = len(content)
    if ended := _END.search(content):
        behind = content[ended.end() :]
        if any(set(line.strip()) - set(_LETTERS) for line in behind.splitlines()):
            end = ended.end()
    return content[:end].translate(None, _NO_LETTERS)


_END: Final = re.compile(rb"=[ \t]*(?:\r?\n|\Z)")


def _undeclared(content: bytes) -> Payload:
    """Text whose declaration got lost on the way, when there is no doubt what it was."""
    if _BASE64_LINES.fullmatch(content):
        decoded = _from_base64(content, is_text=True).content
        try:
            decoded.decode("utf-8")
        except UnicodeDecodeError:
            return Payload(content)
        return Payload(decoded, ["undeclared_encoding: base64"])
    escapes = _ESCAPES.findall(content, 0, 20_000) if b"=" in content else []
    is_quoted = len(escapes) >= 8 and content.isascii() and escapes.count(b"=3D") < len(escapes)
    signs = content.count(b"=", 0, 20_000)
    if is_quoted and len(escapes) >= 0.9 * signs and any(escape[1:2] in b"CDE\r\n" for escape in escapes):
        return Payload(from_quoted(content), ["undeclared_encoding: quoted-printable"])
    return Payload(content)


_BEGIN: Final = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
_UU: Final = re.compile(
    rb"^begin [0-7]{3,4} (?P<name>[^\r\n]{1,255})\r?\n(?P<lines>(?:[!-`][ -`]{0,86}[ \t]*\r?\n)*?)"
    rb"(?:[` ]?\r?\n)?end[ \t]*(?:\r?\n|\Z)",
    re.MULTILINE,
)
_YENC: Final = re.compile(
    rb"^=ybegin [^\r\n]*?name=([^\r\n]{1,255})\r?\n(?:=ypart[^\r\n]*\r?\n)?",
    re.MULTILINE,
)


class Enclosed(Struct, frozen=True):
    """A file that stood inside a text."""

    name: bytes
    content: bytes


def take_enclosed(content: bytes) -> tuple[bytes, list[Enclosed]]:
    """Take uuencoded and yEnc files out of a text; answers the text without them."""
    files: list[Enclosed] = []

    def keep_uu(found: "re.Match[bytes]") -> bytes:
        decoded = from_uu(found["lines"])
        if not decoded and found["lines"].strip():
            return found[0]
        files.append(Enclosed(found["name"].strip(), decoded))
        return b""

    if b"begin " in content and b"end" in content:
        content = _UU.sub(keep_uu, content)
    if b"=ybegin " in content and b"\n=yend" in content:
        content = _without_yenc(content, files)
    return content, files


def _without_yenc(content: bytes, files: list[Enclosed]) -> bytes:
    kept, position = [], 0
    while found := _YENC.search(content, position):
        end = content.find(b"\n=yend", found.end() - 1)
        if end < 0:
            break
        files.append(Enclosed(found[1].strip(), from_yenc(content[found.end() : end])))
        kept.append(content[position : found.start()])
        after = content.find(b"\n", end + 1)
        position = after + 1 if after >= 0 else len(content)
    return b"".join([*kept, content[position:]])


def from_uu(lines: bytes) -> bytes:
    """Lines of uuencode; a line that claims more than it has gives what it has."""
    decoded = []
    for line in lines.splitlines():
        if not line or line.startswith((b"end", b"begin ")):
            continue
        try:
            decoded.append(a2b_uu(line))
        except CodingError:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                decoded.append(a2b_uu(line[:length]))
            except CodingError:
                continue
    return b"".join(decoded)


_PLAIN: Final = bytes((sign - 42) % 256 for sign in range(256))
_YENC_ESCAPE: Final = re.compile(rb"=(.)", re.DOTALL)


def from_yenc(lines: bytes) -> bytes:
    """A body of yEnc."""
    joined = lines.replace(b"\r", b"").replace(b"\n", b"")
    return _YENC_ESCAPE.sub(lambda found: bytes([(found[1][0] - 64) % 256]), joined).translate(_PLAIN)
