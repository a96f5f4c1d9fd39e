"""The forecast's mean: a robust profile of the weekday × a robust level × what the calendar does.

log(total of day d) = weekday + calendar(d) + level(d) + noise, by least squares in rounds: each round weighs a day less the
further it lies from the last one's fit (Huber, "Robust estimation of a location parameter", 1964) and the older it is; the
level is a moving mean of what is left, forward and back. The day's total is spread over its intervals by the medians of
the newest same weekdays' shares. Weekdays with few days lean on all others; spans such as Ramadan have hours of their own.
"""

from typing import Final

import numpy as np
from msgspec import Struct

from hamseda.workforce.erlang import Flags, Floats, Ints
from hamseda.workforce.forecast import shapes
from hamseda.workforce.forecast.effects import Calendar, columns
from hamseda.workforce.forecast.series import Series, middle, weekday

ROUNDS: Final = 8
NEWEST: Final = 10  # same weekdays of a profile
AGE: Final = 180.0  # days after which a day counts half for weekdays and calendar; a year ago still counts
LEVEL_AGE: Final = 30.0  # and for the level
LONGEST: Final = 800  # days of history that are looked at
OUTLYING: Final = 1.5  # standard deviations from which a day counts less
LEAST_SPREAD: Final = 0.02  # no day is known better than this (on the log scale)
WEEKDAY_DOUBT: Final = 0.3  # days of evidence that all weekdays are alike
PROFILE_DOUBT: Final = 0.5
SMALL: Final = 10.0  # below so many in an interval medians are too coarse, and means are taken
FEW: Final = 100.0  # contacts a day below which the logarithm hides a noticeable part
MOST_LIFT: Final = 1.3
MONTH_NEEDS: Final = 56  # days of history before a day's place in the month is believed to matter
BASELINE: Final = 8
OPEN_SHARE: Final = 0.5  # of the weekdays that are known to be open, where others are taken to be like them


class Fit(Struct, frozen=True):
    """What was learned: totals by weekday on the log scale, weights of the calendar, the level now, and profiles.

    `alive` is the share of a weekday's days on which anything comes, where so little comes that it matters.
    """

    weekday: Floats
    calendar: Floats
    level: float
    alive: Floats
    profiles: Floats
    starts: Ints
    shapes: dict[str, Floats]
    usual: Flags
    month: bool


def forecast_mean(series: Series, days: Ints, calendar: Calendar) -> Floats:
    """Days × starts: the expected volume, NaN where closed."""
    return predict(fit(series, calendar), days, calendar)


def fit(series: Series, calendar: Calendar) -> Fit:
    """Learn from a history."""
    if series.days.size:
        series = series.between(int(series.days[-1]) - LONGEST, int(series.days[-1]) + 1)
    calm = shapes.usual(series, calendar)
    lent = series.unseen_weekdays() & ~calendar.rests
    profiles = _lend(_profiles(calm, calm.open_starts()), lent)
    weights_of = shapes.learned(series, calendar, profiles)
    shares = shapes.day_profiles(profiles, weights_of, calendar, series.days)
    totals, seen = _totals(series, shares)
    known = seen & (totals > 0)
    alive = _alive(series.weekdays[seen], totals[seen], lent)
    usual = series.open_weekdays() | (lent & np.isfinite(profiles).any(axis=1))
    month = bool(series.days.size) and int(series.days[-1] - series.days[0]) >= MONTH_NEEDS
    if not known.any():
        nothing = np.zeros(7), np.zeros(0), -np.inf
        return Fit(*nothing, alive, profiles, series.starts, {}, usual, month=False)
    days, logs = series.days[known], np.log(totals[known])
    matrix, beliefs, doubts = columns(calendar, days, usual, month=month)
    weights, level = _regress(days, logs, matrix, beliefs, doubts)
    level += _lift(days, totals[known], np.exp(weights[:7][weekday(days)] + matrix @ weights[7:] + level))
    return Fit(weights[:7], weights[7:], level, alive, profiles, series.starts, weights_of, usual, month)


def predict(found: Fit, days: Ints, calendar: Calendar) -> Floats:
    """Expect the volume of days to come."""
    matrix, _, _ = columns(calendar, days, found.usual, month=found.month)
    at = weekday(days)
    effects = matrix @ found.calendar if found.calendar.size else np.zeros(days.size)
    totals = found.alive[at] * np.exp(found.weekday[at] + effects + found.level)
    shares = shapes.day_profiles(found.profiles, found.shapes, calendar, days)
    usual_mean = totals[:, None] * shares
    return shapes.in_named_hours(usual_mean, calendar, days, found.starts) if calendar.hours else usual_mean


def daily(series: Series, found: Fit, calendar: Calendar) -> tuple[Ints, Floats]:
    """The days that tell something, and their totals, as the fit saw them."""
    series = series.between(int(series.days[-1]) - LONGEST, int(series.days[-1]) + 1)
    totals, seen = _totals(series, shapes.day_profiles(found.profiles, found.shapes, calendar, series.days))
    known = seen & (totals > 0)
    return series.days[known], totals[known]


def same_weekdays(series: Series, days: Ints) -> Floats:
    """The plain forecast that every other has to beat: the median of the last 8 same weekdays, interval by interval."""
    by_weekday = np.full((7, series.starts.size), np.nan)
    is_open = series.open_starts()
    for of_weekday in np.flatnonzero(is_open.any(1)):
        rows = series.last(int(of_weekday), BASELINE)[:, is_open[of_weekday]]
        by_weekday[of_weekday, is_open[of_weekday]] = middle(rows)
    return by_weekday[weekday(days)]


