"""Adherence: what the published schedule says beside what presence says, for the one it is about and for who leads them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from hamseda.events import AdherenceExcused
from hamseda.kit.clock import Clock, Instant
from hamseda.kit.database import Row, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.ids import new_id
from hamseda.kit.jalali import in_digits
from hamseda.kit.problem import Invalid, NotFound
from hamseda.organization.api import Caller
from hamseda.routing.api import PresenceSpan, presence_spans
from hamseda.workforce.reach import check_day
from hamseda.workforce.shifts import adherence_rules as rules
from hamseda.workforce.shifts import queries_adherence as sql
from hamseda.workforce.shifts.house_rules import read_rules
from hamseda.workforce.shifts.led import led_by
from hamseda.workforce.shifts.stored import StoredShift, shift_of
from hamseda.workforce.shifts.words import day_in, instant_of

ONE_DAY: Final = timedelta(days=1)


class AdherenceNow(msgspec.Struct, frozen=True):
    """What somebody does just now beside what is planned."""

    state: rules.State
    since: datetime
    planned: rules.Planned
    actual: rules.Actual


class AdherenceInterval(msgspec.Struct, frozen=True):
    """A time in which neither plan nor presence changed, in a sentence; `kept` says that it counts as planned."""

    starts_at: datetime
    ends_at: datetime
    planned: rules.Planned
    name: str
    actual: rules.Actual
    code: rules.Code
    kept: bool
    excused: bool
    said: str


class AdherenceExceptionView(msgspec.Struct, frozen=True):
    """A time that a leader marked as fine, and why."""

    id: UUID
    user_id: UUID
    starts_at: datetime
    ends_at: datetime
    reason: str
    by_name: str | None


class AdherenceDay(msgspec.Struct, frozen=True):
    """A day of somebody; `percent` is kept ÷ planned of what has passed and is measured, null where nothing was."""

    user_id: UUID
    name: str
    day: date
    time_zone: str
    now: AdherenceNow | None
    percent: float | None
    planned_m: float
    kept_m: float
    excused_m: float
    grace_m: int
    intervals: list[AdherenceInterval]
    exceptions: list[AdherenceExceptionView]


class AdherentPerson(msgspec.Struct, frozen=True):
    """Somebody who has a shift about now."""

    user_id: UUID
    name: str
    state: rules.State
    since: datetime
    planned: rules.Planned
    actual: rules.Actual


class AdherenceBoard(msgspec.Struct, frozen=True):
    """Those who are planned today, by name."""

    items: list[AdherentPerson]


class NewAdherenceException(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A time that is to count as planned."""

    user_id: UUID
    starts_at: Instant
    ends_at: Instant
    reason: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]


async def day_of(
    view: Transaction, caller: Caller, clock: Clock, user_id: UUID, day: date | None
) -> AdherenceDay:
    """Work out a day of somebody, as the caller reads it."""
    row = await view.row(sql.PERSON, view.organization_id, user_id)
    if row is None:
        raise NotFound("There is no such person.")
    now, zone = clock.now(), ZoneInfo(row["time_zone"])
    the = day_in(zone, now) if day is None else day
    check_day("day", the)
    found = await view.fetch(sql.SHIFTS, view.organization_id, [user_id], the, the)
    plan = _plan(found)
    span = _span(plan, the, zone)
    presence = _presence(await presence_spans(view, [user_id], span[0], min(now, span[1])), user_id)
    exceptions = await view.fetch(sql.EXCEPTIONS, view.organization_id, [user_id], *span)
    exempt = [rules.Exempt(one["starts_at"], one["ends_at"]) for one in exceptions]
    grace_m = (await read_rules(view)).grace_m
    grace = timedelta(minutes=grace_m)
    passed = rules.intervals(plan, presence, exempt, grace, now)
    total = rules.sums(passed)
    is_now = span[0] <= now < span[1]
    return AdherenceDay(
        user_id=user_id,
        name=row["name"],
        day=the,
        time_zone=row["time_zone"],
        now=_now(rules.now_of(plan, presence, exempt, grace, now)) if is_now else None,
        percent=total.percent,
        planned_m=round(total.planned / 60, 1),
        kept_m=round(total.kept / 60, 1),
        excused_m=round(total.excused / 60, 1),
        grace_m=grace_m,
        intervals=[_told(one, zone, caller.locale) for one in passed],
        exceptions=[AdherenceExceptionView(**one) for one in exceptions],
    )


async def led_day_of(
    view: Transaction, caller: Caller, clock: Clock, user_id: UUID, day: date | None
) -> AdherenceDay:
    """The same for a leader; raises NotFound where the person is not theirs to lead."""
    await _check_led(view, caller, user_id)
    return await day_of(view, caller, clock, user_id, day)


async def board(view: Transaction, caller: Caller, clock: Clock) -> AdherenceBoard:
    """Everybody whom the caller leads and who has a shift today or since yesterday: what they do now, by name."""
    now = clock.now()
    today = now.date()
    found = await view.fetch(
        sql.BOARD, view.organization_id, led_by(caller), today - ONE_DAY, today + ONE_DAY
    )
    by_person: dict[UUID, list[Row]] = {}
    for row in found:
        by_person.setdefault(row["user_id"], []).append(row)
    spans = await presence_spans(view, by_person, now - ONE_DAY, now)
    exceptions = await view.fetch(
        sql.EXCEPTIONS, view.organization_id, list(by_person), now - ONE_DAY, now + ONE_DAY
    )
    grace = timedelta(minutes=(await read_rules(view)).grace_m)
    items = []
    for user_id, rows in by_person.items():
        exempt = [rules.Exempt(e["starts_at"], e["ends_at"]) for e in exceptions if e["user_id"] == user_id]
        plan = [one for one in _plan(rows) if now - ONE_DAY < one.ends and one.begins < now + ONE_DAY / 2]
        if plan:
            one = rules.now_of(plan, _presence(spans, user_id), exempt, grace, now)
            items.append(
                AdherentPerson(user_id, rows[0]["name"], one.state, one.since, one.planned, one.actual)
            )
    return AdherenceBoard(sorted(items, key=lambda one: (one.name, one.user_id)))


