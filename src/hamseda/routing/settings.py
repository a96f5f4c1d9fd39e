"""What a queue sets, and how fast the live router does what."""

import logging
from collections.abc import Mapping
from typing import Any

import msgspec

from hamseda.conversations.api import QueueSettings, queue_settings

logger = logging.getLogger(__name__)

# Units of an agent's capacity (100 by default) that one engagement takes, where the queue does not say.
WEIGHTS = {"webchat": 30, "email": 20, "phone": 100}
OTHER_WEIGHT = 30
# Never about health: nobody has to say why they do not feel well.
BREAK_REASONS = ("rest", "meal", "prayer", "meeting", "training", "other_work")
UNANSWERED = "unanswered"


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


def settings_of(stored: Mapping[str, Any] | None) -> QueueSettings:
    """Read a queue's settings; where one cannot be used, the log names it and all have their defaults."""
    try:
        return queue_settings(dict(stored or {}))
    except msgspec.ValidationError as error:
        logger.warning("The settings of a queue cannot be used, its defaults hold: %s", error)
        return QueueSettings()


def units_of(settings: QueueSettings, channel_kind: str) -> int:
    """Say how many units of capacity an engagement on a channel takes."""
    return settings.weights.get(channel_kind, WEIGHTS.get(channel_kind, OTHER_WEIGHT))


def break_reasons(organization_settings: Mapping[str, Any] | None) -> list[str]:
    """List the codes an organization offers for a break."""
    return list((organization_settings or {}).get("break_reasons") or BREAK_REASONS)
