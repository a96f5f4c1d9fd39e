"""The five questions of a strategy and what else a plan must know; what nobody answered takes the usual value.

The questions are those of capabilities S3.12: technical support, customer service or both; which contacts; how much it will
grow; the plan for high volume; the approach to probable crises.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

Service = Literal["support", "service", "both"]
Contact = Literal["faults", "questions", "orders", "complaints", "follow_up", "sales", "survey"]
Measure = Literal["callback", "self_service", "overtime", "outsourcing", "cross_training", "messages"]
OUTBOUND: Final[frozenset[Contact]] = frozenset({"follow_up", "sales", "survey"})
Share = Annotated[float, Meta(ge=0, le=0.95)]
Money = Annotated[float, Meta(ge=0, le=1e13, description="In rial.")]


class Answers(Struct, frozen=True, forbid_unknown_fields=True):
    """Every answer, in the order of the questions; behind them what a plan must know of work and people."""

    service: Service = "both"
    contacts: Annotated[list[Contact], Meta(max_length=7)] = msgspec.field(
        default_factory=lambda: ["faults", "questions", "complaints"]
    )
    outbound_day: Annotated[float, Meta(ge=0, le=1e6, description="Calls that we make a day.")] = 0.0
    growth_year: Annotated[float, Meta(ge=-0.9, le=9, description="0.5: half as much again in a year.")] = 0.3
    peak_factor: Annotated[float, Meta(ge=1, le=20, description="A day of high volume ÷ a usual one.")] = 1.6
    measures: Annotated[list[Measure], Meta(max_length=6)] = msgspec.field(
        default_factory=lambda: ["callback"]
    )
    crisis_factor: Annotated[float, Meta(ge=1, le=50, description="Contacts in a crisis ÷ usual ones.")] = 4.0
    crisis_hours: Annotated[float, Meta(ge=0.5, le=72)] = 4.0
    callback_share: Annotated[
        Share, Meta(description="Of those who wait in a crisis, who take a callback.")
    ] = 0.4
    announced_share: Annotated[
        Share, Meta(description="Whom an announcement answers, so that they hang up.")
    ] = 0.25
    month: Annotated[float, Meta(ge=1, le=1e7, description="Contacts of a month today.")] = 20_000.0
    aht_s: Annotated[float, Meta(ge=5, le=7200)] = 240.0
    share: Annotated[float, Meta(gt=0, lt=1)] = 0.8
    within_s: Annotated[float, Meta(ge=0, le=3600)] = 20.0
    patience_s: Annotated[float, Meta(ge=5, le=7200)] = 120.0
    shrinkage: Annotated[float, Meta(ge=0, le=0.8)] = 0.3
    opens_min: Annotated[int, Meta(ge=0, le=1410, multiple_of=30)] = 480
    closes_min: Annotated[int, Meta(ge=30, le=1440, multiple_of=30)] = 1200
    staff: Annotated[int, Meta(ge=0, le=10_000)] = 14
    attrition: Annotated[float, Meta(ge=0, le=0.5)] = 0.03
    salary_month: Money = 0.0


class AnswerChanges(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Answers to be kept; null takes one back to the usual, what is left out stays."""

    service: Service | UnsetType | None = UNSET
    contacts: Annotated[list[Contact], Meta(max_length=7)] | UnsetType | None = UNSET
    outbound_day: Annotated[float, Meta(ge=0, le=1e6)] | UnsetType | None = UNSET
    growth_year: Annotated[float, Meta(ge=-0.9, le=9)] | UnsetType | None = UNSET
    peak_factor: Annotated[float, Meta(ge=1, le=20)] | UnsetType | None = UNSET
    measures: Annotated[list[Measure], Meta(max_length=6)] | UnsetType | None = UNSET
    crisis_factor: Annotated[float, Meta(ge=1, le=50)] | UnsetType | None = UNSET
    crisis_hours: Annotated[float, Meta(ge=0.5, le=72)] | UnsetType | None = UNSET
    callback_share: Share | UnsetType | None = UNSET
    announced_share: Share | UnsetType | None = UNSET
    month: Annotated[float, Meta(ge=1, le=1e7)] | UnsetType | None = UNSET
    aht_s: Annotated[float, Meta(ge=5, le=7200)] | UnsetType | None = UNSET
    share: Annotated[float, Meta(gt=0, lt=1)] | UnsetType | None = UNSET
    within_s: Annotated[float, Meta(ge=0, le=3600)] | UnsetType | None = UNSET
    patience_s: Annotated[float, Meta(ge=5, le=7200)] | UnsetType | None = UNSET
    shrinkage: Annotated[float, Meta(ge=0, le=0.8)] | UnsetType | None = UNSET
    opens_min: Annotated[int, Meta(ge=0, le=1410, multiple_of=30)] | UnsetType | None = UNSET
    closes_min: Annotated[int, Meta(ge=30, le=1440, multiple_of=30)] | UnsetType | None = UNSET
    staff: Annotated[int, Meta(ge=0, le=10_000)] | UnsetType | None = UNSET
    attrition: Annotated[float, Meta(ge=0, le=0.5)] | UnsetType | None = UNSET
    salary_month: Money | UnsetType | None = UNSET


NAMES: Final = Answers.__struct_fields__
