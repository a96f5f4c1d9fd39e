"""What all parts of a problem are read by: its days, its grid, and where faults are gathered."""

from collections.abc import Iterable
from datetime import date, timedelta

from hamseda.kit.telling_once import nearest
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.schedule import problem as doc
from hamseda.workforce.schedule.asking import Asking, day_of, weekday_of
from hamseda.workforce.schedule.plan import DAY_MINUTES, Span
from hamseda.workforce.schedule.pricing import Days
from hamseda.workforce.why import Why


class Frame:
    """The days and the grid of a problem that is being read."""

    def __init__(self, found: doc.Problem, asking: Asking, first: date, minutes: int) -> None:
        self.doc, self.asking, self.first, self.minutes = found, asking, first, minutes
        asking.minutes = minutes
        self.per_day, self.days = DAY_MINUTES // minutes, found.days
        self.calendar = Days(found.calendar, asking, first, found.days)
        self.skills: list[str] = []
        self.people: dict[str, int] = {}

    def once(self, field: str, names: list[str], key: str) -> None:
        """Refuse names that are empty or stand twice."""
        for at, name in enumerate(names):
            if not name.strip():
                self.asking.refuse(f"{field}.{at}.{key}", Why("problem.empty"))
            elif name in names[:at]:
                self.asking.refuse(f"{field}.{at}.{key}", Why("problem.twice", {"name": name}))

    def on(self, field: str, given: Iterable[str]) -> list[int]:
        """The days of the plan that are meant; all where none is named."""
        named, found = list(given), set()
        for at, text in enumerate(named):
            if (weekday := weekday_of(text)) is not None:
                found |= {d for d in range(self.days) if (self.first + timedelta(d)).weekday() == weekday}
                continue
            day = self.day(f"{field}.{at}", text)
            if day is not None and 0 <= day < self.days:
                found.add(day)
        return sorted(found) if named else list(range(self.days))

    def day(self, field: str, text: str) -> int | None:
        """Read a day as its number in the plan, which may lie outside of it."""
        try:
            return (day_of(text) - self.first).days
        except FaultyError as error:
            del error
            self.asking.refuse(field, Why("problem.no_day", {"given": text or "–"}))
            return None

    def span(self, field: str, begin: str, end: str) -> Span:
        """From one time of the day to another, that of the next day where it is not later."""
        first, last = self.asking.clock(f"{field}.from", begin), self.asking.clock(f"{field}.to", end)
        return first, last + (self.per_day if last <= first else 0)


def unknown(what: str, name: str, known: Iterable[str]) -> Why:
    names = list(known)
    values = {"name": name or "–", "some": ", ".join(names[:6])}
    return Why(f"problem.unknown.{what}", values, nearest(name, names))
