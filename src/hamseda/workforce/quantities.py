"""Numbers, shares, times and targets as people write them, with digits of three scripts."""

import re
from typing import Final, Self

from hamseda.kit.persian.digits import ascii_digits
from hamseda.workforce.why import Filling, Reason, Why, said_why

PLAIN: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
PART: Final = re.compile(r"(\d+\.?\d*|\.\d+)\s*([^\d.\s]+)\s*")
WEEKS: Final = re.compile(r"(\d+)\s*(?:w|weeks?|هفته)", re.IGNORECASE)
# Thousands separators that mean nothing else, the decimal separator of Persian, and letters of Arabic keyboards.
MARKS: Final = str.maketrans(
    {"٫": ".", "٬": None, "−": "-", "٪": "%", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه"}
)
MOST: Final = 1e15  # above it nothing is counted here, and sums of products would end at infinity
SHORTEST: Final = 0.001  # seconds: a time below is none
UNITS: Final = {
    **dict.fromkeys(("s", "sec", "ثانیه"), 1),
    **dict.fromkeys(("m", "min", "دقیقه"), 60),
    **dict.fromkeys(("h", "hour", "hours", "ساعت"), 3600),
    **dict.fromkeys(("d", "day", "days", "روز"), 86400),
}


class FaultyError(ValueError):
    """Something that was given and cannot be meant; the sentence says the cure.

    `place` stands before it (`--interval`). As text it is English.
    """

    def __init__(self, why: Reason, place: str = "") -> None:
        self.why, self.place = why, place
        super().__init__(self.said("en"))

    @classmethod
    def of(cls, code: str, **filling: Filling) -> Self:
        """One of the catalogues' sentences."""
        return cls(Why(code, filling))

    def said(self, language: str) -> str:
        """The sentence in a language of the catalogues."""
        sentence = said_why(self.why, language)
        return f"{self.place}: {sentence}" if self.place else sentence


def number(given: object, *, least: float = 0.0, above: bool = False, most: float = MOST) -> float:
    """Read a number of at least (or above) `least`, and at most `most`."""
    try:
        value = float(given) if _is_number(given) else _plain(str(given))  # type: ignore[arg-type]
    except OverflowError:  # a whole number of hundreds of digits
        value = float("inf")
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 (NaN)
        raise FaultyError.of("number.infinite", given=str(given))
    if value > most:
        raise FaultyError.of("number.too_large", given=str(given))
    if value < least or (above and value == least):
        raise FaultyError.of("number.above" if above else "number.least", given=str(given), least=least)
    return value


def count(given: object, *, most: float = MOST) -> int:
    """Read a whole number from 0."""
    if not _ascii(given):
        raise FaultyError.of("count.empty")
    value = number(given, most=most)
    if value != int(value):
        raise FaultyError.of("count.whole", given=str(given), low=str(int(value)), high=str(int(value) + 1))
    return int(value)


def share(given: object, *, below_one: bool = True) -> float:
    """Read a share: .3, 30% or ۳۰٪; 30 alone is refused, because nobody can know what it means."""
    text = _ascii(given)
    if not text.rstrip("% "):
        raise FaultyError.of("share.empty")
    is_percent = text.endswith("%")
    value = number(text.rstrip("% ")) / (100 if is_percent else 1)
    if is_percent and (value > 1 or (below_one and value == 1)):
        raise FaultyError.of("share.not_below_all" if below_one else "share.more_than_all", given=str(given))
    if value > 1 or (below_one and value == 1):
        percent = value if 1 < value < 100 else 30.0
        raise FaultyError.of("share.above_one", given=str(given), percent=percent, part=percent / 100)
    return value


def seconds(given: object, *, above: bool = True, unit: bool = False, days: bool = False) -> float:
    """Read a time: 180, 180s, 3m, 1h30m, ۳ دقیقه; a number alone is seconds, refused where a `unit` (of days) is needed."""
    text = _ascii(given)
    if not text:
        raise FaultyError.of("time.empty_days" if days else "time.empty_unit" if unit else "time.empty")
    if _is_number(given) or PLAIN.fullmatch(text):
        if unit:
            raise FaultyError.of("time.no_days" if days else "time.no_unit", given=str(given), text=text)
        return _lasting(number(given, above=above), given)
    if text.startswith("-"):
        raise FaultyError.of("time.negative", given=str(given))
    total, rest = 0.0, text
    while rest:
        part = PART.match(rest)
        if part is None or part[2].lower() not in UNITS:
            raise FaultyError.of("time.unread", given=str(given))
        total, rest = total + float(part[1]) * UNITS[part[2].lower()], rest[part.end() :]
    if above and total == 0:
        raise FaultyError.of("number.above", given=str(given), least=0.0)
    return _lasting(number(total), given)


def spelled(seconds_: float) -> str:
    """A time as people write it, in the largest unit of which it is a whole number: 90m, 2h."""
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds_ >= size and seconds_ % size == 0:
            return f"{seconds_ / size:.0f}{unit}"
    return f"{seconds_:.10g}s"


def weeks(given: str) -> int | None:
    """How many weeks are meant, where somebody writes 4w; None where they do not."""
    found = WEEKS.fullmatch(_ascii(given))
    return int(found[1]) if found else None


def target(given: str) -> tuple[float, float]:
    """Read a promise such as 80/20: this many in a hundred within so many seconds (or 95/2h)."""
    percent, stroke, within = _ascii(given).partition("/")
    if not percent and not stroke:
        raise FaultyError.of("target.empty")
    if not percent.strip("% ") or not within.strip():
        raise FaultyError.of("target.unread", given=given)
    value = number(percent.rstrip("% "), above=True) / 100
    if value < 0.01 and not percent.rstrip().endswith("%"):
        little, meant = 100 * value, 1e4 * value
        raise FaultyError.of("target.tiny", given=given, percent=little, meant=meant, within=within.strip())
    if value >= 1:
        raise FaultyError.of("target.certain", given=given)
    return value, seconds(within, above=False)


def plain_text(given: object) -> str:
    """A text without space around it, its digits and marks those of programs."""
    return _ascii(given)


def parts(text: str) -> list[str]:
    """What stands between commas, Persian ones too."""
    return text.replace("،", ",").split(",")


def _lasting(seconds_: float, given: object) -> float:
    if 0 < seconds_ < SHORTEST:
        raise FaultyError.of("number.least", given=str(given), least=SHORTEST)
    return seconds_


def _is_number(given: object) -> bool:
    return isinstance(given, (int, float)) and not isinstance(given, bool)


def _plain(text: str) -> float:
    plain = _ascii(text)
    if PLAIN.fullmatch(plain):
        return float(plain)
    if not plain:
        raise FaultyError.of("number.empty")
    raise FaultyError.of("number.thousands" if "," in plain else "number.unread", given=text)


def _ascii(given: object) -> str:
    return ascii_digits(str(given).strip()).translate(MARKS)
