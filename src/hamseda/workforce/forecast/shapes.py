"""Days of other hours: in Ramadan people work, and call, at other times, whatever the day brings in all.

Each day has a profile, shares of its total that add up to one. A span of days (Ramadan, a campaign) gets a profile of its
own in one of two ways: somebody names its hours, and the usual day is squeezed into them; or the history has shown enough
such days, and every interval is weighed by what came ÷ what the usual profile had expected, held back until much has come.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from hamseda.workforce.erlang import Flags, Floats, Ints
from hamseda.workforce.forecast.effects import Calendar
from hamseda.workforce.forecast.series import Series, weekday

SHAPE_NEEDS: Final = 10  # days of a span before its hours are believed to be other ones
DOUBT_DAYS: Final = 2.0  # in usual days of evidence, and
DOUBT_COUNT: Final = 200.0  # in contacts: so much each interval has to overcome
USUAL_NEEDS: Final = 4  # of a weekday's other days, where the usual profile is taken from those alone
OPEN_SHARE: Final = 0.5
DAY: Final = 1440


def long_spans(calendar: Calendar, days: Ints) -> dict[str, Flags]:
    """Which days lie in spans that are long enough to have hours of their own."""
    found = {name: np.isin(days, list(members)) for name, members in calendar.events.items()}
    return {name: of for name, of in found.items() if of.sum() >= SHAPE_NEEDS}


def usual(series: Series, calendar: Calendar) -> Series:
    """The history without days of other hours, where enough of their weekdays is left."""
    spans = long_spans(calendar, series.days)
    if not spans:
        return series
    other = np.any(list(spans.values()), axis=0)
    left = np.bincount(series.weekdays[~other], minlength=7) >= USUAL_NEEDS
    return series.where(~(other & left[series.weekdays]))


def learned(series: Series, calendar: Calendar, profiles: Floats) -> dict[str, Floats]:
    """By span the weight of each start against the usual profile; NaN where it is closed in it."""
    spans = long_spans(calendar, series.days)
    return {name: _weights(series.where(of), profiles) for name, of in spans.items()}


def day_profiles(profiles: Floats, weights: Mapping[str, Floats], calendar: Calendar, days: Ints) -> Floats:
    """Days × starts: shares of each day as the history has shown them, NaN where closed."""
    found: Floats = profiles[weekday(days)]
    for name, weight in weights.items():
        rows = np.isin(days, list(calendar.events.get(name, ())))
        found[rows] = _whole(found[rows] * weight)
    return found


def in_named_hours(usual_mean: Floats, calendar: Calendar, days: Ints, starts: Ints) -> Floats:
    """Days to come in the hours that people name for them, each with all that its usual hours would have brought."""
    found = usual_mean.copy()
    for name, hours in calendar.hours.items():
        for row in np.flatnonzero(np.isin(days, list(calendar.events.get(name, ())))):
            found[row] = _squeezed(usual_mean[row], starts, hours) * np.nansum(usual_mean[row])
    return found


def _weights(shown: Series, profiles: Floats) -> Floats:
    shares = profiles[shown.weekdays]
    known = np.isfinite(shown.volume) & np.isfinite(shares)
    came = np.where(known, shown.volume, 0)
    portion = np.where(known, shares, 0)
    totals = came.sum(1) / np.maximum(portion.sum(1), 1e-12)
    expected = (portion * totals[:, None]).sum(0)
    doubt = np.maximum(expected / max(shown.days.size, 1) * DOUBT_DAYS, DOUBT_COUNT)
    weights: Floats = (came.sum(0) + doubt) / (expected + doubt)
    usually = np.isfinite(shares).sum(0)
    is_closed = known.sum(0) < OPEN_SHARE * usually
    weights[is_closed] = np.nan
    return weights


def _squeezed(profile: Floats, starts: Ints, hours: tuple[int, int]) -> Floats:
    """The usual day between other hours: what came by a share of the day comes by the same share of the new one."""
    is_open = np.isfinite(profile)
    if not np.nansum(profile) > 0:
        return profile
    length = int(np.diff(starts).min()) if starts.size > 1 else DAY
    begin, end = int(starts[is_open][0]), int(starts[is_open][-1]) + length
    edges = np.append(starts, starts[-1] + length)
    passed = np.concatenate([[0.0], np.cumsum(np.where(is_open, profile, 0))])
    opens, closes = hours
    back = begin + (edges - opens) * (end - begin) / (closes - opens)
    reached = np.interp(np.clip(back, begin, end), edges, passed)
    shares: Floats = np.diff(reached)
    is_closed = (starts + length <= opens) | (starts >= closes)
    if is_closed.all():  # the history does not reach these hours: as usual
        shares = profile.copy()
    else:
        shares[is_closed] = np.nan
    whole: Floats = _whole(shares[None])[0]
    return whole


def _whole(shares: Floats) -> Floats:
    """Shares that add up to one again."""
    found: Floats = shares / np.maximum(np.nansum(shares, axis=1, keepdims=True), 1e-12)
    return found
