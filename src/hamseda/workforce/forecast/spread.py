"""How far the truth may lie from the mean: days are busier than expected, or calmer (gamma), callers random (Poisson).

The count of an interval is Poisson with a gamma mean: negative binomial, variance m + (c m)². Source: G. Jongbloed and
G. Koole, "Managing uncertainty in call centres using Poisson mixtures" (2001).
"""

from statistics import NormalDist
from typing import Final

import numpy as np

from hamseda.workforce.erlang import Floats

EXACT_BELOW: Final = 20.0  # expected counts that are summed one by one; above, a gamma is as good
COUNTS: Final = 256
LEAST: Final = 1e-4
NODES: Final = 400  # equally likely means that stand for a lognormal
MOST: Final = 2.0
HALVINGS: Final = 18


def quantile(mean: Floats, busyness: Floats | float, share: float) -> Floats:
    """The count that is not exceeded with this probability; `busyness` is c, the gamma's coefficient of variation."""
    c = np.broadcast_to(np.maximum(np.asarray(busyness, np.float64), LEAST), mean.shape)
    variance = mean + (c * mean) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        shape = mean**2 / variance
        # E. B. Wilson and M. M. Hilferty (1931): the cube root of a gamma is nearly normal
        step = 1 / (9 * shape)
        found = mean * np.maximum(0, 1 - step + NormalDist().inv_cdf(share) * np.sqrt(step)) ** 3
    small = (mean > 0) & (mean < EXACT_BELOW)
    if small.any():
        found[small] = _counted(mean[small], c[small], share)
    return np.where(mean > 0, found, mean)


def quantile_in_doubt(middle: Floats, doubt: float, share: float) -> Floats:
    """The same of a Poisson count whose mean is lognormal: `middle`, and the standard deviation of its logarithm."""
    each, place = np.unique(middle, return_inverse=True)
    z = NormalDist().inv_cdf(share)
    found, small = np.empty(each.size), each < EXACT_BELOW
    large = each[~small]
    found[~small] = large * np.exp(z * np.sqrt(doubt**2 + 1 / large))
    found[small] = [_counted_in_doubt(one, doubt, share) for one in each[small]]
    return found[place]


def busyness_of(actual: Floats, mean: Floats, share: float = 0.8) -> float:
    """The c with which the middle `share` of the distributions held this share of what came."""
    low, high = LEAST, MOST
    for _ in range(HALVINGS):
        c = (low + high) / 2
        inside = (actual >= quantile(mean, c, (1 - share) / 2)) & (
            actual <= quantile(mean, c, (1 + share) / 2)
        )
        low, high = (low, c) if inside.mean() >= share else (c, high)
    return high


def _counted(mean: Floats, c: Floats, share: float) -> Floats:
    """Add the probabilities of 0, 1, 2, … until the share is reached."""
    r = 1 / c**2
    log_stay = np.log(mean) - np.log(mean + r)
    k = np.arange(1, COUNTS)
    # log p(k) - log p(k - 1) = log((k - 1 + r) / k) + log(m / (m + r))
    steps = np.log((k - 1 + r[:, None]) / k) + log_stay[:, None]
    first = -r * np.log1p(mean / r)
    logs = np.concatenate([first[:, None], first[:, None] + np.cumsum(steps, axis=1)], axis=1)
    reached = np.cumsum(np.exp(logs), axis=1) >= share
    return np.where(reached.any(1), reached.argmax(1), COUNTS).astype(np.float64)


def _counted_in_doubt(middle: float, doubt: float, share: float) -> float:
    """The same for a mixture of Poisson counts, one for each node of the lognormal mean."""
    if middle <= 0:
        return 0.0
    z = np.array([NormalDist().inv_cdf((node + 0.5) / NODES) for node in range(NODES)])
    means = middle * np.exp(doubt * z)
    reach = middle * np.exp(doubt * NormalDist().inv_cdf(share))
    k = np.arange(int(reach + 10 * np.sqrt(reach) + 10))
    log_factorials = np.concatenate([[0.0], np.cumsum(np.log(k[1:]))])
    chances = np.exp(k[:, None] * np.log(means) - means - log_factorials[:, None]).mean(1)
    return float((np.cumsum(chances) >= share).argmax())
