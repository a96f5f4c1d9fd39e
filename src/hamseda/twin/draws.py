"""Chance: a stream of its own for each type and purpose, so that changing one thing shifts nothing else."""

from hashlib import blake2b

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence

from hamseda.twin.document import Model, Spread, over_periods
from hamseda.twin.spreads import SECOND, Floats, Ints, sample, streams_needed


class Draws:
    """All chance of one replication of one seed, found by names: `stream("sales", "service")`."""

    def __init__(self, seed: int, replication: int) -> None:
        self._seed, self._replication = seed, replication

    def stream(self, *names: str | int) -> Generator:
        """The stream of these names, from its beginning."""
        digest = blake2b("\0".join(map(str, names)).encode(), digest_size=12).digest()
        words = [int.from_bytes(digest[at : at + 4], "little") for at in (0, 4, 8)]
        return Generator(PCG64(SeedSequence(self._seed, spawn_key=(self._replication, *words))))

    def times(self, spread: Spread, count: int, *names: str | int) -> Ints:
        """Draw milliseconds; contact number k always gets the k-th."""
        streams = [self.stream(*names, part) for part in range(streams_needed(spread))]
        return sample(spread, streams, count)

    def busyness(self, shape: float | None, days: int, *names: str | int) -> Floats:
        """How busy each day is: gamma with mean 1, or 1 where no shape is given."""
        if shape is None:
            return np.ones(days)
        return self.stream(*names, "busyness").standard_gamma(shape, days) / shape


def arrival_times(model: Model, draws: Draws) -> list[Ints]:
    """Instants of arrival of each type, in ms from the start, ascending.

    A process of rate 1 is stretched by the inverse of the expected count Λ(t), so that with another volume the
    same contacts only come at other times (E. Çinlar, "Introduction to Stochastic Processes" (1975), section 4.7).
    """
    length, count = model.periods.minutes * 60 * SECOND, model.periods.count
    day_of = (np.arange(count) * length // (86_400 * SECOND)).astype(np.int64)
    common = draws.busyness(model.busyness, int(day_of[-1]) + 1, "all types")
    found = []
    for kind in model.types:
        own = draws.busyness(kind.arrivals.busyness, common.size, kind.name)
        expected = np.array(over_periods(kind.arrivals.per_period, count)) * (common * own)[day_of]
        found.append(_stretched(expected, length, draws.stream(kind.name, "arrivals")))
    return found


def _stretched(expected: Floats, length: float, stream: Generator) -> Ints:
    until = np.concatenate(([0.0], np.cumsum(expected)))
    edges = np.arange(until.size) * length
    marks = _unit_process(float(until[-1]), stream)
    starts = np.searchsorted(until, marks, side="right") - 1  # never a period in which nothing is expected
    within = (marks - until[starts]) / expected[starts]
    instants: Ints = np.minimum(edges[starts] + within * length, edges[starts + 1] - 1).astype(np.int64)
    return instants


def _unit_process(end: float, stream: Generator) -> Floats:
    """Points of a Poisson process of rate 1 before `end`, drawn in blocks of one size, so that more are a continuation."""
    blocks, last = [np.empty(0)], 0.0
    while last < end:
        block = last + np.cumsum(stream.exponential(1.0, 4096))
        blocks.append(block)
        last = float(block[-1])
    points = np.concatenate(blocks)
    return points[points < end]
