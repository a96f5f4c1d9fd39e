"""What a publication changes for each person, against what they were shown the last time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from hamseda.workforce.shifts.figures import Names
from hamseda.workforce.shifts.stored import StoredShift
from hamseda.workforce.shifts.views import BreachView, ShiftView, shift_view


class ChangedShift(msgspec.Struct, frozen=True):
    """A shift of somebody that is another than they were shown."""

    before: ShiftView
    after: ShiftView


class PersonDifference(msgspec.Struct, frozen=True):
    """What is new, other and gone for one person, by day; `same`: shifts that stay as they were shown."""

    user_id: UUID
    name: str
    new: list[ShiftView]
    changed: list[ChangedShift]
    removed: list[ShiftView]
    same: int


class PublicationOutlook(msgspec.Struct, frozen=True, kw_only=True):
    """What publishing would do: how many shifts are new, changed, removed and the same, then person by person.

    `breaches` are refused unless they are accepted.
    """

    version: int
    shown_before: Annotated[
        datetime | None, Meta(description="When the publication that it is compared with ended; null: none.")
    ]
    new: int
    changed: int
    removed: int
    same: int
    people: list[PersonDifference]
    breaches: list[BreachView]


class Pairs(msgspec.Struct, frozen=True):
    """The shifts of one person before and after, told apart."""

    new: list[StoredShift]
    changed: list[tuple[StoredShift, StoredShift]]
    removed: list[StoredShift]
    same: int


def differences(
    before: Iterable[StoredShift], after: Iterable[StoredShift], names: Names, zone: ZoneInfo
) -> list[PersonDifference]:
    """Compare person by person, in the order of names; those without any shift on either side are left out."""
    old, new = _by_person(before), _by_person(after)
    people = sorted(old.keys() | new.keys(), key=lambda one: (names.get(str(one), ""), one))
    found = [(one, compared(old.get(one, []), new.get(one, []))) for one in people]
    return [
        PersonDifference(
            user_id=person,
            name=names.get(str(person), ""),
            new=[shift_view(one, zone) for one in pairs.new],
            changed=[
                ChangedShift(shift_view(one, zone), shift_view(two, zone)) for one, two in pairs.changed
            ],
            removed=[shift_view(one, zone) for one in pairs.removed],
            same=pairs.same,
        )
        for person, pairs in found
    ]


def compared(before: list[StoredShift], after: list[StoredShift]) -> Pairs:
    """Pair the shifts of one person: the same shift though it moved, else that of the same day."""
    pairs = Pairs([], [], [], 0)
    by_id = {one.id: one for one in before}
    known = {one.id for one in after} & by_id.keys()
    by_day = {one.day: one for one in before if one.id not in known}
    same = 0
    for one in after:
        old = by_id[one.id] if one.id in known else by_day.pop(one.day, None)
        if old is None:
            pairs.new.append(one)
        elif old.same_work(one):
            same += 1
        else:
            pairs.changed.append((old, one))
    pairs.removed.extend(sorted(by_day.values(), key=lambda one: one.day))
    return msgspec.structs.replace(pairs, same=same)


def _by_person(shifts: Iterable[StoredShift]) -> dict[UUID, list[StoredShift]]:
    found: dict[UUID, list[StoredShift]] = {}
    for one in sorted(shifts, key=lambda one: (one.day, one.start_m)):
        found.setdefault(one.user_id, []).append(one)
    return found
