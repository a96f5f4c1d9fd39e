"""A key that puts names into Persian dictionary order where the database can only compare bytes."""

import re
import unicodedata
from typing import Final

from hamseda.kit.persian.letters import ALPHABET, LETTER_FOLDS
from hamseda.kit.persian.normalise import without_marks

MAX_NAME: Final = 200
"""Letters of a name that take part in the order."""

_FIRST_LETTER: Final = 0x3B
"""Below it lie the space and the digits; the 33 Persian letters take ; to [; Latin a–z stay above them."""

_ORDER: Final = {
    **{ord(char): chr(_FIRST_LETTER + rank) for rank, char in enumerate(ALPHABET)},
    **{ord(char): chr(_FIRST_LETTER + ALPHABET.index(folded)) for char, folded in LETTER_FOLDS.items()},
}
_NUMBER: Final = re.compile(r"[0-9]+")
_APART: Final = re.compile(r"[^\w]+|_+")
_DROPPED: Final = str.maketrans("", "", "'’‘`ء")


def sort_key(name: str) -> str:
    """Return a string whose byte order (UTF-8, C collation) is the dictionary order of the name.

    Space < numbers by value < آ ا ب پ … گ … ی < Latin a–z without case or accents < other scripts. Arabic and
    Persian shapes of a letter are equal; half spaces, diacritics and punctuation at the edges do not count.
    Names that differ in nothing else have equal keys: order by the key, then by id.
    """
    plain = without_marks(name[:MAX_NAME]).translate(_DROPPED)
    if not plain.isascii():
        plain = _without_accents(plain)
    words = _APART.sub(" ", plain.casefold()).strip()
    return _NUMBER.sub(_by_value, words).translate(_ORDER)


def _without_accents(text: str) -> str:
    # Only Latin and its neighbours: taking the mark off آ or ئ would make another Persian letter of it.
    return "".join(_bare(char) if char < "\u0590" else char for char in text)


def _bare(char: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))


def _by_value(number: re.Match[str]) -> str:
    digits = number[0].lstrip("0") or "0"
    return chr(0x20 + len(digits)) + digits if len(digits) < 26 else f":{len(digits):04d}{digits}"
