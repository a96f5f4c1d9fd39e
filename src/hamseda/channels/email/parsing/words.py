"""Header values to text: encoded words (RFC 2047) however they were broken, and letters beyond ASCII as they are."""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64, a2b_qp
from typing import Final

from hamseda.channels.email.parsing.charsets import clean, decode

_FOLD: Final = re.compile(r"\r?\n(?=[ \t])")
# The payload of Q may hold question marks and spaces, against the letter of the standard.
WORD: Final = re.compile(
    r"=\?([^?*\s=]{1,40})(?:\*[^?\s]{0,20})?\?(?:([bB])\?([^?]*)|([qQ])\?((?:[^?]|\?(?!=)|\?=(?=[0-9A-F]{2}[^ ]*\?=))*))\?="
)
_NOT_BASE64: Final = re.compile(r"[^A-Za-z0-9+/]+")


def decode_words(raw: str | bytes, hint: str | None = None) -> str:
    """A header value as a person reads it, in one line, its encoded words decoded, also those that part a letter in two.

    `raw` as bytes, or as text whose bytes beyond ASCII are surrogates. `hint`: the charset of the mail's text.
    """
    return " ".join(clean(_words(_FOLD.sub("", text_of(raw, hint)))).split())


def text_of(raw: str | bytes, hint: str | None = None) -> str:
    """Text of a raw header value; encoded words stay."""
    if isinstance(raw, str):
        if raw.isascii():
            return raw
        raw = raw.encode("utf-8", "surrogateescape")
    return raw.decode("ascii") if raw.isascii() and b"\x1b" not in raw else decode(raw, None, hint)


def _words(text: str) -> str:
    end = text.rfind("?=")
    if end < 0:
        return text
    # Behind the last end of a word there is none: looking for one would take long in a hostile value.
    text, rest = text[: end + 2], text[end + 2 :]
    done: list[str] = []
    pending: list[tuple[bool, str]] = []
    charset, position = "", 0
    for word in WORD.finditer(text):
        between = text[position : word.start()]
        is_adjacent = bool(pending) and not between.strip()
        if pending and not (is_adjacent and word[1].lower() == charset):
            done.append(_decoded(pending, charset))
            pending = []
        if not is_adjacent:
            done.append(between)
        charset, position = word[1].lower(), word.end()
        pending.append((word[2] is not None, word[3] if word[2] else word[5]))
    if pending:
        done.append(_decoded(pending, charset))
    return "".join([*done, text[position:], rest])


def _decoded(pending: list[tuple[bool, str]], charset: str) -> str:
    """Neighbours of one charset are one text: letters, and even base64 quads, are split between words."""
    content, quads = b"", ""
    for is_base64, payload in pending:
        if not is_base64:
            content += _base64(quads) + a2b_qp(
                payload.replace(" ", "_").encode("utf-8", "surrogateescape"), header=True
            )
            quads = ""
            continue
        letters = _NOT_BASE64.sub("", payload)
        quads += letters
        if len(letters) % 4 == 0 or "=" in payload:
            content, quads = content + _base64(quads), ""
    return decode(content + _base64(quads), charset)


def _base64(letters: str) -> bytes:
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    try:
        return a2b_base64(letters + "=" * (-len(letters) % 4))
    except Base64Error:
        return b""
