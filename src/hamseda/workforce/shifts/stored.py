"""Shifts as they are stored: wall minutes of the schedule's zone, counted from the midnight of their day."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from hamseda.kit.database import Row


class StoredBreak(msgspec.Struct, frozen=True):
    name: str
    start_m: int
    length_m: int
    paid: bool = True


class StoredActivity(msgspec.Struct, frozen=True):
    """Other work within a shift: a meeting, a training."""

    name: str
    start_m: int
    length_m: int


class StoredShift(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    user_id: UUID
    day: date
    template: str
    start_m: int
    length_m: int
    breaks: tuple[StoredBreak, ...] = ()
    activities: tuple[StoredActivity, ...] = ()
    locked: bool = False
    sequence: int = 0

    @property
    def end_m(self) -> int:
        return self.start_m + self.length_m

    @property
    def paid_m(self) -> int:
        return self.length_m - sum(one.length_m for one in self.breaks if not one.paid)

    def same_work(self, other: "StoredShift") -> bool:
        """Whether both say the same to the one who works it."""
        names = ("user_id", "day", "template", "start_m", "length_m", "breaks", "activities")
        return all(getattr(self, name) == getattr(other, name) for name in names)


class KeptOff(msgspec.Struct, frozen=True):
    """A day that is locked free."""

    user_id: UUID
    day: date


class OpenShift(msgspec.Struct, frozen=True, kw_only=True):
    """A shift of somebody who left, that nobody has taken over yet."""

    id: UUID
    left_by: UUID
    day: date
    template: str
    start_m: int
    length_m: int


def open_of(one: StoredShift) -> OpenShift:
    """What is open once somebody's shift is gone."""
    return OpenShift(
        id=one.id,
        left_by=one.user_id,
        day=one.day,
        template=one.template,
        start_m=one.start_m,
        length_m=one.length_m,
    )


COLUMNS: Final = "id, user_id, day, template, start_m, length_m, breaks, activities, locked, sequence"


def shift_of(row: Row) -> StoredShift:
    """Read a row."""
    values = {name: row[name] for name in StoredShift.__struct_fields__}
    return msgspec.convert(values, StoredShift)
