"""Edits by hand: shifts put, moved, lengthened, removed, locked; each checked against the rules before it counts."""

import asyncio
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from hamseda.kit.database import Transaction
from hamseda.kit.i18n import language_of
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, Invalid
from hamseda.organization.api import Caller
from hamseda.workforce.schedule.plan import Plan
from hamseda.workforce.shifts import queries
from hamseda.workforce.shifts.board import plan_from, set_up, worker_of
from hamseda.workforce.shifts.changing import Change, apply
from hamseda.workforce.shifts.figures import BreachFigure, Names, breaches_of, new_breaches
from hamseda.workforce.shifts.publishing import settle_once
from hamseda.workforce.shifts.resting import Resting, placed_breaks
from hamseda.workforce.shifts.schedules import Draft, lock_draft, names_of
from hamseda.workforce.shifts.stored import KeptOff, OpenShift, StoredActivity, StoredBreak, StoredShift
from hamseda.workforce.shifts.views import (
    DayOff,
    ScheduleEdited,
    breach_view,
    shift_view,
    shortfall_view,
)
from hamseda.workforce.shifts.words import DAY_MINUTES, Clock, Name, length_between, minute_of


class WrittenSpan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A break or an activity by wall time; before the start of the shift it lies on the next day."""

    name: Name
    start: Clock
    end: Clock
    paid: bool = True


class PutShift(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="put"):
    """Adds a shift, or (with `id`) puts another in its place."""

    user_id: UUID
    day: date
    template: Annotated[str, Meta(max_length=80)]
    start: Clock
    id: UUID | None = None
    end: Annotated[Clock, Meta(description="Null: by the length of the template.")] | None = None
    breaks: Annotated[list[WrittenSpan], Meta(max_length=8, description="Null: placed for you.")] | None = (
        None
    )
    activities: Annotated[list[WrittenSpan], Meta(max_length=8)] = []
    locked: bool = False
    opened: Annotated[UUID | None, Meta(description="The open shift that it takes over.")] = None


class RemoveShift(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="remove"):
    id: UUID


class LockShift(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="lock"):
    """It stays as it is when the schedule is solved."""

    id: UUID


class DropOpened(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="drop_opened"):
    """An open shift that nobody need take over."""

    id: UUID


class UnlockShift(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="unlock"):
    id: UUID


class KeepOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="keep_off"):
    """Somebody stays free on that day when the schedule is solved."""

    user_id: UUID
    day: date


class FreeOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="free_off"):
    user_id: UUID
    day: date


ScheduleChange = PutShift | RemoveShift | LockShift | UnlockShift | DropOpened | KeepOff | FreeOff


class EditWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be changed at once, or not at all."""

    version: int
    changes: Annotated[list[ScheduleChange], Meta(min_length=1, max_length=500)]
    accept_breaches: Annotated[bool, Meta(description="Do it although it breaks rules.")] = False


class RulesBroken(Invalid):
    """A change would break rules that are kept now."""

    code = "rules_broken"


async def edit(work: Transaction, caller: Caller, schedule_id: UUID, wish: EditWish) -> ScheduleEdited:
    """Change shifts by hand; raises RulesBroken with what the change would break, unless that is accepted."""
    draft = await lock_draft(work, caller, schedule_id, wish.version)
    names = await names_of(work, draft.problem)
    change, broken = await asyncio.to_thread(_tried, draft, wish, names)
    refuse_broken(caller, broken)
    after = await apply(work, caller, draft, change)
    await settle_once(work, draft)
    detail = {"version": after.row["version"], "put": len(change.put), "removed": len(change.removed)}
    await work.audit(caller.did("schedule.edited", "schedule", draft.id, detail))
    return told(caller, after, change)


async def undo(work: Transaction, caller: Caller, schedule_id: UUID, version: int) -> ScheduleEdited:
    """Take back the last edit or solution that was not taken back yet."""
    draft = await lock_draft(work, caller, schedule_id, version)
    last = await work.row(queries.LAST_EDIT, work.organization_id, schedule_id)
    if last is None or last["what"] not in {"edited", "solved"}:
        raise Conflict("There is no edit that could be taken back.", code="nothing_to_undo")
    before = tuple(msgspec.convert(last["before"], list[StoredShift]))
    there = {one.id for one in before}
    kept_off, opened = last["kept_off_before"], last["opened_before"]
    change = Change(
        "undone",
        put=before,
        removed=tuple(one for one in last["after_ids"] if one not in there),
        kept_off=None if kept_off is None else tuple(msgspec.convert(kept_off, list[KeptOff])),
        opened=None if opened is None else tuple(msgspec.convert(opened, list[OpenShift])),
    )
    after = await apply(work, caller, draft, change)
    await work.execute(queries.UNDONE, work.organization_id, last["id"])
    await settle_once(work, draft)
    await work.audit(caller.did("schedule.undone", "schedule", draft.id, {"version": after.row["version"]}))
    return told(caller, after, change)


