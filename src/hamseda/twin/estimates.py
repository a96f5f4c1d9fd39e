"""Figures with how far chance may have led them astray: 95 % half-widths over independent replications."""

import math
from functools import lru_cache
from typing import Final

import numpy as np
from msgspec import Struct

from hamseda.twin.spreads import Floats
from hamseda.twin.tally import QUANTILES, Sums

CONFIDENCE: Final = 0.95
COUNTS: Final = (
    "arrivals", "retrials", "transferred_in", "attempts", "offered", "served", "abandoned", "blocked", "deflected",
    "voicemails", "callbacks", "callbacks_reached", "callbacks_unreached", "open", "in_target",
)  # fmt: skip
# Quotients of sums.
RATIOS: Final = {
    "service_level": ("level_of", "level_from"),
    "abandon": ("abandoned", "offered"),
    "blocking": ("blocked", "attempts"),
    "asa_s": ("wait_served_s", "served"),
    "wait_mean_s": ("wait_all_s", "offered"),
    "callback_wait_s": ("callback_wait_sum_s", "callbacks_made"),
}
MEANS: Final = ("queue_max", *QUANTILES)
TYPE_FIGURES: Final = (*COUNTS, *RATIOS, *QUANTILES, "queue_mean", "queue_max")
GROUP_FIGURES: Final = ("agents", "handled", "occupancy")


class Figure(Struct, frozen=True):
    """A table of one figure (rows × periods, the last of both: all), and what each replication adds to its error.

    `errors` are replications × rows × periods with mean 0; differences of models are paired by subtracting them.
    """

    value: Floats
    errors: Floats

    @property
    def half_width(self) -> Floats:
        """Half of the 95 % interval, by Student's t; NaN for one replication."""
        return half_width(self.errors)


def figures(sums: list[Sums], period_ms: float) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """The figures of types and of groups."""
    types = {name: np.array([one.types[name] for one in sums]) for name in sums[0].types}
    groups = {name: np.array([one.groups[name] for one in sums]) for name in sums[0].groups}
    found = {name: _mean(types[name]) for name in (*COUNTS, *MEANS)}
    found |= {name: _ratio(types[above], types[below]) for name, (above, below) in RATIOS.items()}
    columns = types["queue_ms"].shape[-1]
    lengths = np.full(columns, period_ms)
    lengths[-1] = period_ms * (columns - 1)
    found["queue_mean"] = _mean(types["queue_ms"] / lengths)
    of_groups = {
        "agents": _mean(groups["present_ms"] / lengths),
        "handled": _mean(groups["handled"]),
        "occupancy": _ratio(groups["busy_ms"], groups["present_ms"]),
    }
    return found, of_groups


def half_width(errors: Floats) -> Floats:
    """Student's t × standard error of the mean over the first axis."""
    count = errors.shape[0]
    if count < 2:
        return np.full(errors.shape[1:], np.nan)
    return np.asarray(student_t(count - 1) * errors.std(0, ddof=1) / math.sqrt(count))


def _mean(samples: Floats) -> Figure:
    """Mean over replications; where a figure is not defined in some, over the others (NaN where in none)."""
    defined = ~np.isnan(samples)
    count = defined.sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(defined, samples, 0).sum(0) / count
        weight = samples.shape[0] / count
        errors = np.where(defined | (count == 0), (samples - value) * weight, 0.0)
    return Figure(value, errors)


def _ratio(above: Floats, below: Floats) -> Figure:
    """The quotient of the means, with the linear part of its error (the delta method).

    Source: A. M. Law, "Simulation Modeling and Analysis" (5th ed. 2015), section 9.5.3, the classical estimator.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = below.mean(0)
        value = above.mean(0) / whole
        errors = (above - value * below) / whole
    return Figure(value, errors)


@lru_cache(maxsize=256)
def student_t(degrees: int, confidence: float = CONFIDENCE) -> float:
    """The two-sided quantile of Student's t: P(|T| <= t) = confidence, by bisection of the finite series.

    Source: M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions" (1964), 26.7.3 and 26.7.4.
    """
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, degrees) < confidence else (low, middle)
    return high


def _within(t: float, degrees: int) -> float:
    angle = math.atan2(t, math.sqrt(degrees))
    cosine2 = math.cos(angle) ** 2
    if degrees % 2:
        term = math.cos(angle) if degrees > 1 else 0.0
        total = term
        for k in range(3, degrees - 1, 2):
            term *= cosine2 * (k - 1) / k
            total += term
        return 2 / math.pi * (angle + math.sin(angle) * total)
    term = total = 1.0
    for k in range(2, degrees, 2):
        term *= cosine2 * (k - 1) / k
        total += term
    return math.sin(angle) * total
