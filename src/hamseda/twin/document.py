"""The model of a contact centre as one JSON document; `schema` publishes its shape.

Times in the document are seconds, those of the engine whole milliseconds.
"""

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

SCHEMA_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
MOST_PERIODS: Final = 5000

Name = Annotated[str, Meta(min_length=1, max_length=80)]
Share = Annotated[float, Meta(ge=0, le=1)]
Seconds = Annotated[float, Meta(ge=0, le=1e8)]
Length = Annotated[float, Meta(gt=0, le=1e8)]
Shape = Annotated[float, Meta(gt=0, description="Of a gamma distribution with mean 1: variance 1 / shape.")]
Level = Annotated[int, Meta(ge=1, le=1000)]
Amount = Annotated[float, Meta(ge=0, le=1e7)]
Heads = Annotated[int, Meta(ge=0, le=100_000)]


class Exponential(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="exponential"
):
    """Without memory, of this mean."""

    mean_s: Length


class Constant(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="constant"
):
    """Always the same."""

    s: Seconds


class Uniform(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="uniform"):
    """Anything between two ends alike."""

    low_s: Seconds
    high_s: Length


class Gamma(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="gamma"):
    """By mean and coefficient of variation (standard deviation ÷ mean); below 1 it is like Erlang's phases."""

    mean_s: Length
    cv: Annotated[float, Meta(ge=0.0001, le=20)]


class Lognormal(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="lognormal"
):
    """By mean and coefficient of variation: what handling times of people look like."""

    mean_s: Length
    cv: Annotated[float, Meta(ge=0.0001, le=20)]


class Weibull(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="weibull"):
    """By mean and shape; a shape below 1: who has waited long goes on waiting."""

    mean_s: Length
    shape: Annotated[float, Meta(gt=0.05, le=100)]


class Empirical(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="empirical"
):
    """Values that were seen, each as often as its weight says (all alike where none are given)."""

    values_s: Annotated[tuple[Seconds, ...], Meta(min_length=1, max_length=200_000)]
    weights: tuple[Annotated[float, Meta(ge=0, le=1e12)], ...] = ()


class Endless(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="endless"):
    """Never: of a patience, nobody gives up."""


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of a mixture."""

    share: Share
    of: "Simple"


class Mixture(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="mixture"):
    """Now one, now another; the shares add up to 1."""

    parts: Annotated[tuple[Part, ...], Meta(min_length=1, max_length=50)]


Simple = Exponential | Constant | Uniform | Gamma | Lognormal | Weibull | Empirical | Endless
Spread = Exponential | Constant | Uniform | Gamma | Lognormal | Weibull | Empirical | Endless | Mixture


class Periods(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The time that is played; the first and last periods may be played without being counted."""

    count: Annotated[int, Meta(ge=1, le=MOST_PERIODS)]
    minutes: Annotated[float, Meta(gt=0, le=100_000)] = 30.0
    warmup: Annotated[int, Meta(ge=0)] = 0
    cooldown: Annotated[int, Meta(ge=0)] = 0
    after_hours_s: Annotated[
        float,
        Meta(ge=0, le=1e7, description="How long people stay after the last period for those who wait."),
    ] = 3600.0


