"""One normal form of a text, for search and matching; what people wrote is kept as they wrote it."""

import re
import unicodedata
from typing import Final

from hamseda.kit.persian.digits import ARABIC, ASCII, PERSIAN
from hamseda.kit.persian.letters import DIACRITICS, HALF_SPACES, INVISIBLE, LETTER_FOLDS, TATWEEL, ZWJ, ZWNJ

_PUNCTUATION: Final = {
    "،": ",",
    "٬": ",",
    "؛": ";",
    "؟": "?",
    "٪": "%",
    "٫": ".",
    "۔": ".",
    "٭": "*",
    **dict.fromkeys("«»“”„‟", '"'),
    **dict.fromkeys("‘’‚‛‹›", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_LONE_MARKS: Final = [*range(0xFC5E, 0xFC64), *range(0xFE70, 0xFE80)]
"""Presentation forms of bare diacritics: NFKC would put a space before each and break the word in two."""

_FOLD: Final[dict[int, int | str | None]] = {
    # Common letters stand for themselves: a letter that is missing costs `translate` an exception.
    **{code: code for code in (*range(0x80), *range(0x600, 0x700), 0x200C)},
    **{ord(char): None for char in DIACRITICS + INVISIBLE + TATWEEL + "ء"},
    **dict.fromkeys(_LONE_MARKS),
    **{ord(char): ZWNJ for char in HALF_SPACES},
    **{ord(char): folded for char, folded in {**LETTER_FOLDS, **_PUNCTUATION, "آ": "ا"}.items()},
    **{ord(char): digit for digits in (PERSIAN, ARABIC) for char, digit in zip(digits, ASCII, strict=True)},
}
_EARLY: Final[dict[int, None]] = dict.fromkeys(
    [*map(ord, DIACRITICS + INVISIBLE + TATWEEL), *_LONE_MARKS],
)
_NO_LONE_MARKS: Final[dict[int, None]] = dict.fromkeys(_LONE_MARKS)
_BARE: Final[dict[int, str | None]] = {
    **{ord(char): None for char in DIACRITICS + INVISIBLE + TATWEEL + HALF_SPACES + ZWJ},
    **{ord(char): digit for digits in (PERSIAN, ARABIC) for char, digit in zip(digits, ASCII, strict=True)},
}

# Emoji that NFKC would turn into letters (™ → tm); every other emoji passes it unchanged.
_EMOJI: Final = re.compile("([‼⁉™ℹⓂ㊗㊙🈁🈂🈚🈯🈲-🈺🉐🉑])")
# Letters that NFKC neither changes nor joins: nearly every message has no other, and this is quicker to see.
_INERT: Final = re.compile(
    "[\\x00-\\x7f\\u060c-\\u061f\\u0620-\\u0652\\u0660-\\u0674\\u0679-\\u06bf\\u06cc\\u06f0-\\u06f9"
    "\\u200b-\\u200f\\u2018-\\u201e«»\\u2010\\u2013\\u2014\\U0001f300-\\U0001faff\\u2600-\\u27bf\\ufe0f]*",
)
_JOINER: Final = re.compile(f"{ZWJ}(?![\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff])")
_STRAY_ZWNJ: Final = re.compile(rf"{ZWNJ}(?:(?!\w)|(?<!\w{ZWNJ}))")
_ZWNJ_ROW: Final = re.compile(f"{ZWNJ}{ZWNJ}+")
_MAX_ROUNDS: Final = 4


def normalise(text: str) -> str:
    """Fold the text to the form in which equal words are equal strings.

    Arabic ي ى ك ة and their kin become ی ک ه; آ أ إ ٱ → ا, ؤ → و, ئ → ی and a bare ء is dropped; three digit
    scripts → ASCII; half spaces, tatweel, diacritics and bidi marks are dropped; presentation forms and wide
    letters take their plain shape (NFKC); Arabic punctuation → ASCII; letters are casefolded; white space is
    one space. Emoji stay. Idempotent. The stored original is never replaced by this form.
    """
    return words_apart(text).replace(ZWNJ, "")


def words_apart(text: str) -> str:
    """Fold like `normalise`, but keep the half space (ZWNJ) between two letters: the stemmer needs it."""
    if text.isascii():
        return " ".join(text.casefold().split())
    folded = _fold(text)
    # Only exotic letters need a second look: what one fold uncovers, the next may join or fold again.
    for _ in range(_MAX_ROUNDS):
        if _is_plain(text) and _is_plain(folded):
            break
        text, folded = folded, _fold(folded)
        if text == folded:
            break
    return folded


def without_marks(text: str) -> str:
    """Drop what has no letter of its own (half spaces, diacritics, bidi marks) and write digits in ASCII.

    Letters keep their identity (آ stays آ, ي stays ي) but take their plain shape: ﻻ → لا, ا with a madda → آ.
    """
    if text.isascii():
        return text
    if not _is_plain(text):
        text = _compatible(text.translate(_NO_LONE_MARKS))
    return text.translate(_BARE)


def _is_plain(text: str) -> bool:
    return bool(_INERT.fullmatch(text)) or unicodedata.is_normalized("NFKC", text)


def _fold(text: str) -> str:
    if ZWJ in text:
        text = _JOINER.sub("", text)
    if not _is_plain(text):
        text = _compatible(text.translate(_EARLY))
    if "ؤ" in text:
        # مسؤول and مسئول, شؤون and شئون are two spellings of one word; the one with ئ also meets ی (ویدئو,
        # ویدیو).
        text = text.translate(_EARLY).replace("ؤو", "یو")
    text = text.casefold().translate(_FOLD)
    if ZWNJ in text:
        text = _STRAY_ZWNJ.sub("", _ZWNJ_ROW.sub(ZWNJ, text))
    return " ".join(text.split())


def _compatible(text: str) -> str:
    pieces = _EMOJI.split(text)
    return "".join(
        piece if index % 2 else unicodedata.normalize("NFKC", piece) for index, piece in enumerate(pieces)
    )