async def excuse(work: Transaction, caller: Caller, new: NewAdherenceException) -> AdherenceExceptionView:
    """Mark a time as fine; the person it is about is told."""
    if new.ends_at <= new.starts_at or new.ends_at - new.starts_at > ONE_DAY:
        raise Invalid.field("ends_at", "span_impossible", "It ends after it begins, and within a day.")
    await _check_led(work, caller, new.user_id)
    row_id = new_id()
    await work.execute(
        sql.ADD,
        work.organization_id,
        row_id,
        new.user_id,
        new.starts_at,
        new.ends_at,
        new.reason,
        caller.user_id,
    )
    return await _told_of(work, caller, row_id, "made")


async def forget_excuse(work: Transaction, caller: Caller, exception_id: UUID) -> None:
    """Take such a mark back."""
    row = await work.row(sql.ONE, work.organization_id, exception_id)
    if row is None:
        raise NotFound("It is not there, or not any more.")
    await _check_led(work, caller, row["user_id"])
    await _told_of(work, caller, exception_id, "removed")
    await work.execute(
        "DELETE FROM adherence_exception WHERE organization_id = $1 AND id = $2",
        work.organization_id,
        exception_id,
    )


async def _told_of(work: Transaction, caller: Caller, row_id: UUID, what: str) -> AdherenceExceptionView:
    row = await work.row(sql.ONE, work.organization_id, row_id)
    found = AdherenceExceptionView(**row or {})
    day = found.starts_at.date().isoformat()
    work.emit(AdherenceExcused(user_id=found.user_id, day=day), audience={"user": found.user_id})
    detail = {"user_id": str(found.user_id), "reason": found.reason}
    await work.audit(caller.did(f"adherence_exception.{what}", "adherence_exception", row_id, detail))
    return found


async def _check_led(view: Transaction, caller: Caller, user_id: UUID) -> None:
    row = await view.row(sql.PERSON, view.organization_id, user_id)
    led = led_by(caller)
    if row is None or (led is not None and row["department_id"] != led):
        raise NotFound("There is no such person.")


def _plan(found: Iterable[Row]) -> list[rules.Segment]:
    """The shifts as parts without overlaps, in order."""
    plan = [
        part
        for number, row in enumerate(found)
        for part in _segments(shift_of(row), ZoneInfo(row["time_zone"]), number)
    ]
    return sorted(plan, key=lambda one: one.begins)


def _segments(shift: StoredShift, zone: ZoneInfo, number: int) -> Iterable[rules.Segment]:
    pauses: list[tuple[int, int, rules.Planned, str]] = [
        *((one.start_m, one.start_m + one.length_m, "break", one.name) for one in shift.breaks),
        *((one.start_m, one.start_m + one.length_m, "activity", one.name) for one in shift.activities),
    ]
    at = shift.start_m
    for begin, end, planned, name in sorted(pauses):
        if at < begin:
            yield _segment(shift, zone, (at, begin, "work", shift.template), number)
        yield _segment(shift, zone, (begin, end, planned, name), number)
        at = end
    if at < shift.end_m:
        yield _segment(shift, zone, (at, shift.end_m, "work", shift.template), number)


def _segment(
    shift: StoredShift, zone: ZoneInfo, part: tuple[int, int, rules.Planned, str], number: int
) -> rules.Segment:
    begin, end, planned, name = part
    return rules.Segment(
        instant_of(shift.day, begin, zone), instant_of(shift.day, end, zone), planned, name, number
    )


def _span(plan: list[rules.Segment], day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    midnight = instant_of(day, 0, zone)
    begins = min((one.begins for one in plan), default=midnight)
    return min(begins, midnight), max([one.ends for one in plan] + [midnight + ONE_DAY])


def _presence(spans: Iterable[PresenceSpan], user_id: UUID) -> list[rules.Presence]:
    return [rules.Presence(one.begins, one.ends, one.state) for one in spans if one.user_id == user_id]


def _now(one: rules.Now) -> AdherenceNow:
    return AdherenceNow(one.state, one.since, one.planned, one.actual)


def _told(one: rules.Interval, zone: ZoneInfo, locale: str) -> AdherenceInterval:
    return AdherenceInterval(
        starts_at=one.begins,
        ends_at=one.ends,
        planned=one.planned,
        name=one.name,
        actual=one.actual,
        code=one.code,
        kept=one.is_kept,
        excused=one.code == "excused",
        said=translate(
            locale,
            f"adherence.said.{one.code}",
            name=one.name,
            begin=_clock(one.begins, zone, locale),
            end=_clock(one.ends, zone, locale),
            minutes=max(1, round(one.seconds / 60)),
        ),
    )


def _clock(at: datetime, zone: ZoneInfo, locale: str) -> str:
    text = f"{at.astimezone(zone):%H:%M}"
    return in_digits(text, "fa") if locale == "fa" else text
