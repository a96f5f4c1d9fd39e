"""Reads the fields of a problem; what cannot be meant is gathered, by field and line, with its cure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from math import inf
from typing import Any, Final, TypeVar

from hamseda.kit.jalali import JalaliDateError, parse_date
from hamseda.kit.json_places import Places
from hamseda.kit.persian.digits import ascii_digits
from hamseda.kit.telling_once import NUMBER, figure, told_once, with_others
from hamseda.workforce import quantities
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.why import Reason, Why, said_why

Value = TypeVar("Value")
MOST_FAULTS: Final = 20
FIRST_GREGORIAN: Final = 1700  # a smaller year is Jalali
HOUR: Final = 60
DAY: Final = 1440
MOST: Final = 10_000  # of people, days or money: what is more was not meant
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PERSIAN_WEEKDAYS: Final = ("دوشنبه", "سهشنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
LETTERS: Final = str.maketrans({"ي": "ی", "ك": "ک", "\u200c": "", " ": ""})


class ProblemError(FaultyError):
    """A problem that is refused, with all that is wrong with it."""

    def __init__(self, faults: Sequence[tuple[str, Reason]], text: str, name: str) -> None:
        self.fields = tuple(field for field, _ in faults)
        self.faults, self.text, self.name = faults, text, name
        super().__init__("")

    def said(self, language: str) -> str:
        """Every fault with its line, in the order of the text; what stands in many fields is told once."""
        return said_by_line(self.faults, self.text, self.name, language)


def said_by_line(faults: Iterable[tuple[str, Reason]], text: str, name: str, language: str) -> str:
    """What is to be said of fields of a text, each with its line, in their order; what many have in common is told once."""
    places = Places(text)
    lines = []
    for (field, why), more in told_once(faults, _likeness):
        others = (places.of(other).line for other, _ in more)
        sentence = with_others(said_why(why, language), len(more), others, language)
        values = {
            "file": name,
            "line": figure(places.of(field).line, language),
            "why": sentence,
            "field": field,
        }
        code = "problem.line" if field else "problem.whole"
        lines.append((places.of(field), Why(code, values).said(language)))
    shown = [said for _, said in sorted(lines)][:MOST_FAULTS]
    if len(lines) > MOST_FAULTS:
        shown.append(Why("problem.more", {"count": len(lines) - MOST_FAULTS}).said(language))
    return "\n".join(shown)


def _likeness(fault: tuple[str, Reason]) -> tuple[str, str]:
    """The same said of the same field, of whatever number."""
    field, why = fault
    return NUMBER.sub("*", field), said_why(why, "en")


class Asking:
    """Gathers faults while a document is read; a field that cannot be meant gives what stands in for it."""

    def __init__(self, minutes: int = 15) -> None:
        self.faults: list[tuple[str, Reason]] = []
        self.minutes = minutes

    def refuse(self, field: str, why: Reason) -> None:
        """Note what is wrong with a field."""
        self.faults.append((field, why))

    def read(self, field: str, reader: Callable[[Any], Value], given: Any, instead: Value) -> Value:
        """Read a field, or note why that cannot be."""
        try:
            return reader(given)
        except FaultyError as error:
            self.refuse(field, error.why)
            return instead

    def count(self, field: str, given: Any, instead: int = 0, *, most: int = MOST) -> int:
        """Read a whole number up to a bound."""
        found = self.read(field, partial(quantities.count, most=inf), given, instead)
        return found if self.is_within(field, given, found, most) else instead

    def number(self, field: str, given: Any, instead: float = 1.0, *, most: float) -> float:
        """Read a number up to a bound."""
        found = self.read(field, partial(quantities.number, most=inf), given, instead)
        return found if self.is_within(field, given, found, most) else instead

    def is_within(self, field: str, given: Any, found: float, most: float) -> bool:
        """Refuse what is more than a bound."""
        if found > most:
            bound = most if most % 1 else int(most)
            self.refuse(field, Why("problem.too_much", {"given": str(given), "most": bound}))
        return found <= most

    def slots(self, field: str, given: str, *, least: int = 0) -> int:
        """Read a length as slots of the grid."""
        seconds = self.read(field, lambda text: quantities.seconds(text, above=False, unit=True), given, 0.0)
        return self._on_grid(field, given, seconds / 60, least)

    def clock(self, field: str, given: str, instead: int = 0) -> int:
        """Read a wall time as slots after midnight."""
        minutes = self.read(field, minute_of, given, instead * self.minutes)
        return self._on_grid(field, given, minutes, 0)

    def _on_grid(self, field: str, given: str, minutes: float, least: int) -> int:
        if minutes > DAY:
            self.refuse(field, Why("problem.too_long", {"given": given}))
            return least
        if minutes % self.minutes:
            self.refuse(
                field,
                Why("problem.off_grid", {"given": given, "minutes": self.minutes}),
            )
        slots = int(minutes // self.minutes)
        if slots < least and not any(at == field for at, _ in self.faults):
            self.refuse(field, Why("problem.too_short", {"given": given, "minutes": least * self.minutes}))
        return max(slots, least)


def minute_of(given: str) -> int:
    """Read a wall time as minutes after midnight."""
    hour, colon, minute = ascii_digits(given.strip()).partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and colon and int(minute) < HOUR):
        raise FaultyError.of("problem.no_clock", given=given or "–")
    found = int(hour) * HOUR + int(minute)
    if found > DAY:
        raise FaultyError.of("problem.beyond_day", given=given)
    return found


def day_of(given: str) -> date:
    """Read a day of either calendar."""
    text = ascii_digits(given.strip())
    try:
        if text[:4].isdigit() and int(text[:4]) < FIRST_GREGORIAN:
            return parse_date(text)
        return date.fromisoformat(text.replace("/", "-"))
    except (ValueError, JalaliDateError):
        raise FaultyError.of("problem.no_date", given=given or "–") from None


def weekday_of(given: str) -> int | None:
    """Monday 0 to Sunday 6; None where it is no weekday."""
    text = given.strip().lower().translate(LETTERS)
    if text in PERSIAN_WEEKDAYS:
        return PERSIAN_WEEKDAYS.index(text)
    return next((at for at, name in enumerate(WEEKDAYS) if text in {name[:3], name}), None)


def factor(given: Any) -> float:
    """Read 1.4 or 140%."""
    text = ascii_digits(str(given).strip()).replace("٪", "%")
    return quantities.number(text.rstrip("% "), most=inf) / (100 if text.endswith("%") else 1)
