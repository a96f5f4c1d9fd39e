"""Would it have been right? Forecasts from past mornings, each with what was known then, against what came."""

import time
from collections.abc import Mapping
from typing import Final

import numpy as np
from msgspec import Struct

from hamseda.workforce.erlang import Flags, Floats, Ints
from hamseda.workforce.forecast.contest import HORIZON, MODELS, WEEK, Model, judge
from hamseda.workforce.forecast.effects import Calendar
from hamseda.workforce.forecast.model import same_weekdays
from hamseda.workforce.forecast.outlook import held_for_open
from hamseda.workforce.forecast.series import Series
from hamseda.workforce.forecast.width import quantiles

LEAST_HISTORY: Final = 84  # days before the first origin: twelve weeks
LEAST_WEEKS: Final = (LEAST_HISTORY + HORIZON) // WEEK


class Score(Struct, frozen=True):
    """How good forecasts were, some weeks ahead (0: all): errors as shares of the volume, and how often p10–p90 held.

    MASE is the mean absolute error ÷ that of repeating the last week, measured within each origin's history.
    """

    weeks_ahead: int
    intervals: int
    wape: float
    wape_same_weekdays: float
    mase: float
    coverage: float


class Backtest(Struct, frozen=True):
    """All weeks, how many origins, which models were let in, and the time that one fit took, contest included."""

    origins: int
    models: dict[str, int]
    scores: tuple[Score, ...]
    fit_ms: float
    fit_cpu_ms: float


class _Seen(Struct, frozen=True):
    weeks: Ints
    actual: Floats
    mean: Floats
    plain: Floats
    inside: Floats
    scale: Floats


def origins_of(series: Series, least_history: int = LEAST_HISTORY) -> list[int]:
    """A morning each week from the first with enough history to the last with a whole horizon after it."""
    first, last = int(series.days[0]) + least_history, int(series.days[-1]) + 1 - HORIZON
    # a week that ends with a closed weekend is whole all the same
    return list(range(first, last + WEEK - 4, WEEK))


def backtest(
    series: Series, calendar: Calendar, origins: list[int], players: Mapping[str, Model] = MODELS
) -> Backtest:
    """Play each origin and add up."""
    played, models = [], dict.fromkeys(players, 0)
    spent: list[tuple[float, float]] = []
    for origin in origins:
        seen, later = series.before(origin), series.between(origin, origin + HORIZON)
        if later.days.size:
            start, cpu = time.perf_counter(), time.process_time()
            verdict = judge(seen, calendar, players)
            mean = held_for_open(
                seen, calendar, later.days, players[verdict.model](seen, later.days, calendar)
            )
            spent.append((time.perf_counter() - start, time.process_time() - cpu))
            models[verdict.model] += 1
            bands = quantiles(verdict, seen, later.days, mean, origin)
            played.append(_compare(seen, later, mean, bands, origin))
    let_in = {name: count for name, count in models.items() if count}
    clock, processor = np.median(spent or [(0.0, 0.0)], axis=0) * 1000
    return Backtest(len(played), let_in, _scores(played), float(clock), float(processor))


def _compare(seen: Series, later: Series, mean: Floats, bands: Mapping[str, Floats], origin: int) -> _Seen:
    """What was expected and what came, interval by interval; times held for closed were expected to be 0."""
    known = np.isfinite(later.volume) & (np.isfinite(mean) | (later.volume > 0))
    plain, mean, low, high = map(
        np.nan_to_num, (same_weekdays(seen, later.days), mean, bands["p10"], bands["p90"])
    )
    inside = ((later.volume >= low) & (later.volume <= high)).astype(np.float64)
    weeks = np.broadcast_to(((later.days - origin) // WEEK + 1)[:, None], mean.shape)
    scale = np.full(int(known.sum()), _last_week_error(seen))
    return _Seen(weeks[known], later.volume[known], mean[known], plain[known], inside[known], scale)


def _last_week_error(series: Series) -> float:
    """Mean absolute difference of each interval from the same one a week before."""
    place = {int(day): at for at, day in enumerate(series.days)}
    pairs = [(at, place[day - WEEK]) for day, at in place.items() if day - WEEK in place]
    if not pairs:
        return float("nan")
    now, before = (series.volume[[pair[side] for pair in pairs]] for side in (0, 1))
    return float(np.nanmean(np.abs(now - before)))


def _scores(played: list[_Seen]) -> tuple[Score, ...]:
    if not played:
        return ()
    whole = _Seen(
        *(np.concatenate([getattr(one, name) for one in played]) for name in _Seen.__struct_fields__)
    )
    ahead = [0, *np.unique(whole.weeks).tolist()]
    return tuple(_score(week, whole, whole.weeks == week if week else whole.weeks > 0) for week in ahead)


def _score(week: int, seen: _Seen, chosen: Flags) -> Score:
    actual = seen.actual[chosen]
    error, plain = np.abs(actual - seen.mean[chosen]), np.abs(actual - seen.plain[chosen])
    volume = max(float(actual.sum()), 1e-12)
    return Score(
        weeks_ahead=week,
        intervals=int(chosen.sum()),
        wape=float(error.sum()) / volume,
        wape_same_weekdays=float(plain.sum()) / volume,
        mase=float(np.nanmean(error / seen.scale[chosen])),
        coverage=float(seen.inside[chosen].mean()),
    )
