"""The estimated wait: an interval in minutes, from who is ahead, who serves and how long they take.

Formula and reasons: docs/routing.md, "The estimated wait". All times here are minutes.
"""

from collections.abc import Iterable, Sequence
from statistics import NormalDist
from typing import Self

import msgspec
import numpy as np

PRECISION = 1e-12  # of the time found; relative, so that the shortest waits are as exact as the longest
SOONEST_RATE = 1e-9  # a line that hardly moves still has an estimate, and it is long


class HandlingTime(msgspec.Struct, frozen=True, kw_only=True):
    """How long a contact takes: what was believed, corrected by what was seen, the recent counting more.

    `weight` observations have been seen (or believed) so far, forgetting one in `memory`.
    """

    mean: float
    variation: float = 1.0
    weight: float = 5.0
    memory: float = 50.0

    def seen(self, minutes: float) -> Self:
        """Learn one completed contact, by exponentially forgetting mean and coefficient of variation."""
        kept = min(self.weight, self.memory)
        gap = minutes - self.mean
        mean = self.mean + gap / (kept + 1)
        square = (kept * (self.variation * self.mean) ** 2 + gap * (minutes - mean)) / (kept + 1)
        variation = square**0.5 / mean if mean > 0 else self.variation
        return msgspec.structs.replace(self, mean=mean, variation=variation, weight=kept + 1)

    def remaining(self, elapsed: float) -> float:
        """Expect what is left of a contact that has lasted `elapsed` minutes.

        The model is a fixed part and an exponential one, whose share is the coefficient of variation.
        """
        spread = min(1.0, self.variation)
        return max(0.0, self.mean * (1 - spread) - elapsed) + self.mean * spread


class Server(msgspec.Struct, frozen=True):
    """One place at which one item can be served at a time; `elapsed` of the contact there, None if free."""

    handling: HandlingTime
    elapsed: float | None = None


class Estimate(msgspec.Struct, frozen=True):
    """A wait in minutes that should lie in low..high as often as the nominal share says."""

    low: float
    middle: float
    high: float


class Promise(msgspec.Struct, frozen=True):
    """What was said, and what then happened, in minutes."""

    low: float
    high: float
    actual: float


class Accuracy(msgspec.Struct, frozen=True):
    """How good the last promises were; errors are actual minus the middle of what was said."""

    promises: int
    kept: int
    share: float
    mean_error: float
    mean_absolute_error: float


def estimate_wait(
    ahead: float,
    servers: Sequence[Server],
    *,
    nominal: float = 0.85,
    leaving_per_minute: float = 0.0,
    answer_minutes: float = 0.5,
) -> Estimate | None:
    """Estimate the wait of an item with `ahead` weighted items before it; None if nobody serves.

    `leaving_per_minute` is the rate at which each of those ahead gives up, `answer_minutes` how long an
    offer may ring.
    """
    if not servers:
        return None
    if not 0 < nominal < 1:
        raise ValueError("nominal: a share between 0 and 1, without its ends")
    free = sum(server.elapsed is None for server in servers)
    needed = ahead + 1 - free
    if needed <= 0:
        return Estimate(0.0, answer_minutes / 2, answer_minutes)
    whole = max(1.0, needed)
    middle = _time_of_departures(whole, ahead, servers, leaving_per_minute)
    estimate = _spread(middle, _relative_variance(whole, servers), nominal, answer_minutes)
    return estimate if needed >= 1 else msgspec.structs.replace(estimate, low=0.0)


def in_whole_minutes(estimate: Estimate) -> tuple[int, int]:
    """Round an interval outwards to minutes that can be said: at least one minute wide."""
    low = int(np.floor(estimate.low))
    return low, max(low + 1, int(np.ceil(estimate.high)))


def accuracy(promises: Iterable[Promise], last: int = 100) -> Accuracy | None:
    """Measure the last promises whose waits are over; None if there are none."""
    rows = list(promises)[-last:]
    if not rows:
        return None
    errors = [row.actual - (row.low + row.high) / 2 for row in rows]
    kept = sum(row.low <= row.actual <= row.high for row in rows)
    return Accuracy(
        promises=len(rows),
        kept=kept,
        share=kept / len(rows),
        mean_error=sum(errors) / len(rows),
        mean_absolute_error=sum(map(abs, errors)) / len(rows),
    )


def _time_of_departures(needed: float, ahead: float, servers: Sequence[Server], leaving: float) -> float:
    """Solve expected departures(t) = needed for t, by doubling and halving."""
    means = np.array([max(server.handling.mean, SOONEST_RATE) for server in servers])
    first = np.array([_first_departure(server) for server in servers])

    def departures(minutes: float) -> float:
        # a renewal process whose first interval has another mean: exact for exponential intervals
        served = minutes / means + (1 - first / means) * -np.expm1(-minutes / first)
        return float(served.sum()) + ahead * -float(np.expm1(-leaving * minutes))

    high = float(means.max())
    while departures(high) < needed:
        high *= 2
    low = 0.0
    while high - low > PRECISION * high:
        middle = (low + high) / 2
        low, high = (middle, high) if departures(middle) < needed else (low, middle)
    return high


def _first_departure(server: Server) -> float:
    elapsed = server.elapsed if server.elapsed is not None else 0.0
    return max(server.handling.remaining(elapsed), SOONEST_RATE)


def _relative_variance(needed: float, servers: Sequence[Server]) -> float:
    """Variance ÷ mean² of the wait: chance of the departures, and doubt about the handling time."""
    early = min(needed, len(servers))
    rates = np.array([1 / max(server.handling.mean, SOONEST_RATE) for server in servers])
    variations = np.array([min(server.handling.variation, 2.0) ** 2 for server in servers])
    later = float((variations * rates).sum() / rates.sum()) * (needed - early)
    # what is believed of one agent is believed of the next: their errors add up instead of cancelling
    weights = np.array([server.handling.weight for server in servers])
    doubt = float((rates * variations / weights).sum() / rates.sum())
    return (early + later) / needed**2 + doubt


def _spread(middle: float, relative_variance: float, nominal: float, answer_minutes: float) -> Estimate:
    """Take both quantiles of a gamma distribution with this mean and variance (Wilson and Hilferty 1931)."""
    shape = 1 / relative_variance
    z = NormalDist().inv_cdf((1 + nominal) / 2)
    step = (1 / (9 * shape)) ** 0.5
    low, high = (middle * max(0.0, 1 - step**2 + sign * step) ** 3 for sign in (-z, z))
    return Estimate(low, middle, high + answer_minutes)
