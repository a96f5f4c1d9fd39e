"""What a queue sets, and how fast the live router does what."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

Seconds = Annotated[int, Meta(ge=0, le=86_400 * 7)]

# Units of an agent's capacity (100 by default) that one engagement takes, where the queue does not say.
WEIGHTS = {"webchat": 30, "email": 20, "phone": 100}
OTHER_WEIGHT = 30
# Never about health: nobody has to say why they do not feel well.
BREAK_REASONS = ("rest", "meal", "prayer", "meeting", "training", "other_work")
UNANSWERED = "unanswered"


class RingSettings(msgspec.Struct, frozen=True):
    """One step by which a queue asks less of its agents, and asks more of them."""

    after_s: Seconds
    drop_levels: int = 0
    add_queue_ids: list[UUID] = []


class QueueSettings(msgspec.Struct, frozen=True):
    """The settings of a queue that routing reads; what is not set has the value given here.

    `barred_s` is how long somebody who declined or did not answer is not asked for the same item;
    `unanswered_limit` offers in a row without an answer begin a break.
    """

    offer_timeout_s: Seconds = 20
    wrap_up_s: Seconds = 30
    sticky_limit_s: Seconds = 120
    service_level_s: Seconds = 60
    barred_s: Seconds = 120
    unanswered_limit: Annotated[int, Meta(ge=1, le=100)] = 2
    boost_max_min: Annotated[float, Meta(ge=0, le=60)] = 3
    fairness: str = "occupancy"
    rings: list[RingSettings] = []
    overflow_queue_id: UUID | None = None
    overflow_after_s: Seconds = 120
    weights: dict[str, Annotated[int, Meta(ge=1, le=1000)]] = {}

    def weight(self, channel_kind: str) -> int:
        """Say how many units of capacity an engagement on a channel takes."""
        return self.weights.get(channel_kind, WEIGHTS.get(channel_kind, OTHER_WEIGHT))


class Pace(msgspec.Struct, frozen=True):
    """How often the live router does what, in seconds."""

    lease_s: float = 3.0
    tend_s: float = 1.0
    idle_s: float = 1.0
    forecast_s: float = 3.0
    promise_gap_s: float = 10.0
    sweep_s: float = 5.0
    absent_s: float = 60.0
    handling_s: float = 300.0


def queue_settings(content: Mapping[str, Any] | None) -> QueueSettings:
    """Read a queue's settings; one that cannot be used is a msgspec.ValidationError that names it."""
    return msgspec.convert(content or {}, QueueSettings, strict=False)


def break_reasons(organization_settings: Mapping[str, Any] | None) -> list[str]:
    """List the codes an organization offers for a break."""
    return list((organization_settings or {}).get("break_reasons") or BREAK_REASONS)
