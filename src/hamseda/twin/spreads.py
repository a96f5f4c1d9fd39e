"""Times at random: what each kind of distribution means, as whole milliseconds by the array."""

import math
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from hamseda.twin.document import (
    Constant,
    Empirical,
    Endless,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Simple,
    Spread,
    Uniform,
    Weibull,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

FOREVER: Final = 2**60  # milliseconds; later than any instant, and still safe to add to one
SECOND: Final = 1000
LONGEST: Final = 2.0**53


def milliseconds(seconds: float) -> int:
    """Round seconds to whole milliseconds."""
    return round(seconds * SECOND)


def sample(spread: Spread, streams: list[Generator], count: int) -> Ints:
    """Draw `count` times in milliseconds; the same streams give the same draws, and a changed mean only scales them.

    `streams` are one for the choice of a mixture's part and one for each of its parts; others use the first.
    """
    if not isinstance(spread, Mixture):
        return _whole(_seconds(spread, streams[0], count))
    ends = np.cumsum([part.share for part in spread.parts])
    chosen = np.searchsorted(ends[:-1], streams[0].random(count), side="right")
    drawn = [_seconds(part.of, stream, count) for part, stream in zip(spread.parts, streams[1:], strict=True)]
    return _whole(np.array(drawn)[chosen, np.arange(count)])


def streams_needed(spread: Spread) -> int:
    """Count the streams that `sample` draws from."""
    return 1 + len(spread.parts) if isinstance(spread, Mixture) else 1


def mean_s(spread: Spread) -> float:
    """The mean in seconds; infinite for endless ones."""
    match spread:
        case Exponential() | Gamma() | Lognormal() | Weibull():
            return spread.mean_s
        case Constant():
            return spread.s
        case Uniform():
            return (spread.low_s + spread.high_s) / 2
        case Empirical():
            return float(np.average(spread.values_s, weights=spread.weights or None))
        case Mixture():
            return sum(part.share * mean_s(part.of) for part in spread.parts if part.share > 0)
        case Endless():
            return math.inf


def endless_share(spread: Spread) -> float:
    """The share of those who never give up."""
    if isinstance(spread, Mixture):
        return sum(part.share for part in spread.parts if isinstance(part.of, Endless))
    return float(isinstance(spread, Endless))


def _seconds(spread: Simple, stream: Generator, count: int) -> Floats:
    match spread:
        case Exponential():
            drawn = stream.exponential(spread.mean_s, count)
        case Constant():
            drawn = np.full(count, spread.s)
        case Uniform():
            drawn = stream.uniform(spread.low_s, spread.high_s, count)
        case Gamma():
            drawn = stream.standard_gamma(1 / spread.cv**2, count) * (spread.mean_s * spread.cv**2)
        case Lognormal():
            width = math.sqrt(math.log1p(spread.cv**2))
            drawn = spread.mean_s * np.exp(width * stream.standard_normal(count) - width**2 / 2)
        case Weibull():
            drawn = stream.weibull(spread.shape, count) * (spread.mean_s / math.gamma(1 + 1 / spread.shape))
        case Empirical():
            drawn = _seen(spread, stream.random(count))
        case Endless():
            drawn = np.full(count, np.inf)
    return drawn


def _seen(spread: Empirical, places: Floats) -> Floats:
    """Invert the distribution function of what was seen: a larger place gives a longer time."""
    values = np.array(spread.values_s)
    order = np.argsort(values, kind="stable")
    weights = np.array(spread.weights or (1.0,) * values.size)[order]
    ends = np.cumsum(weights) / weights.sum()
    return values[order][np.minimum(np.searchsorted(ends, places, side="right"), values.size - 1)]


def _whole(seconds: Floats) -> Ints:
    """Round to milliseconds; the seconds are used up."""
    endless = np.isinf(seconds)
    seconds *= SECOND
    np.minimum(seconds, LONGEST, out=seconds)
    whole = np.rint(seconds, out=seconds).astype(np.int64)
    whole[endless] = FOREVER
    return whole
