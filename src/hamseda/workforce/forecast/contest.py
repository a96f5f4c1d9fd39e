"""A contest on the history itself: from past mornings each model forecasts what is known by now; the best one is let in."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal

import numpy as np
from msgspec import Struct

from hamseda.workforce.erlang import Floats, Ints
from hamseda.workforce.forecast.effects import Calendar, believed
from hamseda.workforce.forecast.model import LONGEST, SMALL, forecast_mean, same_weekdays
from hamseda.workforce.forecast.series import Series
from hamseda.workforce.forecast.shapes import in_named_hours
from hamseda.workforce.forecast.spread import busyness_of

Model = Callable[[Series, Ints, Calendar], Floats]
PLAIN: Final = "same_weekdays"
Measure = Literal["wape", "rmse"]
WEEK: Final = 7
ORIGINS: Final = 6
LEAST_DAYS: Final = 28  # of history before the first origin
HORIZON: Final = 28
MARGIN: Final = 0.02  # by so much a heavier model has to be better: of many players one is always lucky
UNTESTED: Final = (
    0.22  # busyness where the history is too short for a contest, before what it does not know: see width
)


def seen_days(series: Series) -> Ints:
    """The days of which a model knows what came."""
    known = np.isfinite(series.volume).any(axis=1) & (series.days >= series.days[-1:] - LONGEST)
    found: Ints = series.days[known]
    return found


def plain_mean(series: Series, days: Ints, calendar: Calendar) -> Floats:
    """The plain forecast, times what is believed of events that the history has not seen, in the hours that are named."""
    mean = same_weekdays(series, days) * believed(calendar, days, seen_days(series))[:, None]
    return in_named_hours(mean, calendar, days, series.starts) if calendar.hours else mean


MODELS: Final[Mapping[str, Model]] = {"robust": forecast_mean, PLAIN: plain_mean}


class Verdict(Struct, frozen=True):
    """Who won, everybody's error (sum of absolute errors ÷ volume), and how far the truth lay from the winner.

    Where little comes to an interval the squared error decides: by absolute errors a forecast of nothing would win.
    """

    model: str
    wape: Mapping[str, float]
    judged_by: Measure
    busyness: float
    origins: int


class Round(Struct, frozen=True):
    """What came after one origin, and what a model had expected, interval by interval; weeks ahead from 1."""

    origin: int
    weeks: Ints
    actual: Floats
    mean: Floats
    seen: Series


def rounds(
    series: Series, calendar: Calendar, model: Model, origins: Iterator[int] | list[int]
) -> list[Round]:
    """Forecast four weeks from each origin with what was known that morning."""
    found = []
    for origin in origins:
        seen, later = series.before(origin), series.between(origin, origin + HORIZON)
        mean = model(seen, later.days, calendar)
        known = np.isfinite(later.volume) & np.isfinite(mean)
        weeks = np.broadcast_to(((later.days - origin) // WEEK + 1)[:, None], known.shape)
        found.append(Round(origin, weeks[known], later.volume[known], mean[known], seen))
    return [one for one in found if one.actual.size]


def judge(series: Series, calendar: Calendar, models: Mapping[str, Model] = MODELS) -> Verdict:
    """Hold the contest on the newest weeks; with too little history the robust model is taken, untested.

    Of equals the robust model is let in, whatever else plays.
    """
    last = int(series.days[-1]) + 1
    first = int(series.days[0]) + LEAST_DAYS
    origins = [origin for origin in (last - WEEK * back for back in range(1, ORIGINS + 1)) if origin >= first]
    if not origins:
        return Verdict("robust", {}, "wape", UNTESTED, 0)
    played = {name: rounds(series, calendar, model, origins) for name, model in models.items()}
    if not all(played.values()):  # what came fell on times that no model holds for open
        return Verdict("robust", {}, "wape", UNTESTED, 0)
    came = np.concatenate([one.actual for one in played["robust"]])
    measure: Measure = "rmse" if came.mean() < SMALL else "wape"
    errors = {name: (rmse if measure == "rmse" else wape)(found) for name, found in played.items()}
    expects = {name: sum(float(one.mean.sum()) for one in found) for name, found in played.items()}
    # A forecast of nothing is the surest where little comes, and of no use.
    errors = {name: error for name, error in errors.items() if expects[name] > 0} or errors
    best = min(errors, key=lambda name: (errors[name] * _handicap(name), name != "robust"))
    actual = np.concatenate([one.actual for one in played[best]])
    mean = np.concatenate([one.mean for one in played[best]])
    told = {name: wape(found) for name, found in played.items()}
    return Verdict(best, told, measure, busyness_of(actual, mean), len(origins))


def _handicap(name: str) -> float:
    return 1.0 if name in MODELS else 1.0 + MARGIN


def wape(played: list[Round]) -> float:
    """Sum of absolute errors ÷ what came."""
    volume = sum(float(one.actual.sum()) for one in played)
    error = sum(float(np.abs(one.actual - one.mean).sum()) for one in played)
    return error / volume if volume > 0 else 0.0


def rmse(played: list[Round]) -> float:
    """Root of the mean squared error."""
    squares = np.concatenate([(one.actual - one.mean) ** 2 for one in played])
    return float(np.sqrt(squares.mean()))