def _profiles(series: Series, is_open: Flags) -> Floats:
    """Weekday × start: shares of the day; NaN where closed."""
    own = {
        int(w): _shares(series.last(int(w), NEWEST)[:, is_open[w]]) for w in np.flatnonzero(is_open.any(1))
    }
    pooled = np.zeros(series.starts.size)
    for of_weekday, shares in own.items():
        pooled[is_open[of_weekday]] += shares
    found = np.full(is_open.shape, np.nan)
    for of_weekday, shares in own.items():
        common = pooled[is_open[of_weekday]]
        common = common / common.sum() if common.sum() > 0 else np.full(common.size, 1 / common.size)
        count = min(NEWEST, int((series.weekdays == of_weekday).sum()))
        trust = count / (count + PROFILE_DOUBT)
        found[of_weekday, is_open[of_weekday]] = trust * shares + (1 - trust) * common
    return found


def _lend(profiles: Floats, lent: Flags) -> Floats:
    """Give weekdays that a short history does not reach the average profile of its open ones, in the hours of most."""
    known = profiles[np.isfinite(profiles).any(axis=1)]
    if not known.size or not lent.any():
        return profiles
    share = np.isfinite(known).mean(0)
    is_open = share >= min(OPEN_SHARE, share.max())
    average = np.where(is_open, np.nan_to_num(known).mean(0), np.nan)
    found = profiles.copy()
    found[lent] = average / np.nansum(average)
    return found


def _shares(rows: Floats) -> Floats:
    """The typical share of each interval; equal ones where nothing came."""
    medians = middle(rows)
    is_small = np.median(medians) < SMALL
    typical = np.nanmean(rows, axis=0) if is_small else medians
    if typical.sum() <= 0:
        return np.full(typical.size, 1 / typical.size)
    if not is_small:
        known = np.isfinite(rows)
        totals = np.nansum(rows, axis=1) / np.maximum(known @ typical, 1e-12)
        typical = middle(rows / np.maximum(totals, 1e-12)[:, None])
    shares: Floats = typical / typical.sum()
    return shares


def _totals(series: Series, shares: Floats) -> tuple[Floats, Flags]:
    """Each day's total, extended over intervals that are not known; a day counts with half of it known."""
    known = np.isfinite(series.volume) & np.isfinite(shares)
    seen = np.where(known, shares, 0).sum(1)
    volume = np.where(known, series.volume, 0).sum(1)
    return volume / np.maximum(seen, 1e-12), seen >= 0.5


def _lift(days: Ints, totals: Floats, fitted: Floats) -> float:
    """What small totals lose by the logarithm, whose mean lies below that of what came; as much is put back."""
    newest = days > days[-1] - MONTH_NEEDS
    if np.median(totals[newest]) >= FEW:
        return 0.0
    return float(np.log(np.clip(totals[newest].mean() / fitted[newest].mean(), 1, MOST_LIFT)))


def _alive(weekdays: Ints, totals: Floats, lent: Flags) -> Floats:
    """By weekday the share of the newest days on which anything came; 1 where its usual day is not small.

    A weekday that is lent the others' profile has their mean.
    """
    found = np.ones(7)
    for of_weekday in np.unique(weekdays):
        newest = totals[weekdays == of_weekday][-BASELINE:]
        if np.median(newest) < SMALL:
            found[of_weekday] = (newest > 0).mean()
    if weekdays.size:
        found[lent] = found[np.unique(weekdays)].mean()
    return found


def _regress(
    days: Ints, logs: Floats, matrix: Floats, beliefs: Floats, doubts: Floats
) -> tuple[Floats, float]:
    """Weights of the weekdays (all their mean apart) and of the calendar, and the level at the end."""
    base = float(np.median(logs))
    full = np.hstack([np.eye(7)[weekday(days)], matrix])
    penalty = np.concatenate([np.full(7, WEEKDAY_DOUBT), doubts])
    believed = np.concatenate([np.zeros(7), beliefs])
    age = 0.5 ** ((days[-1] - days) / AGE)
    near = 0.5 ** (np.abs(days[:, None] - days[None, :]) / LEVEL_AGE)
    trust, level = np.ones(days.size), np.zeros(days.size)
    weights, left = believed, logs
    for _ in range(ROUNDS):
        pull = full.T * (age * trust)
        weights = np.linalg.solve(
            pull @ full + np.diag(penalty), pull @ (logs - base - level) + penalty * believed
        )
        left = logs - base - full @ weights
        off = left - level
        spread = max(LEAST_SPREAD, 1.4826 * float(np.median(np.abs(off))))
        trust = _trust(off, spread)
        near_now = near * trust
        level = near_now @ left / near_now.sum(1)
    return weights, base + _level_now(left, near[-1])


def _level_now(left: Floats, near: Floats) -> float:
    """The level at the end: days far from it, as those before a jump, count less.

    How far is far is told by neighbours' differences, in which a jump is but one.
    """
    level = float(np.median(left[-NEWEST:]))
    spread = max(LEAST_SPREAD, 1.4826 * float(np.median(np.abs(np.diff(left, prepend=left[0])))) / 2**0.5)
    for _ in range(ROUNDS):
        weight = near * _trust(left - level, spread)
        level = float(weight @ left / weight.sum())
    return level


def _trust(off: Floats, spread: float) -> Floats:
    found: Floats = np.minimum(1, OUTLYING * spread / np.maximum(np.abs(off), 1e-12))
    return found
