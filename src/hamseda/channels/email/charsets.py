"""Bytes of mails to text: what is declared, if it holds; then a ladder that always has an end."""

import codecs
import re
from binascii import Error as Base64Error
from binascii import a2b_base64, a2b_qp
from typing import Final

LADDER: Final = ("utf-8", "windows-1256", "latin-1")
# What servers and programs declare when they do not know: the bytes decide.
VAGUE: Final = frozenset({"", "ascii", "iso8859-1", "cp1252", "unknown-8bit", "8bit", "binary", "default"})
# Codecs of Python that are no character sets of mails.
NOT_OF_MAILS: Final = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)
WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-9": "cp1254", "ks_c_5601-1987": "cp949"}

_ENCODED_WORD: Final = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_GAP: Final = re.compile(r"\s*")


def decode(content: bytes, declared: str | None = None) -> str:
    """Text of bytes: the declared charset, else UTF-8, Windows-1256, Latin-1; never fails."""
    name = _codec(declared)
    if name in VAGUE:
        ladder = ["utf-8", "cp1252" if name in {"cp1252", "iso8859-1"} else "windows-1256", *LADDER]
    else:
        ladder = [WIDER.get(name, name), *LADDER]
    for charset in ladder:
        try:
            return clean(content.decode(charset))
        except (UnicodeError, LookupError):
            continue
    return clean(content.decode("latin-1"))


def decode_words(raw: str) -> str:
    """A header value with its encoded words (RFC 2047) decoded, also those that part a letter in two.

    `raw` is as the parser of the mail gives it: bytes beyond ASCII are surrogates.
    """
    text = decode(raw.encode("utf-8", "surrogateescape")) if not raw.isascii() else raw
    text = re.sub(r"\r?\n(?=[ \t])", "", text)
    parts: list[str] = []
    waiting, charset, position = b"", "", 0
    for word in _ENCODED_WORD.finditer(text):
        between = text[position : word.start()]
        is_adjacent = bool(_GAP.fullmatch(between)) and position > 0
        if waiting and not (is_adjacent and word[1].lower() == charset):
            parts.append(decode(waiting, charset))
            waiting = b""
        if not is_adjacent:
            parts.append(between)
        waiting, charset = waiting + _word_bytes(word), word[1].lower()
        position = word.end()
    parts += [decode(waiting, charset) if waiting else "", text[position:]]
    return " ".join(clean("".join(parts)).split())


def clean(text: str) -> str:
    """Without what PostgreSQL or a screen cannot take: NUL, lone surrogates, other control signs."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)


_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")


def _codec(declared: str | None) -> str:
    name = (declared or "").strip().strip("\"'").lower()
    if name in VAGUE:
        return name
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if found.replace("_", "-") in NOT_OF_MAILS else found


def _word_bytes(word: re.Match[str]) -> bytes:
    content = word[3].encode("ascii", "ignore")
    if word[2] in "qQ":
        return a2b_qp(content, header=True)
    try:
        return a2b_base64(content + b"=" * (-len(content) % 4))
    except Base64Error:
        return word[0].encode("ascii", "replace")
