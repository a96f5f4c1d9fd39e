"""The problem as people and programs write it: one JSON document, wall times, digits of three scripts."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

Number = Annotated[int | float | str, Meta(description="A number, or its digits in any of three scripts.")]
Day = Annotated[str, Meta(description="2026-12-05, or Jalali 1405/09/14.")]
Clock = Annotated[str, Meta(description="Wall time, 08:30; 24:00 is the end of the day.")]
Length = Annotated[str, Meta(description="A time with its unit: 15m, 8h30m, ۳۰ دقیقه.")]
On = Annotated[
    list[str], Meta(description="Days: weekdays (sat, شنبه) or dates; empty: every day of the plan.")
]


class Required(Struct, frozen=True, forbid_unknown_fields=True):
    """How many agents a skill needs from one time to another; a list gives one number for each `step`.

    An end that is not after the begin lies on the next day. Nothing is needed after the last day of the plan, nor on the
    first day for a night that began before it: write a row of that day where it is.
    """

    skill: str
    agents: Number | list[Number]
    on: On = []
    begin: Clock = field(name="from", default="00:00")
    end: Clock = field(name="to", default="24:00")
    step: Length = ""


class Break(Struct, frozen=True, forbid_unknown_fields=True):
    """A lunch, rest or prayer: so long after the shift began, or within hours of the day (or both)."""

    name: str
    length: Length
    after: Annotated[Length, Meta(description="Begins no sooner than this after the shift.")] = ""
    before: Annotated[Length, Meta(description="Begins no later than this after the shift.")] = ""
    within: Annotated[
        tuple[Clock, Clock] | None,
        Meta(
            description="Hours of the day, over midnight where the second is not later; the break belongs to the"
            " shifts that are at work during all of them, of which there must be one."
        ),
    ] = None
    paid: bool = True


class ShiftTemplate(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of shift: when it may begin, how long it is, which breaks it has."""

    name: str
    length: Length
    earliest: Clock
    latest: Clock
    step: Annotated[Length, Meta(description="From start to start. Not given: 30m, in whole intervals.")] = ""
    on: On = []
    breaks: list[Break] = []


class Contract(Struct, frozen=True, forbid_unknown_fields=True):
    """Paid time a week, and days of it (7 at most)."""

    least: Length = "0h"
    most: Length = "44h"
    days: Number = 6


class Available(Struct, frozen=True, forbid_unknown_fields=True):
    """When somebody can work; an end that is not after the begin lies on the next day."""

    on: On = []
    begin: Clock = field(name="from", default="00:00")
    end: Clock = field(name="to", default="24:00")


class Leave(Struct, frozen=True, forbid_unknown_fields=True):
    """Days off that were granted, both included."""

    first: Day
    last: Day = ""


class Wish(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody would like: to work (a template) on these days, or not."""

    on: On
    template: str = ""
    want: Annotated[Literal["work", "off"], Meta(description="off with a template: not this one.")] = "off"
    weight: Number = 1


class Before(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody worked before the first day."""

    days_in_row: Number = 0
    ended: Annotated[
        str, Meta(description="When the last shift that began before the first day ended: 1405/09/13 23:00.")
    ] = ""
    evenings: Number = 0
    nights: Number = 0
    weekends: Number = 0


class After(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody works after the last day, and has been promised already."""

    days_in_row: Number = 0
    begins: Annotated[
        str, Meta(description="When the next shift begins, after the last day: 1405/09/21 07:00.")
    ] = ""


class Elsewhere(Struct, frozen=True, forbid_unknown_fields=True):
    """A shift within these days that is promised elsewhere: its day is taken, and rest, days and hours count it."""

    begins: Annotated[str, Meta(description="1405/09/16 08:00.")]
    ends: str
    paid: Annotated[Length, Meta(description="Not given: all of it.")] = ""


class Person(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who works shifts; without `available` at any time."""

    id: str
    skills: list[str]
    name: str = ""
    contract: Contract = Contract()
    available: list[Available] = []
    leave: list[Leave] = []
    wishes: list[Wish] = []
    before: Before = Before()
    after: After = After()
    elsewhere: list[Elsewhere] = []


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """What every schedule keeps."""

    rest: Length = "11h"
    days_in_row: Number = 6
    between_breaks: Annotated[Length, Meta(description="Not given: 30m, rounded up to whole intervals.")] = ""
    longest_stretch: Length = ""
    most_on_break: Annotated[Number | None, Meta(description="People at once, or 20 % of those there.")] = (
        None
    )
    closed_on_holidays: bool = False


class Costs(Struct, frozen=True, forbid_unknown_fields=True):
    """What an hour of work costs, and one that is missing; factors as 1.4 or 140%, weekend times night where both are."""

    hour: Number = 1
    weekend: Number = 1
    night: Number = 1
    missing_hour: Annotated[Number | None, Meta(description="Not given: three hours of work.")] = None
    missing_deep_hour: Annotated[Number | None, Meta(description="Not given: twice missing_hour.")] = None
    shallow: Annotated[
        Number, Meta(description="So much may be missing at the first price, rounded up to people.")
    ] = "10%"
    short_hour: Annotated[Number | None, Meta(description="Not given: two hours of work.")] = None


class Fairness(Struct, frozen=True, forbid_unknown_fields=True):
    """How much it counts that evenings, nights and weekends are shared out, and what people wish."""

    evening: Number = 1
    night: Number = 2
    weekend: Number = 2
    wishes: Number = 1
    evening_from: Annotated[Clock, Meta(description="A shift that ends later is an evening.")] = "20:00"
    night_from: Clock = "23:00"
    night_to: Clock = "06:00"


class Holiday(Struct, frozen=True, forbid_unknown_fields=True):
    """A day off beside the official ones."""

    day: Day
    name: str


class Calendar(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose holidays count, and when the week rests."""

    country: Annotated[str, Meta(pattern="^([A-Za-z]{2})?$")] = ""
    weekend: list[str] = field(default_factory=lambda: ["fri"])
    half_days: list[str] = field(default_factory=lambda: ["thu"])
    half_until: Clock = "13:00"
    holidays: list[Holiday] = []


class Locked(Struct, frozen=True, forbid_unknown_fields=True):
    """What stays as it is: a shift of somebody, with `breaks` those as well, or a day off."""

    person: str
    day: Day
    template: str = ""
    start: Clock = ""
    breaks: Annotated[
        list[tuple[str, Clock]] | None, Meta(description="Name and begin of each; none: left open.")
    ] = None
    off: bool = False


class Problem(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a schedule is made from."""

    first_day: Day
    required: list[Required]
    templates: Annotated[list[ShiftTemplate], Meta(min_length=1)]
    people: Annotated[list[Person], Meta(min_length=1)]
    format: Literal[1] = 1
    days: Annotated[int, Meta(ge=1, le=35)] = 7
    interval: Length = "15m"
    rules: Rules = Rules()
    costs: Costs = Costs()
    fairness: Fairness = Fairness()
    calendar: Calendar = Calendar()
    locked: list[Locked] = []


def schema() -> str:
    """The JSON Schema of the document."""
    found = msgspec.json.schema(Problem)
    found["title"] = "Hamseda schedule problem"
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return msgspec.json.format(msgspec.json.encode(found)).decode()
