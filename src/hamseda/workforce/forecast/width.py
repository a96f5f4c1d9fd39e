"""How wide intervals are: as the contest on the history found it, else as little as a short history knows.

Without a contest a day lies off its weekday by u = 0.22 of it (`UNTESTED`), and so did each of the days that told of it.
With k days seen of the weekday, m expected in an interval and N = k m seen in it, the gamma's coefficient of variation is

    c² = u² (1 + 1 / k) + 1 / (N + 1/2)

For a weekday that the history does not reach, k is the number of all its days, and weekdays differ by w = 0.3
(`BETWEEN`) among one another; s of them were seen:

    c² = u² (1 + 1 / k) + w² (1 + 1 / s) + 1 / (N + 1/2)

1 / (N + 1/2), and the mean (N + 1/2) / k around which quantiles are taken, are those of a rate of which N were seen in k
days (gamma, H. Jeffreys, "Theory of probability", 1961, 3.1): where nothing came on one day, something may on the next.
u and w are chosen so that of made-up centres of many kinds p10-p90 holds at least four in five.
"""

from typing import Final

import numpy as np

from hamseda.workforce.erlang import Floats, Ints
from hamseda.workforce.forecast.contest import HORIZON, WEEK, Verdict
from hamseda.workforce.forecast.series import Series, weekday
from hamseda.workforce.forecast.spread import quantile

BETWEEN: Final = 0.3
HALF: Final = 0.5
QUANTILES: Final = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


def quantiles(verdict: Verdict, series: Series, days: Ints, mean: Floats, first: int) -> dict[str, Floats]:
    """Days × starts by the name of the quantile: what is not exceeded with that probability; NaN where closed.

    From four weeks after `first` on, intervals widen with the square root of time.
    """
    middle, spread = (
        (mean, np.float64(verdict.busyness)) if verdict.origins else _untested(verdict, series, days, mean)
    )
    weeks = (days - first) // WEEK + 1
    spread = spread * np.sqrt(np.maximum(1, weeks / (HORIZON / WEEK)))[:, None]
    return {name: quantile(middle, spread, share) for name, share in QUANTILES.items()}


def _untested(verdict: Verdict, series: Series, days: Ints, mean: Floats) -> tuple[Floats, Floats]:
    """What quantiles are taken around, and the variation: see the head of this module."""
    known = np.isfinite(series.volume)
    by_weekday = np.stack([known[series.weekdays == of_weekday].sum(0) for of_weekday in range(7)])
    at = weekday(days)
    reached = np.asarray(by_weekday.any(axis=1))
    lent = ~reached[at][:, None]
    seen = np.maximum(np.where(lent, known.sum(0), by_weekday[at]), 1)
    counted = mean * seen + HALF
    between = np.where(lent, BETWEEN**2 * (1 + 1 / max(1, int(reached.sum()))), 0)
    variance = verdict.busyness**2 * (1 + 1 / seen) + between + 1 / counted
    return counted / seen, np.sqrt(variance)
