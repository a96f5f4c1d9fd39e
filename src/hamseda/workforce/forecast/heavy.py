"""Heavier models for the contest, with the extra `forecast`: they are let in only where they win, and take seconds.

`ets`: exponential smoothing of the days' totals (damped trend, weekly season; Hyndman, Koehler, Ord and Snyder, "Forecasting
with Exponential Smoothing", 2008) in the place of our weekdays and level; calendar and hours as the robust model has them.
`lightgbm`: boosted trees learn, from past mornings of the same history, how far the robust forecast was off.
"""

import warnings
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from hamseda.workforce.erlang import Floats, Ints
from hamseda.workforce.forecast.contest import HORIZON, LEAST_DAYS, WEEK, Model
from hamseda.workforce.forecast.effects import Calendar, columns
from hamseda.workforce.forecast.model import daily, fit, forecast_mean, predict, same_weekdays
from hamseda.workforce.forecast.series import Series, weekday
from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.why import Why

CYCLES: Final = 3  # whole weeks that exponential smoothing needs to tell a season from chance
MORNINGS: Final = 10  # past mornings that the trees learn from, a week apart
LEAST_MORNINGS: Final = 3
FAR: Final = 0.7  # the most that trees may move a forecast, on the log scale
TREES: Final[Mapping[str, Any]] = {
    "objective": "l1", "num_leaves": 15, "learning_rate": 0.05, "min_data_in_leaf": 100, "lambda_l2": 10.0,
    "num_threads": 1, "seed": 1, "deterministic": True, "verbosity": -1,
}  # fmt: skip
ROUNDS: Final = 80


def heavy_models() -> dict[str, Model]:
    """Both models, or FaultyError that names what to install."""
    try:
        import lightgbm  # noqa: F401, PLC0415
        import statsmodels  # noqa: F401, PLC0415
    except ImportError as error:
        raise FaultyError(Why("heavy.missing", {"name": error.name or str(error)})) from None
    return {"ets": ets_mean, "lightgbm": trees_mean}


def ets_mean(series: Series, days: Ints, calendar: Calendar) -> Floats:
    """The robust forecast with its weekdays and level smoothed exponentially; as it is where there is too little."""
    found = fit(series, calendar)
    mean = predict(found, days, calendar)
    known, totals = daily(series, found, calendar)
    open_days = np.flatnonzero(found.usual)
    if totals.size < CYCLES * open_days.size or open_days.size == 0 or not np.isfinite(found.level):
        return mean
    matrix, _, _ = columns(calendar, known, found.usual, month=found.month)
    effects = matrix @ found.calendar
    path = _without_gaps(known, np.log(totals) - effects, found.usual)
    steps = _steps(int(known[-1]), days, found.usual)
    smoothed = _smoothed(path, open_days.size, int(steps.max()))
    expected = found.weekday[weekday(days)] + found.level
    is_open = steps > 0
    moved = np.zeros(days.size)
    moved[is_open] = smoothed[steps[is_open] - 1] - expected[is_open]
    return mean * np.exp(np.clip(moved, -FAR, FAR))[:, None]


def _without_gaps(days: Ints, logs: Floats, usual: Any) -> Floats:
    """Every usually open day from the first to the last; one that is not known takes its weekday's median."""
    every = np.arange(days[0], days[-1] + 1)
    every = every[usual[weekday(every)]]
    place = {int(day): at for at, day in enumerate(days)}
    medians = {int(w): float(np.median(logs[weekday(days) == w])) for w in np.unique(weekday(days))}
    whole = float(np.median(logs))
    return np.array(
        [
            logs[place[int(day)]] if int(day) in place else medians.get(int(weekday(np.array(day))), whole)
            for day in every
        ]
    )


def _steps(last: int, days: Ints, usual: Any) -> Ints:
    """How many usually open days after the last one each day is; 0 for those that are usually closed."""
    span = np.arange(last + 1, int(days.max()) + 1)
    count = np.cumsum(usual[weekday(span)])
    steps: Ints = np.where(usual[weekday(days)], count[days - last - 1], 0)
    return steps


def _smoothed(path: Floats, season: int, ahead: int) -> Floats:
    from statsmodels.tsa.holtwinters import ExponentialSmoothing  # noqa: PLC0415

    if ahead == 0:
        return np.zeros(0)
    kind = "add" if season > 1 else None
    with warnings.catch_warnings():  # that it found no exact optimum: the contest judges what it found
        warnings.simplefilter("ignore")
        model = ExponentialSmoothing(
            path, trend="add", damped_trend=True, seasonal=kind, seasonal_periods=season if kind else None
        )
        found: Floats = np.asarray(model.fit().forecast(ahead))
    return found


def trees_mean(series: Series, days: Ints, calendar: Calendar) -> Floats:
    """The robust forecast, moved by what trees have learned of its errors on past mornings of this history."""
    mean = forecast_mean(series, days, calendar)
    first, last = int(series.days[0]) + LEAST_DAYS, int(series.days[-1]) + 1
    mornings = [day for day in (last - WEEK * back for back in range(1, MORNINGS + 1)) if day >= first]
    if len(mornings) < LEAST_MORNINGS:
        return mean
    shown, off, weight = zip(*(_lesson(series, morning, calendar) for morning in mornings), strict=True)
    moved = _learned(np.vstack(shown), np.concatenate(off), np.concatenate(weight))
    factors: Floats = np.exp(np.clip(moved(_features(series, days, mean)), -FAR, FAR))
    return mean * factors.reshape(mean.shape)


def _lesson(series: Series, morning: int, calendar: Calendar) -> tuple[Floats, Floats, Floats]:
    """What could be seen of each interval that morning, how far off it was (log), and how much that matters."""
    seen, later = series.before(morning), series.between(morning, morning + HORIZON)
    mean = forecast_mean(seen, later.days, calendar)
    known = (np.isfinite(mean) & np.isfinite(later.volume)).ravel()
    off = (np.log1p(later.volume) - np.log1p(mean)).ravel()
    return _features(seen, later.days, mean)[known], off[known], mean.ravel()[known]


def _features(seen: Series, days: Ints, mean: Floats) -> Floats:
    plain = same_weekdays(seen, days)
    wide = np.broadcast_to
    ahead = (days - int(seen.days[-1]))[:, None]
    totals = np.nansum(mean, axis=1, keepdims=True)
    parts = (
        weekday(days)[:, None],
        seen.starts[None, :],
        ahead,
        np.log1p(mean),
        np.log1p(plain) - np.log1p(mean),
        np.log1p(np.nansum(plain, axis=1, keepdims=True)) - np.log1p(totals),
    )
    return np.stack([wide(part, mean.shape).ravel() for part in parts], axis=1).astype(np.float64)


def _learned(shown: Floats, off: Floats, weight: Floats) -> Any:
    import lightgbm  # noqa: PLC0415

    data = lightgbm.Dataset(shown, off, weight=np.maximum(weight, 0.1), params={"verbosity": -1})
    return lightgbm.train(dict(TREES), data, ROUNDS).predict
