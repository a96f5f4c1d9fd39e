"""Numbers, shares, times and targets as people write them, with digits of three scripts."""

import re
from typing import Final

from hamseda.kit.persian.digits import ascii_digits

PLAIN: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
PART: Final = re.compile(r"(\d+\.?\d*|\.\d+)\s*([^\d.\s]+)\s*")
WEEKS: Final = re.compile(r"(\d+)\s*(?:w|weeks?|هفته)", re.IGNORECASE)
# Thousands separators that mean nothing else, the decimal separator of Persian, and letters of Arabic keyboards.
MARKS: Final = str.maketrans(
    {"٫": ".", "٬": None, "−": "-", "٪": "%", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه"}
)
UNITS: Final = {
    **dict.fromkeys(("s", "sec", "ثانیه"), 1),
    **dict.fromkeys(("m", "min", "دقیقه"), 60),
    **dict.fromkeys(("h", "hour", "hours", "ساعت"), 3600),
    **dict.fromkeys(("d", "day", "days", "روز"), 86400),
}


class FaultyError(ValueError):
    """Something that was given and cannot be meant; the sentence says the cure."""


def number(given: object, *, least: float = 0.0, above: bool = False) -> float:
    """Read a number of at least (or above) `least`."""
    value = float(given) if _is_number(given) else _plain(str(given))  # type: ignore[arg-type]
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 (NaN)
        raise FaultyError(f"{given} is not a finite number: leave the row out, or write the figure.")
    if value < least or (above and value == least):
        raise FaultyError(f"{given} must be {'more than' if above else 'at least'} {least:g}.")
    return value


def count(given: object) -> int:
    """Read a whole number from 0."""
    value = number(given)
    if value != int(value):
        raise FaultyError(f"{given} is not a whole number of people: write {int(value)} or {int(value) + 1}.")
    return int(value)


def share(given: object, *, below_one: bool = True) -> float:
    """Read a share: .3, 30% or ۳۰٪; 30 alone is refused, because nobody can know what it means."""
    text = _ascii(given)
    value = number(text.rstrip("% ")) / (100 if text.endswith("%") else 1)
    if value > 1 or (below_one and value == 1):
        percent = f"{value:g}% or {value / 100:g}" if 1 < value < 100 else "30% or 0.3"
        raise FaultyError(f"{given} is not a share below 1: write, for instance, {percent}.")
    return value


def seconds(given: object, *, above: bool = True, unit: bool = False, such_as: str = "") -> float:
    """Read a time: 180, 180s, 3m, 1h30m, ۳ دقیقه; a number alone is seconds, refused where a `unit` is needed."""
    text = _ascii(given)
    if _is_number(given) or PLAIN.fullmatch(text):
        if unit:
            cure = f"{text}{such_as}" if such_as else f"{text}m for minutes, or {text}s for seconds"
            raise FaultyError(f"{given} has no unit: write {cure}.")
        return number(given, above=above)
    if text.startswith("-"):
        raise FaultyError(f"{given} is a negative time.")
    total, rest = 0.0, text
    while rest:
        part = PART.match(rest)
        if part is None or part[2].lower() not in UNITS:
            raise FaultyError(f"{given} is not a time: write, for instance, 180, 3m, 1h30m or ۳ دقیقه.")
        total, rest = total + float(part[1]) * UNITS[part[2].lower()], rest[part.end() :]
    return number(total, above=above)


def weeks(given: str) -> int | None:
    """How many weeks are meant, where somebody writes 4w; None where they do not."""
    found = WEEKS.fullmatch(_ascii(given))
    return int(found[1]) if found else None


def target(given: str) -> tuple[float, float]:
    """Read a promise such as 80/20: this many in a hundred within so many seconds (or 95/2h)."""
    percent, stroke, within = _ascii(given).partition("/")
    if not stroke:
        raise FaultyError(f"{given} is not a target: write 80/20 for 80 % within 20 seconds, or 95/2h.")
    value = number(percent.rstrip("% "), above=True) / 100
    if value < 0.01 and not percent.rstrip().endswith("%"):
        rest = f"{100 * value:g}%/{within.strip()} if you mean that little"
        raise FaultyError(
            f"{given} would be {100 * value:g} % in time: write {1e4 * value:g}/{within.strip()}, or {rest}."
        )
    if value >= 1:
        raise FaultyError(
            f"{given}: no number of people answers every contact in time for certain; write 99.9/20, or less."
        )
    return value, seconds(within, above=False)


def plain_text(given: object) -> str:
    """A text without space around it, its digits and marks those of programs."""
    return _ascii(given)


def _is_number(given: object) -> bool:
    return isinstance(given, (int, float)) and not isinstance(given, bool)


def _ascii(given: object) -> str:
    return ascii_digits(str(given).strip()).translate(MARKS)


def _plain(text: str) -> float:
    plain = _ascii(text)
    if PLAIN.fullmatch(plain):
        return float(plain)
    if not plain:
        raise FaultyError("is empty: write a number, 0 where there was nothing.")
    cure = "write thousands together and decimals with a point, 1234.5" if "," in plain else "write a number"
    raise FaultyError(f"{text} is not a number: {cure}.")