def refuse_broken(caller: Caller, found: list[BreachFigure], code: str = "rules_broken") -> None:
    """Refuse what breaks rules, and say each of them."""
    if not found:
        return
    language = language_of(caller.locale)
    said = [breach_view(one, language) for one in found]
    raise RulesBroken(" ".join(one.said for one in said[:5]), code=code, breaches=msgspec.to_builtins(said))


def broken_by(draft: Draft, shifts: Iterable[StoredShift], names: Names) -> list[BreachFigure]:
    """What other shifts in place of those of a draft would newly break."""
    plan = plan_from(draft.problem)
    return new_breaches(draft.figures.breaches, breaches_of(set_up(plan, shifts, ()), names))


def told(caller: Caller, after: Draft, change: Change) -> ScheduleEdited:
    """Say what a change came to."""
    language, there = language_of(caller.locale), {one.id for one in change.put}
    return ScheduleEdited(
        version=after.row["version"],
        shifts=[shift_view(one, after.zone) for one in after.shifts if one.id in there],
        removed=list(change.removed),
        off=[DayOff(one.user_id, one.day) for one in after.kept_off],
        breaches=[breach_view(one, language) for one in after.figures.breaches],
        shortfalls=[shortfall_view(one, language) for one in after.figures.shortfalls],
        missing_hours=after.figures.missing_hours,
        cost=after.figures.cost,
    )


def _tried(draft: Draft, wish: EditWish, names: Names) -> tuple[Change, list[BreachFigure]]:
    """What an edit comes to, and which rules it would break that it may not."""
    hand = _Hand(draft)
    for at, one in enumerate(wish.changes):
        hand.do(f"changes.{at}", one)
    change = hand.change()
    return change, [] if wish.accept_breaches else broken_by(draft, hand.shifts.values(), names)


