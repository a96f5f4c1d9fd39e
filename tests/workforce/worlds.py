"""Made-up histories whose truth is known."""

from datetime import date

import numpy as np

from hamseda.workforce.forecast.series import Series, weekday

FIRST = date(2026, 1, 3).toordinal()  # a Saturday
STARTS = np.arange(480, 480 + 20 * 30, 30)
WEEKDAYS = np.array([1.0, 0.9, 0.9, 0.85, 0.0, 0.7, 1.3])  # Monday … Sunday; Friday is closed
SHAPE = 1 + np.sin(np.linspace(0.2, 2.8, STARTS.size))


def truth(days, scale=100.0):
    """The expected volume of each interval."""
    return scale * WEEKDAYS[weekday(days)][:, None] * SHAPE / SHAPE.mean()


def world(weeks=16, scale=100.0, busyness=0.0, seed=3, factors=None, noise=True):
    """A history without its Fridays; `factors` multiplies single days."""
    pick = np.random.default_rng(seed)
    days = np.arange(FIRST, FIRST + 7 * weeks)
    mean = truth(days, scale)
    if busyness:
        mean = mean * pick.gamma(busyness**-2, busyness**2, days.size)[:, None]
    for day, factor in (factors or {}).items():
        mean[days == day] *= factor
    volume = pick.poisson(mean).astype(float) if noise else mean
    is_open = WEEKDAYS[weekday(days)] > 0
    return Series(days[is_open], STARTS.astype(np.int64), volume[is_open])


def as_csv(series, **labels):
    """The same as the rows of a file."""
    lines = [",".join(["start", *labels, "volume"])]
    for day, row in zip(series.days, series.volume, strict=True):
        for minute, value in zip(series.starts, row, strict=True):
            if np.isfinite(value):
                start = f"{date.fromordinal(int(day))}T{minute // 60:02}:{minute % 60:02}"
                lines.append(",".join([start, *labels.values(), f"{value:g}"]))
    return "\n".join(lines) + "\n"
