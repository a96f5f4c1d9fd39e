"""The letters and marks that every part of the Persian kit agrees on."""

from typing import Final

ZWNJ: Final = "\u200c"
ZWJ: Final = "\u200d"
ALPHABET: Final = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
"""The Persian letters in dictionary order: آ is a letter of its own, before ا."""

HALF_SPACES: Final = "\u200c\u200b\u00ad\u00ac"
"""ZWNJ and what old files carry in its stead: zero width space, soft hyphen and the sign ¬."""

INVISIBLE: Final = (
    "\u061c\u180e\ufeff\u2060\u2061\u2062\u2063\u2064"
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    "\ufe0e\ufe0f"
)
"""Marks without a width: bidi marks, joiners and variation selectors (never ZWNJ or ZWJ)."""

TATWEEL: Final = "\u0640"
_MARK_RANGES: Final = (
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x08D3, 0x08FF),
)
DIACRITICS: Final = (
    "".join(chr(code) for first, last in _MARK_RANGES for code in range(first, last + 1))
    + "\u0670\u06e7\u06e8\u06ea\u06eb\u06ec\u06ed"
)

LETTER_FOLDS: Final[dict[str, str]] = {
    **dict.fromkeys("يىئېێےۓۍ", "ی"),
    **dict.fromkeys("كڪ", "ک"),
    **dict.fromkeys("ةۀەہۂۃھ", "ه"),
    **dict.fromkeys("أإٱٲٳٵ", "ا"),
    **dict.fromkeys("ؤٶۆۇ", "و"),
    "ڕ": "ر",
    "ڵ": "ل",
}
"""Other shapes of a Persian letter (Arabic, Kurdish, Urdu keyboards) → that letter; آ is not among them."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(words.split())
