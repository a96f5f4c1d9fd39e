"""How far a day went as planned: pure, interval by interval, so that whoever it is about can check each of them.

Kept is what lies in the planned state, and any stretch beside it of no more than the grace. Other work (a meeting) is not
measured: presence cannot tell it. Nothing here is a penalty, and nothing compares people.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Planned = Literal["work", "break", "activity", "off"]
Actual = Literal["available", "break", "offline"]
State = Literal["in", "late", "early", "out", "off"]
Code = Literal[
    "as_planned", "within_grace", "not_there_yet", "away", "on_break", "left", "worked_on", "excused", "not_measured"
]  # fmt: skip
SOON = timedelta(minutes=60)  # who is gone for what is left of a shift, and no more than this, left early


class Segment(Struct, frozen=True):
    """A part of a published shift; `shift` numbers the shifts of the day."""

    begins: datetime
    ends: datetime
    planned: Planned
    name: str
    shift: int = 0


class Presence(Struct, frozen=True):
    begins: datetime
    ends: datetime
    actual: Actual


class Exempt(Struct, frozen=True):
    """A time that a leader marked as fine."""

    begins: datetime
    ends: datetime


class Interval(Struct, frozen=True):
    """A time in which neither plan nor presence changed."""

    begins: datetime
    ends: datetime
    planned: Planned
    name: str
    actual: Actual
    code: Code
    shift: int = 0

    @property
    def is_kept(self) -> bool:
        return self.code in {"as_planned", "within_grace", "excused"}

    @property
    def is_measured(self) -> bool:
        return self.code != "not_measured"

    @property
    def seconds(self) -> float:
        return (self.ends - self.begins).total_seconds()


class Now(Struct, frozen=True):
    """What somebody does just now beside what is planned; since when."""

    state: State
    since: datetime
    planned: Planned
    actual: Actual


class Sums(Struct, frozen=True):
    """Seconds that were planned (and have passed), kept, and of these excused."""

    planned: float
    kept: float
    excused: float

    @property
    def percent(self) -> float | None:
        """How much went as planned; nothing where nothing was planned."""
        return round(100 * self.kept / self.planned, 1) if self.planned else None


def intervals(
    plan: Sequence[Segment],
    presence: Iterable[Presence],
    exempt: Iterable[Exempt],
    grace: timedelta,
    now: datetime,
) -> list[Interval]:
    """Cut a day at every change and judge each part; what has not passed yet is left out."""
    spans, fine = list(presence), list(exempt)
    cuts = {one.begins for one in spans} | {one.ends for one in spans}
    cuts |= {one.begins for one in fine} | {one.ends for one in fine}
    found = [part for segment in plan for part in _parts(segment, cuts, spans, now)]
    found = [replace(one, code="excused") if _deviates(one) and _is_fine(one, fine) else one for one in found]
    ended = {one.shift for one in plan} - {one.shift for one in plan if one.ends > now}
    return _within_grace(_told_apart(found, ended), grace)


def sums(found: Iterable[Interval]) -> Sums:
    """Add up what was measured."""
    measured = [one for one in found if one.is_measured]
    return Sums(
        sum(one.seconds for one in measured),
        sum(one.seconds for one in measured if one.is_kept),
        sum(one.seconds for one in measured if one.code == "excused"),
    )


def now_of(
    plan: Sequence[Segment],
    presence: Sequence[Presence],
    exempt: Iterable[Exempt],
    grace: timedelta,
    now: datetime,
) -> Now:
    """Say what somebody does just now."""
    current = next((one for one in plan if one.begins <= now < one.ends), None)
    span = next((one for one in reversed(presence) if one.begins <= now), None)
    actual: Actual = "offline" if span is None else span.actual
    if current is None:
        ended = max((one.ends for one in plan if one.ends <= now), default=now)
        return Now("off", max(ended, span.begins) if span else ended, "off", actual)
    passed = intervals(plan, presence, exempt, grace, now)
    run = _run(passed, now)
    since = run[0].begins if run else current.begins
    if not run or run[-1].is_kept or not run[-1].is_measured or now - since <= grace:
        return Now("in", since, current.planned, actual)
    return Now(_deviation(plan, passed, current, actual, now), since, current.planned, actual)


def _deviation(
    plan: Sequence[Segment], passed: Sequence[Interval], current: Segment, actual: Actual, now: datetime
) -> State:
    own = [one for one in passed if one.shift == current.shift]
    if current.planned == "work" and not any(one.actual == "available" for one in own):
        return "late"
    ends = max(one.ends for one in plan if one.shift == current.shift)
    if actual == "offline" and ends - now <= SOON:
        return "early"
    coming = next((one for one in plan if one.begins >= now and one.planned == "break"), None)
    if actual == "break" and coming is not None and coming.begins - now <= SOON / 4:
        return "early"
    return "out"


def _parts(
    segment: Segment, cuts: set[datetime], spans: Sequence[Presence], now: datetime
) -> Iterable[Interval]:
    end = min(segment.ends, now)
    edges = sorted({segment.begins, end, *(cut for cut in cuts if segment.begins < cut < end)})
    for begins, ends in pairwise(edges):
        if begins >= end:
            break
        there = [one.actual for one in spans if one.begins <= begins < one.ends]
        actual: Actual = there[0] if there else "offline"
        yield Interval(
            begins, ends, segment.planned, segment.name, actual, _code(segment.planned, actual), segment.shift
        )


def _code(planned: Planned, actual: Actual) -> Code:
    if planned == "activity":
        return "not_measured"
    if planned == "break":
        return "worked_on" if actual == "available" else "as_planned"
    if actual == "available":
        return "as_planned"
    return "on_break" if actual == "break" else "away"


def _told_apart(found: list[Interval], ended: set[int]) -> list[Interval]:
    """Who is away at the begin of a shift is not there yet; who is away until its end (once that is there) has left."""
    again = list(found)
    for shift in {one.shift for one in found}:
        own = [at for at, one in enumerate(found) if one.shift == shift]
        orders: list[tuple[list[int], Code]] = [(own, "not_there_yet")]
        orders += [(own[::-1], "left")] if shift in ended else []
        for order, code in orders:
            for at in order:
                if again[at].code != "away":
                    break
                again[at] = replace(again[at], code=code)
    return again


def _within_grace(found: list[Interval], grace: timedelta) -> list[Interval]:
    """Forgive each stretch of deviation that is no longer than the grace."""
    again, at = list(found), 0
    while at < len(again):
        end = at
        while (
            end < len(again)
            and _deviates(again[end])
            and (end == at or again[end - 1].ends == again[end].begins)
        ):
            end += 1
        if end > at and again[end - 1].ends - again[at].begins <= grace:
            again[at:end] = [replace(one, code="within_grace") for one in again[at:end]]
        at = max(end, at + 1)
    return again


def _run(passed: Sequence[Interval], now: datetime) -> list[Interval]:
    """The last stretch up to now in which somebody was as planned throughout, or was not."""
    found: list[Interval] = []
    edge = now
    for one in reversed(passed):
        if one.ends != edge or (found and _deviates(one) != _deviates(found[0])):
            break
        found.insert(0, one)
        edge = one.begins
    return found


def _deviates(one: Interval) -> bool:
    return one.is_measured and not one.is_kept


def _is_fine(one: Interval, fine: Iterable[Exempt]) -> bool:
    return any(span.begins <= one.begins and one.ends <= span.ends for span in fine)