class Arrivals(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Expected contacts a period: one number, or one for each period; at random (Poisson) around it."""

    per_period: Amount | tuple[Amount, ...]
    busyness: Shape | None = None


class Target(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is promised, and by which of three definitions service level is counted."""

    within_s: Seconds = 20.0
    share: Share = 0.8
    definition: Literal["offered", "answered", "with_abandons"] = "offered"


class RingStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """After so long in line: take levels off, forgo skills, ask the agents of further queues."""

    after_s: Seconds
    lower: Annotated[int, Meta(ge=0)] = 0
    drop: tuple[Name, ...] = ()
    overflow: tuple[Name, ...] = ()


class Retrial(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who gave up, or found all lines busy, tries again; the patience stays the caller's own."""

    share: Share
    after: Spread
    attempts: Annotated[int, Meta(ge=1, le=20, description="The most, after the first one.")] = 3


class Callback(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Offered to those who have waited so long; who accepts keeps the place and is called when it comes up."""

    after_s: Seconds
    accept: Share
    reached: Share = 1.0
    attempt_s: Annotated[float, Meta(ge=0, description="Work where nobody answers.")] = 40.0


class Voicemail(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Offered to those who have waited so long; `to` is the type as which somebody works on the message."""

    after_s: Seconds
    accept: Share = 1.0
    to: Name | None = None


class Transfer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """This share goes on to another type when the first agent is done."""

    to: Name
    share: Share


class Deflection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """This share never comes to people: helped by a machine, or steered to another type (and its channel)."""

    share: Share
    to: Name | None = None


class Outbound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Work that we begin, when more than `reserve` agents who may do it are idle: it never stands before inbound."""

    reserve: Heads = 0


class ContactType(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Contacts that are alike; `queue` is the type's own name where it is not given."""

    name: Name
    arrivals: Arrivals
    service: Spread
    channel: Name = "phone"
    queue: Name | None = None
    wrap_up: Spread | None = None
    patience: Spread = Endless()
    target: Target = Target()
    priority_minutes: float = 0.0
    safety: bool = False
    skills: dict[Name, Level] = {}
    rings: tuple[RingStep, ...] = ()
    line: Name | None = None
    retrial: Retrial | None = None
    callback: Callback | None = None
    voicemail: Voicemail | None = None
    transfer: tuple[Transfer, ...] = ()
    deflection: Deflection | None = None
    outbound: Outbound | None = None


class Group(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Agents who are alike: how many in each period, for which queues, with which skills, how much at once."""

    name: Name
    agents: Heads | tuple[Heads, ...]
    queues: Annotated[tuple[Name, ...], Meta(min_length=1)]
    skills: dict[Name, Level] = {}
    shrinkage: Annotated[
        float, Meta(ge=0, lt=1, description="Chance that one of them is away in a period, each by itself.")
    ] = 0.0
    units: Annotated[int, Meta(ge=1, le=1_000_000)] = 100
    concurrency: Annotated[
        dict[Name, Heads],
        Meta(description="The most contacts of a channel at once; where given, no other channel."),
    ] = {}


class Channel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many of an agent's units a contact takes, and which channels may interrupt it."""

    weight: Annotated[int, Meta(ge=1, le=1_000_000)] = 100
    interrupted_by: tuple[Name, ...] = ()


class Lines(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many contacts at once, waiting and served together; whoever comes then is turned away."""

    name: Name
    count: Heads


class Routing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of the router, with the product's own defaults."""

    fairness: Literal["equal_occupancy", "equal_count"] = "equal_occupancy"
    max_priority_minutes: Annotated[float, Meta(ge=0)] = 60.0
    hold_after_s: Seconds = 300.0


class Model(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A contact centre to be played."""

    types: Annotated[tuple[ContactType, ...], Meta(min_length=1, max_length=200)]
    groups: Annotated[tuple[Group, ...], Meta(min_length=1, max_length=1000)]
    periods: Periods
    name: str = ""
    busyness: Shape | None = None
    channels: dict[Name, Channel] = {}
    lines: tuple[Lines, ...] = ()
    routing: Routing = Routing()

    def queue_of(self, kind: ContactType) -> str:
        """The queue in which contacts of a type wait."""
        return kind.queue or kind.name


def schema() -> dict[str, Any]:
    """The JSON Schema of a model."""
    found = msgspec.json.schema(Model)
    return {"$schema": SCHEMA_DIALECT, "title": "Hamseda twin model", **found}


def over_periods(given: float | tuple[float, ...], count: int) -> tuple[float, ...]:
    """One value for each period, where one for all may have been given."""
    return given if isinstance(given, tuple) else (given,) * count
