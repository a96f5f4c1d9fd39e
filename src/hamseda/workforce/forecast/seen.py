"""A row of a history as it was read, and how it is named."""

from datetime import date, datetime, time

from msgspec import Struct


class Seen(Struct, frozen=True):
    """One row: the line it stands in, its day, minute of the day, minutes east of UTC where given, and its figures."""

    line: int
    day: int
    minute: int
    offset: int | None
    volume: float
    aht_s: float | None

    @property
    def at(self) -> datetime:
        """Its start by the clock on the wall."""
        return datetime.combine(date.fromordinal(self.day), clock(self.minute))


def clock(minute: int) -> time:
    """A minute of the day as a time."""
    return time(minute // 60, minute % 60)
