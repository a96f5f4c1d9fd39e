"""Content-Type and Content-Disposition with their parameters (RFC 2045, 2231), and the ways in which they are broken."""

import re
from itertools import groupby
from operator import itemgetter
from typing import Final
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from hamseda.channels.email.parsing.charsets import clean, decode
from hamseda.channels.email.parsing.words import decode_words, text_of

MOST_PARAMETERS: Final = 200
_PARAMETER: Final = re.compile(
    r"""[;\s,]*([^\s=;"*]{1,60})(?:\*(\d{1,3}))?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))""", re.DOTALL
)
_WORD: Final = re.compile(r"[A-Za-z-]{1,40}(?![A-Za-z0-9*-]|\s*=)")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
# An unquoted value ends where the next parameter begins, even when its semicolon was forgotten.
_NEXT: Final = re.compile(r"\s+[A-Za-z*0-9-]{2,30}=(?!\?)")
_TOKEN: Final = re.compile(r"[^\s;,\"()<>@/=]+/[^\s;,\"()<>@/=]+")
_EXTENDED: Final = re.compile(r"([A-Za-z0-9._:-]*)'([^']*)'(.*)", re.DOTALL)


class Described(Struct, frozen=True):
    """The value of such a field in lower case, and its parameters decoded, by names in lower case."""

    value: str
    parameters: dict[str, str]


def read_type(raw: bytes) -> Described:
    """Content-Type: a value that is no type is text/plain, as the standard has it."""
    text = text_of(raw).strip()
    found = _TOKEN.match(text)
    value = found[0].lower() if found else "text/plain"
    rest = text[found.end() :] if found else text.partition(";")[2]
    return Described(value, _parameters(rest))


def read_disposition(raw: bytes) -> Described:
    """Content-Disposition; an empty value where nothing is said."""
    text = text_of(raw).strip()
    found = _WORD.match(text)
    if not found:  # the word itself was forgotten
        return Described("", _parameters(text))
    return Described(found[0].lower(), _parameters(text[found.end() :]))


def _parameters(text: str) -> dict[str, str]:
    """All parameters; of one name the extended form counts, then the first."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for number, found in enumerate(_each(text)):
        if number >= MOST_PARAMETERS:
            break
        name, position, star, value = found
        if position is None and not star:
            plain.setdefault(name, value)
        else:
            pieces.setdefault(name, {}).setdefault(int(position or 0), (value, bool(star)))
    decoded = {name: decode_words(value) for name, value in plain.items()}
    return decoded | {name: _joined(some) for name, some in pieces.items()}


def _each(text: str) -> "list[tuple[str, str | None, str | None, str]]":
    found, position = [], 0
    while match := _PARAMETER.match(text, position):
        position = match.end()
        value = match[4]
        if value is None:
            value = match[5]
            if following := _NEXT.search(value):
                position = match.start(5) + following.start()
                value = value[: following.start()]
            value = value.strip().strip("'") if not match[3] else value.strip()
        else:
            value = _ESCAPED.sub(r"\1", value)
        found.append((match[1].lower(), match[2], match[3], value))
        if len(found) > MOST_PARAMETERS:
            break
        position = _skipped(text, position)
    return found


def _skipped(text: str, position: int) -> int:
    """Past what stands between a value and the next semicolon."""
    semicolon = text.find(";", position)
    if semicolon < 0 or _PARAMETER.match(text, position):
        return position
    return semicolon


def _joined(pieces: dict[int, tuple[str, bool]]) -> str:
    charset, content = "", b""
    for is_extended, some in groupby((pieces[number] for number in sorted(pieces)), key=itemgetter(1)):
        value = "".join(one for one, _ in some)
        if not is_extended:
            content += value.encode("utf-8", "surrogateescape")
            continue
        # Put together first: some programs cut between a % and its digits.
        if not content and (found := _EXTENDED.fullmatch(value)):
            charset, value = found[1], found[3]
        content += unquote_to_bytes(value)
    text = clean(decode(content, charset))
    return decode_words(text) if "=?" in text else text
