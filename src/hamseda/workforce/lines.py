"""Figures and lines of what the commands print, in the digits and marks of their reader."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from hamseda.kit.i18n import language_of
from hamseda.kit.persian.digits import persian_digits

NOTHING: Final = "–"
MARKS: Final = str.maketrans({".": "٫", ",": "٬"})
ZWNJ: Final = "\u200c"  # joins no letters and takes no room
COMMAS: Final = {"fa": "، ", "en": ", "}


def figure(value: float | Decimal | None, language: str, form: str = "") -> str:
    """A number in a form of Python's; a dash where it is undefined."""
    if value is None:
        return NOTHING
    text = f"{value:{form}}"
    return persian_digits(text).translate(MARKS) if language_of(language) == "fa" else text


def percent(value: float | None, language: str, form: str = ".1f") -> str:
    """A share as so many in a hundred: 89.4 %, «۸۹٫۴٪»."""
    if value is None:
        return NOTHING
    sign = "٪" if language_of(language) == "fa" else " %"
    return figure(100 * value, language, form) + sign


def listed(parts: Sequence[str], language: str) -> str:
    """One after the other, as the language sets them apart."""
    return COMMAS[language_of(language)].join(parts)


def aligned(rows: Sequence[Sequence[str]], texts: int = 1) -> list[str]:
    """Columns as wide as their widest cell; the first so many begin alike, the others, which are figures, end alike."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + _room(cell, width) if at < texts else _room(cell, width) + cell
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return len(text) - text.count(ZWNJ)


def _room(text: str, width: int) -> str:
    return " " * (width - _width(text))
