"""A first forecast as a table, in the form in which a forecast from history comes."""

from datetime import date
from typing import Any, Final

import numpy as np

from hamseda.workforce.forecast.cold import Guess, Opening, spread_over
from hamseda.workforce.forecast.outlook import DECIMALS, start_text
from hamseda.workforce.forecast.spread import quantile_in_doubt
from hamseda.workforce.forecast.width import QUANTILES
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.tables import Table
from hamseda.workforce.why import Why

DAY_MINUTES: Final = 1440
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# From day to day as centres that are well known vary; the doubt about the month comes on top of it.
DAILY: Final = 0.15


def first_table(found: Guess, first: date, days: int, minutes: int, opening: Opening) -> Table:
    """Columns start, mean, p10, p50, p90 for so many days."""
    if (opening.end - opening.first) % minutes:
        raise FaultyError(Why("hours.interval", {"minutes": minutes}), "--interval")
    span = np.arange(first.toordinal(), first.toordinal() + days)
    starts, volume = spread_over(found.month, span, minutes, opening)
    row, column = np.nonzero(np.isfinite(volume))
    middle = volume[row, column]
    # the lognormal month's mean lies above its middle; the day's own variation comes on top of its doubt
    mean = middle * float(np.exp(found.doubt**2 / 2))
    doubt = float(np.hypot(found.doubt, DAILY))
    columns: dict[str, list[Any]] = {
        "start": [start_text(int(day), int(at)) for day, at in zip(span[row], starts[column], strict=True)],
        "mean": np.round(mean, DECIMALS).tolist(),
    }
    for name, share in QUANTILES.items():
        columns[name] = np.round(quantile_in_doubt(middle, doubt, share), DECIMALS).tolist()
    return Table("first forecast", columns, list(range(1, row.size + 1)))


def opening_of(hours: str, weekdays: str) -> Opening:
    """Read 08:00-20:00 and sat-thu or mon,tue,wed."""
    first, dash, end = hours.partition("-")
    try:
        begin, close = _clock(first), _clock(end)
    except ValueError:
        begin, close = 0, 0
    if not dash or begin >= close:
        raise FaultyError(Why("hours.unread", {"given": hours}), "--hours")
    return Opening(first=begin, end=close, weekdays=frozenset(_weekdays(weekdays)))


def _clock(text: str) -> int:
    hour, _, minute = text.strip().partition(":")
    found = int(hour) * 60 + int(minute or 0)
    if not (0 <= found <= DAY_MINUTES and 0 <= int(minute or 0) < 60):
        raise ValueError(text)
    return found


def _weekdays(text: str) -> set[int]:
    found: set[int] = set()
    for part in text.lower().split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            raise FaultyError(Why("weekdays.unread", {"given": part}), "--weekdays")
        begin = WEEKDAYS.index(first)
        count = (WEEKDAYS.index(last) - begin) % 7 if dash else 0
        found |= {(begin + step) % 7 for step in range(count + 1)}
    return found


def whole_minutes(seconds: float) -> int:
    """The minutes of an interval; raises FaultyError where they are not whole."""
    if seconds % 60:
        raise FaultyError(Why("interval.whole", {"seconds": seconds}), "--interval")
    return int(seconds // 60)