class _Hand:
    """Does one change after the other on a copy."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.plan: Plan = plan_from(draft.problem)
        self.before = {one.id: one for one in draft.shifts}
        self.shifts = dict(self.before)
        self.kept_off = list(draft.kept_off)
        self.opened = list(draft.opened)

    def do(self, field: str, one: ScheduleChange) -> None:
        match one:
            case PutShift():
                self._put(field, one)
            case RemoveShift():
                del self.shifts[self._known(field, one.id).id]
            case LockShift() | UnlockShift():
                shift = self._known(field, one.id)
                self.shifts[shift.id] = replace(shift, locked=isinstance(one, LockShift))
            case DropOpened():
                self._take_over(field, "id", one.id)
            case KeepOff():
                self._check_place(field, one.user_id, one.day)
                self.kept_off = [*self._others(one), KeptOff(one.user_id, one.day)]
            case FreeOff():
                self.kept_off = self._others(one)

    def change(self) -> Change:
        self._rename_given()
        put = tuple(one for one in self.shifts.values() if self.before.get(one.id) != one)
        removed = tuple(one for one in self.before if one not in self.shifts)
        places = [(one.user_id, one.day) for one in self.shifts.values()]
        for at, one in enumerate(put):
            if places.count((one.user_id, one.day)) > 1:
                raise Invalid.field(
                    f"changes.{at}",
                    "two_in_a_day",
                    "This person has a shift on that day already: change that one.",
                )
        is_same = sorted(map(str, self.kept_off)) == sorted(map(str, self.draft.kept_off))
        return Change(
            "edited",
            put,
            removed,
            kept_off=None if is_same else tuple(self.kept_off),
            opened=tuple(self.opened) if len(self.opened) < len(self.draft.opened) else None,
        )

    def _rename_given(self) -> None:
        """A shift that goes to somebody else is a new one: whose it was sees that theirs is gone."""
        for shift_id, one in list(self.shifts.items()):
            old = self.before.get(shift_id)
            if old is not None and old.user_id != one.user_id:
                del self.shifts[shift_id]
                there = replace(one, id=new_id(), sequence=0)
                self.shifts[there.id] = there

    def _take_over(self, field: str, name: str, open_id: UUID) -> None:
        left = [one for one in self.opened if one.id != open_id]
        if len(left) == len(self.opened):
            raise Invalid.field(f"{field}.{name}", "not_found", f"{name} names something that is not there.")
        self.opened = left

    def _put(self, field: str, one: PutShift) -> None:
        self._check_place(field, one.user_id, one.day)
        old = None if one.id is None else self._known(field, one.id)
        if one.opened is not None:
            self._take_over(field, "opened", one.opened)
        start = self._on_grid(f"{field}.start", minute_of(one.start))
        length = self._length(field, one, start)
        shift = StoredShift(
            id=new_id() if old is None else old.id,
            user_id=one.user_id,
            day=one.day,
            template=one.template,
            start_m=start,
            length_m=length,
            activities=tuple(
                StoredActivity(
                    written.name, *self._span(f"{field}.activities.{at}", written, (start, length))
                )
                for at, written in enumerate(one.activities)
            ),
            locked=one.locked,
            sequence=0 if old is None else old.sequence,
        )
        breaks = self._breaks(field, one, shift)
        self._check_apart(field, breaks, shift.activities)
        self.shifts[shift.id] = replace(shift, breaks=breaks)

    def _breaks(self, field: str, one: PutShift, shift: StoredShift) -> tuple[StoredBreak, ...]:
        if one.breaks is None:
            others = [there for there in self.shifts.values() if there.id != shift.id]
            return placed_breaks(self.plan, shift, Resting(self.plan, others))
        found = [
            StoredBreak(
                written.name,
                *self._span(f"{field}.breaks.{at}", written, (shift.start_m, shift.length_m)),
                paid=written.paid,
            )
            for at, written in enumerate(one.breaks)
        ]
        names = [rest.name for rest in found]
        for at, name in enumerate(names):
            if name in names[:at]:
                raise Invalid.field(
                    f"{field}.breaks.{at}.name",
                    "break_twice",
                    "Two breaks have this name: name one differently.",
                )
        return tuple(sorted(found, key=lambda rest: rest.start_m))

    def _length(self, field: str, one: PutShift, start: int) -> int:
        if one.end is not None:
            return self._on_grid(f"{field}.end", length_between(start, one.end))
        template = next((found for found in self.plan.templates if found.name == one.template), None)
        if template is None:
            raise Invalid.field(
                f"{field}.end",
                "end_needed_here",
                "There is no template of this name: say when the shift ends.",
            )
        return template.length * self.plan.minutes

    def _span(self, field: str, written: WrittenSpan, shift: tuple[int, int]) -> tuple[int, int]:
        start, length = shift
        begin = self._on_grid(f"{field}.start", minute_of(written.start))
        begin += DAY_MINUTES if begin < start else 0
        lasts = self._on_grid(f"{field}.end", length_between(begin % DAY_MINUTES, written.end))
        if begin + lasts > start + length:
            raise Invalid.field(
                field, "outside_shift", "It does not lie within the shift: move it, or lengthen the shift."
            )
        return begin, lasts

    def _check_apart(
        self, field: str, breaks: tuple[StoredBreak, ...], activities: tuple[StoredActivity, ...]
    ) -> None:
        spans = [(one.start_m, one.start_m + one.length_m) for one in breaks]
        spans += [(one.start_m, one.start_m + one.length_m) for one in activities]
        if any(first[1] > second[0] for first, second in pairwise(sorted(spans))):
            raise Invalid.field(field, "spans_overlap", "Breaks and activities overlap: move one of them.")

    def _check_place(self, field: str, user_id: UUID, day: date) -> None:
        if worker_of(self.plan, user_id) is None:
            raise Invalid.field(f"{field}.user_id", "not_found", "user_id names something that is not there.")
        if not 0 <= (day - self.plan.first).days < self.plan.days:
            raise Invalid.field(f"{field}.day", "day_outside", "This day is not one of the schedule.")

    def _on_grid(self, field: str, minute: int) -> int:
        if minute % self.plan.minutes:
            raise Invalid.field(
                field, "off_grid", f"This schedule goes by {self.plan.minutes} minutes: write such a time."
            )
        return minute

    def _known(self, field: str, shift_id: UUID) -> StoredShift:
        if shift_id not in self.shifts:
            raise Invalid.field(f"{field}.id", "not_found", "id names something that is not there.")
        return self.shifts[shift_id]

    def _others(self, one: KeepOff | FreeOff) -> list[KeptOff]:
        return [kept for kept in self.kept_off if (kept.user_id, kept.day) != (one.user_id, one.day)]
