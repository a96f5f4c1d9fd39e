"""What is to be scheduled, in slots: the problem as the solvers and the checker see it, and what they answer with.

A slot is one interval of the grid; slot 0 begins at midnight of the first day. Times of a day are slots after its
midnight and may lie beyond the next one. Money is in thousandths of what an ordinary hour costs.
"""

from datetime import date
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Span = tuple[int, int]  # from a slot up to, not including, another
DAY_MINUTES: Final = 1440
HOUR_COST: Final = 1000  # an ordinary hour, in the money of the solvers
WEEK: Final = 7
WORKING_DAYS: Final = 6
LONGEST: Final = 16 * 60  # minutes of a shift


class Pause(Struct, frozen=True):
    """A break of a template: when it may begin after the shift did, or within which hours of the day."""

    name: str
    length: int
    after: int | None = None
    before: int | None = None
    window: Span | None = None
    is_paid: bool = True


class Template(Struct, frozen=True):
    """A kind of shift: when it may begin, how long it is and what breaks it has; on which days of the plan."""

    name: str
    starts: tuple[int, ...]
    length: int
    pauses: tuple[Pause, ...]
    days: frozenset[int]


class Wish(Struct, frozen=True):
    """What somebody would like: a template (or any work) on a day, or not."""

    day: int
    template: int | None
    is_against: bool
    weight: int


class Elsewhere(Struct, frozen=True):
    """A shift of another schedule: minutes are counted from the first midnight."""

    day: int
    begin: int
    end: int
    paid: int


class Worker(Struct, frozen=True):
    """Somebody who works shifts; minutes are those paid in each week of the plan."""

    name: str
    skills: frozenset[int]
    least: int
    most: int
    most_days: int
    free: tuple[Span, ...]
    leave: frozenset[int] = frozenset()
    wishes: tuple[Wish, ...] = ()
    days_before: int = 0  # days worked in a row right before the plan
    ended_before: int | None = (
        None  # minutes before the first midnight at which the last shift ended; may be negative
    )
    days_after: int = 0  # days worked in a row right after the plan
    begins_after: int | None = None  # minutes after the first midnight at which the next shift begins
    burdens_before: tuple[int, int, int] = (0, 0, 0)  # evenings, nights, weekends so far
    elsewhere: tuple[Elsewhere, ...] = ()


class Rules(Struct, frozen=True):
    """What every schedule keeps."""

    rest_minutes: int = 660
    days_in_row: int = 6
    gap: int = 2  # least work between breaks, and before the first and after the last
    stretch: int | None = None  # most work without a break
    most_on_break: int | None = None
    break_percent: int | None = None  # of those whose shift it is, rounded up
    closed: frozenset[int] = frozenset()  # days on which no shift begins


class Costs(Struct, frozen=True):
    """Money: what a slot of work costs on each slot of the plan, and what a missing one does."""

    slot: NDArray[np.int64]
    missing: int  # of the first missing
    missing_deep: int  # of those beyond
    shallow_percent: int  # so much of what is required is missed at the first price, rounded up
    short_minute: int  # a minute that a contract promises and nobody worked


class Weights(Struct, frozen=True):
    """How much evenings, nights and weekends shared out evenly count, and wishes."""

    burdens: tuple[int, int, int]
    wish: int


class Duty(Struct, frozen=True):
    """One shift of somebody; breaks are (number in the template, start), in the order in which they are taken.

    `away` are slots of the day on which other work is done (a meeting): at work, but for no skill. Solvers give none.
    """

    worker: int
    day: int
    template: int
    start: int
    pauses: tuple[Span, ...]
    away: tuple[Span, ...] = ()


class Lock(Struct, frozen=True):
    """What must stay: a shift, maybe with its breaks, or (template None) a day without one."""

    worker: int
    day: int
    template: int | None = None
    start: int = 0
    pauses: tuple[Span, ...] | None = None


class Plan(Struct, frozen=True):
    """The whole problem."""

    first: date
    days: int
    minutes: int  # of a slot
    skills: tuple[str, ...]
    required: NDArray[np.int64]  # skills x slots
    templates: tuple[Template, ...]
    workers: tuple[Worker, ...]
    rules: Rules
    costs: Costs
    weights: Weights
    evening: int  # slot of the day from which work is evening
    night: Span  # slots of the day that are night
    weekend: NDArray[np.bool_]  # slots of the plan
    holidays: frozenset[int] = frozenset()
    locks: tuple[Lock, ...] = ()

    @property
    def per_day(self) -> int:
        """Slots of a day."""
        return DAY_MINUTES // self.minutes

    @property
    def slots(self) -> int:
        """Slots of the plan."""
        return self.days * self.per_day

    def weeks(self) -> list[range]:
        """The days of each week, counted from the first day."""
        return [range(begin, min(begin + WEEK, self.days)) for begin in range(0, self.days, WEEK)]

    def paid_minutes(self, template: int) -> int:
        """Minutes of a shift without its unpaid breaks."""
        one = self.templates[template]
        return self.minutes * (one.length - sum(pause.length for pause in one.pauses if not pause.is_paid))

    def least(self, worker: int, week: int) -> int:
        """Minutes that a whole week promises somebody; a day of leave or closure counts as a sixth."""
        days = self.weeks()[week]
        one = self.workers[worker]
        if len(days) < WEEK:
            return 0
        away = len([day for day in days if day in one.leave or day in self.rules.closed])
        return one.least * max(0, WORKING_DAYS - away) // WORKING_DAYS

    def span(self, duty: Duty | Lock) -> Span:
        """From when to when somebody is there, in slots of the plan."""
        begin = duty.day * self.per_day + duty.start
        template = duty.template
        return begin, begin + (0 if template is None else self.templates[template].length)

    def shift_cost(self, day: int, template: int, start: int) -> int:
        """What a shift costs: its paid share of the slots that it lasts."""
        begin = day * self.per_day + start
        length = self.templates[template].length
        worked = int(self.costs.slot[begin : begin + length].sum())
        return round(worked * self.paid_minutes(template) / (length * self.minutes))

    def burdens(self, day: int, template: int, start: int) -> tuple[int, int, int]:
        """Whether a shift is an evening, a night, a weekend."""
        begin, end = start, start + self.templates[template].length
        at = day * self.per_day
        night = any(
            begin < self.night[1] + shift and end > self.night[0] + shift
            for shift in (-self.per_day, 0, self.per_day)
        )
        evening = not night and end > self.evening
        weekend = bool(self.weekend[at + begin : at + end].any())
        return int(evening), int(night), int(weekend)

    def shallow(self, required: int) -> int:
        """How many of those required are missed at the first price."""
        return -(-required * self.costs.shallow_percent // 100)
