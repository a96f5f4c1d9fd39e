"""The rules that all schedules of an organization keep, with defaults that a small team can begin with."""

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from hamseda.kit.database import Transaction
from hamseda.kit.official_holidays import knows_country
from hamseda.kit.problem import Forbidden, Invalid
from hamseda.organization.api import Caller
from hamseda.workforce.shifts.led import led_by
from hamseda.workforce.shifts.words import Clock, Weekday

READ: Final = "SELECT rules FROM schedule_rules WHERE organization_id = $1"
WRITE: Final = """
INSERT INTO schedule_rules (organization_id, rules) VALUES ($1, $2)
ON CONFLICT (organization_id) DO UPDATE SET rules = $2
"""
Weight = Annotated[float, Meta(ge=0, le=100)]
WEEK_M: Final = 7 * 1440
QUARTER_M: Final = 15  # the shortest interval of schedules


class ShiftContract(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Paid minutes a week, and days."""

    least_m: Annotated[int, Meta(ge=0, le=WEEK_M)] = 0
    most_m: Annotated[int, Meta(ge=0, le=WEEK_M)] = 2640
    days: Annotated[int, Meta(ge=1, le=7)] = 6


class ServicePromise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What required numbers are worked out for: so many in a hundred within so many seconds."""

    share: Annotated[float, Meta(gt=0, lt=1)] = 0.8
    within_s: Annotated[float, Meta(ge=0, le=86_400)] = 20.0


class ScheduleRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What schedules keep, what they weigh, and how they are lived."""

    rest_m: Annotated[int, Meta(ge=0, le=1440, description="Rest between two shifts.")] = 660
    days_in_row: Annotated[int, Meta(ge=1, le=14)] = 6
    between_breaks_m: Annotated[
        int,
        Meta(
            ge=0,
            le=240,
            description="Work between two breaks, and at the ends: quarters of an hour; longer intervals round it up.",
        ),
    ] = 30
    longest_stretch_m: (
        Annotated[
            int,
            Meta(
                ge=30,
                le=960,
                description="Most work without a break: quarters of an hour; longer intervals round it down.",
            ),
        ]
        | None
    ) = None
    most_on_break: Annotated[
        str,
        Meta(
            pattern=r"^(\d{1,3}%?)?$", description="People at once, or 20% of those there; empty: no limit."
        ),
    ] = ""
    closed_on_holidays: bool = False
    country: Annotated[str, Meta(pattern=r"^([A-Z]{2})?$", description="Whose official holidays count.")] = (
        "IR"
    )
    weekend: Annotated[list[Weekday], Meta(max_length=7)] = msgspec.field(default_factory=lambda: ["fri"])
    half_days: Annotated[list[Weekday], Meta(max_length=7)] = msgspec.field(default_factory=lambda: ["thu"])
    half_until: Clock = "13:00"
    contract: ShiftContract = msgspec.field(default_factory=ShiftContract)
    target: ServicePromise = msgspec.field(default_factory=ServicePromise)
    shrinkage: Annotated[float, Meta(ge=0, le=0.95)] = 0.0
    chats_at_once: Annotated[int, Meta(ge=1, le=20)] = 3
    missing_hour: Annotated[float, Meta(ge=0.1, le=1000, description="Price, in hours of work.")] = 3.0
    evening: Weight = 1.0
    night: Weight = 2.0
    holiday_work: Weight = 2.0
    wishes: Weight = 1.0
    swaps_need_approval: bool = True
    live_breaks: Annotated[
        int, Meta(ge=1, le=1000, description="People on a break at once, of a department.")
    ] = 2
    grace_m: Annotated[int, Meta(ge=0, le=60, description="So much too late or too early is as planned.")] = 5


async def read_rules(view: Transaction) -> ScheduleRules:
    """What an organization has set, and our defaults for the rest."""
    return rules_of(await view.value(READ, view.organization_id))


def rules_of(stored: Any) -> ScheduleRules:
    """What is stored, and our defaults for the rest."""
    return ScheduleRules() if stored is None else msgspec.convert(stored, ScheduleRules)


def fit_to_intervals(rules: ScheduleRules, interval_m: int) -> ScheduleRules:
    """The rules in whole intervals, so that what they ask is kept: work between breaks rounded up, a stretch down.

    Raises Invalid where a stretch is shorter than an interval.
    """
    stretch = rules.longest_stretch_m
    if stretch is not None and stretch < interval_m:
        raise Invalid.field(
            "interval_m",
            "interval_above_stretch",
            "The rules allow less work without a break than an interval lasts: choose shorter intervals, or change it.",
        )
    return msgspec.structs.replace(
        rules,
        between_breaks_m=-(-rules.between_breaks_m // interval_m) * interval_m,
        longest_stretch_m=None if stretch is None else stretch // interval_m * interval_m,
    )


async def write_rules(work: Transaction, caller: Caller, rules: ScheduleRules) -> ScheduleRules:
    """Set all of them; schedules that are there keep those that they were made by."""
    if led_by(caller) is not None:
        raise Forbidden("The rules hold for all departments: ask an administrator.", code="rules_for_all")
    check_contract(rules.contract, "contract")
    for field, minutes in (
        ("between_breaks_m", rules.between_breaks_m),
        ("longest_stretch_m", rules.longest_stretch_m or 0),
    ):
        if minutes % QUARTER_M:
            raise Invalid.field(
                field,
                "no_quarters",
                "Write whole quarters of an hour (15, 30, 45 …): schedules go by intervals of 15, 30 or 60 minutes.",
            )
    if rules.country and not knows_country(rules.country):
        raise Invalid.field("country", "country_unknown", "No official holidays are known for this country.")
    await work.execute(WRITE, work.organization_id, msgspec.to_builtins(rules))
    await work.audit(caller.did("schedule_rules.changed", "schedule_rules", None, msgspec.to_builtins(rules)))
    return rules


def check_contract(contract: ShiftContract, field: str) -> None:
    """Refuse a promise of more than may be worked."""
    if contract.least_m > contract.most_m:
        raise Invalid.field(
            f"{field}.least_m",
            "least_above_most",
            "The least of the week is more than the most: correct one of them.",
        )
