"""Bytes of mails to text: what is declared, if the bytes hold to it; then a ladder that always has an end."""

import codecs
import re
from typing import Final

from msgspec import Struct

from hamseda.channels.email.parsing.guessing import guess, is_nearly_utf8

# What servers and programs declare when they do not know: the bytes decide.
VAGUE: Final = frozenset({"", "ascii", "unknown-8bit", "x-unknown", "8bit", "binary", "default", "none"})
# Western labels are written by programs that send something else: believed only while the text looks like it.
WESTERN: Final = frozenset(
    {"iso8859-1", "cp1252", "iso8859-15", "iso8859-9", "cp1254", "iso8859-2", "cp1250"}
)
# Codecs of Python that are no character sets of mails.
NOT_OF_MAILS: Final = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)
# The set that contains the declared one, as browsers read it.
WIDER: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "hz",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "iso2022_jp": "iso2022_jp_ext",
}
ALIASES: Final = {
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "csunicode11utf7": "utf-7",
    "utf8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "x-utf-8": "utf-8",
    "unicode": "utf-8",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "x-euc-kr": "cp949",
    "x-windows-949": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "asmo-708": "iso8859-6",
    "windows-874": "cp874",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-arabic": "mac-arabic",
    "x-mac-farsi": "mac-farsi",
    "x-mac-cyrillic": "mac-cyrillic",
    "dos-720": "cp720",
}
MANY_BYTES: Final = frozenset(
    {"gb18030", "cp932", "euc_jp", "cp949", "big5hkscs", "big5", "johab", "shift_jisx0213", "euc_jis_2004"}
)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SHIFTS: Final = (
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"\x1b(?:\$[@B]|\$\([DOPQ]|\(J)"), "iso2022_jp_ext"),
    (re.compile(rb"~\{(?:[!-}]{2})+~\}"), "hz"),
)
_STATEFUL: Final = frozenset({"iso2022_jp_ext", "iso2022_kr", "hz", "utf-7"})
_CONTROLS: Final = bytes(sign for sign in (*range(0x20), 0x7F) if sign not in b"\t\n\r")
MOST_BROKEN: Final = 0.05
# The first byte of Arabic letters and one that follows it, both read as western letters.
_TWICE: Final = re.compile(
    "[ØÙÚÛ][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
LEAST_TWICE: Final = 3
MOSTLY_TWICE: Final = 0.8


class Reading(Struct, frozen=True):
    """Text and the charset by which it was read; `is_as_declared`: the label was right, or said nothing."""

    text: str
    charset: str
    is_as_declared: bool = True


def decode(content: bytes, declared: str | None = None, hint: str | None = None) -> str:
    """Text of bytes, whatever they are; never fails."""
    return read(content, declared, hint).text


def read(content: bytes, declared: str | None = None, hint: str | None = None) -> Reading:
    """Read bytes by their mark, their label, UTF-8, or what their letters look most like. `hint`: as a label, but weaker."""
    name = codec_of(declared)
    found = _marked(content) or (
        _read_ascii(content, name) if content.isascii() else _labelled(content, name)
    )
    if found is not None:
        return found
    guessed = guess(content, (name, codec_of(hint)))
    return Reading(clean(content.decode(guessed, "replace")), guessed, name in VAGUE or guessed == name)


def _marked(content: bytes) -> Reading | None:
    for mark, name in _MARKS:
        if content.startswith(mark) and (text := _strict(content, name)) is not None:
            return Reading(clean(text), name)
    return None


def _labelled(content: bytes, name: str) -> Reading | None:
    """The text by its label or by UTF-8, also where a few signs of it are broken; None where neither fits."""
    if name not in VAGUE and name not in WESTERN:
        believed = _believed(content, name)
        if believed is not None:
            return (_once(clean(believed)) if name == "utf-8" else None) or Reading(clean(believed), name)
    if (text := _strict(content, "utf-8")) is not None:
        return _once(clean(text)) or Reading(clean(text), "utf-8", name in VAGUE)
    if is_nearly_utf8(content):
        return Reading(clean(content.decode("utf-8", "replace")), "utf-8", False)
    if name in MANY_BYTES and (text := _mostly(content, name)) is not None:
        return Reading(clean(text), name, False)
    return None


def codec_of(declared: str | None) -> str:
    """Python's name for a declared charset, "" where there is none that mails may use."""
    name = (declared or "").strip().strip("\"'").lower()
    name = ALIASES.get(name, name)
    if name in VAGUE:
        return name
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return _repaired(name)
    if found.name.replace("_", "-") in NOT_OF_MAILS or not found._is_text_encoding:  # noqa: SLF001 -- no other way
        return ""
    return WIDER.get(found.name, found.name)


def clean(text: str) -> str:
    """Without what PostgreSQL or a screen cannot take: NUL, lone surrogates, other control signs."""
    # Over bytes: many times faster than over letters.
    content = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content.decode("utf-8").replace("\ufeff", "")


_LABELS: Final = (
    (re.compile(r"utf[-_ ]?8"), "utf-8"),
    (re.compile(r"(?:windows|win|cp|microsoft)[-_ ]?(?:cp)?[-_ ]?(125\d|874|93[26]|949|950)"), r"cp\1"),
    (re.compile(r"iso[-_ ]?8859[-_ ](\d{1,2})"), r"iso8859-\1"),
    (re.compile(r"iso[-_ ]?8859(\d{1,2})"), r"iso8859-\1"),
    (re.compile(r"latin[-_ ]?(\d)"), r"latin\1"),
)


def _repaired(name: str) -> str:
    """A label as it was meant: `win-1256`, `charset=utf-8`, `utf 8`, `iso-8859-1; format=flowed`."""
    for pattern, meant in _LABELS:
        if found := pattern.search(name):
            try:
                name = codecs.lookup(found.expand(meant)).name
            except LookupError:
                return ""
            return WIDER.get(name, name)
    return ""


def _read_ascii(content: bytes, name: str) -> Reading:
    if name == "utf-7" or b"\x1b" in content or b"~{" in content:
        chosen = name if name in _STATEFUL else _shifted(content)
        text = _mostly(content, chosen) if chosen else None
        if text is not None:
            return Reading(clean(text), chosen, name in VAGUE or chosen == name)
    return Reading(clean(content.decode("ascii")), "ascii")


def _shifted(content: bytes) -> str:
    return next((name for pattern, name in _SHIFTS if pattern.search(content)), "")


def _once(text: str) -> Reading | None:
    """Persian and Arabic that somebody took for western letters and coded a second time, as it was before that."""
    pairs = len(_TWICE.findall(text)) if any(sign in text for sign in "ØÙÚÛ") else 0
    if pairs < LEAST_TWICE or pairs * 2 < MOSTLY_TWICE * sum(sign > "\x7f" for sign in text):
        return None
    content = b"".join(_western(sign) for sign in text)
    before = _strict(content, "utf-8")
    return None if before is None else Reading(before, "utf-8, twice", False)


def _western(sign: str) -> bytes:
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1", "replace")


def _believed(content: bytes, name: str) -> str | None:
    """The text by its label, None where the bytes say otherwise."""
    text = _strict(content, name)
    if text is None or name == "utf-8":
        return text
    if name in {"utf-7", "utf-16", "utf-32"}:
        return text
    # Letters of one byte each that happen to be whole UTF-8 sequences are UTF-8 under a wrong label.
    if name not in MANY_BYTES and _strict(content, "utf-8") is not None:
        return None
    return text


def _mostly(content: bytes, name: str) -> str | None:
    """The text, None where more of it than some signs is broken."""
    text = content.decode(name, "replace")
    return text if text.count("\ufffd") <= MOST_BROKEN * len(text) else None


def _strict(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except (UnicodeError, LookupError):
        return None
