"""Days of other hours, as in Ramadan: learned from the history, or named by people."""

import numpy as np
import pytest

from hamseda.workforce.forecast.effects import Calendar
from hamseda.workforce.forecast.model import forecast_mean
from hamseda.workforce.forecast.series import Series, weekday
from workforce.worlds import FIRST, STARTS, WEEKDAYS, truth, world

FASTING = range(FIRST + 70, FIRST + 100)
EARLY = np.linspace(2.0, 0.0, STARTS.size)  # of a fasting day: much in the morning, nothing at the end


def early(days, scale=70.0):
    return scale * WEEKDAYS[weekday(days)][:, None] * EARLY / EARLY.mean()


def fasted(weeks, closed_from=None, noise=True):
    """A history whose fasting days come by other hours, and fewer; closed early where that is said."""
    series = world(weeks=weeks, noise=noise)
    volume = series.volume.copy()
    rows = np.isin(series.days, FASTING)
    mean = early(series.days[rows])
    volume[rows] = np.random.default_rng(5).poisson(mean) if noise else mean
    if closed_from is not None:
        volume[np.ix_(rows, closed_from <= STARTS)] = np.nan
    return Series(series.days, series.starts, volume)


def off(found, expected):
    known = np.isfinite(found)
    return np.abs(found - expected)[known].sum() / expected[known].sum()


def open_days(first, count):
    days = np.arange(first, first + count)
    return days[WEEKDAYS[weekday(days)] > 0]


def test_hours_of_a_span_are_learned_for_its_next_time():
    series = fasted(20)
    coming = range(int(series.days[-1]) + 1, int(series.days[-1]) + 15)
    days = open_days(coming.start, 14)
    known = Calendar(events={"ramadan": frozenset([*FASTING, *coming])})
    assert off(forecast_mean(series, days, known), early(days)) < 0.08
    blind = forecast_mean(series, days, Calendar())
    assert off(blind, early(days)) > 0.3


def test_they_do_not_stay_when_it_is_over():
    series = fasted(14)  # the last days are fasting days
    assert int(series.days[-1]) in FASTING
    days = open_days(FASTING.stop, 14)
    shares = forecast_mean(series, days, Calendar(events={"ramadan": frozenset(FASTING)}))
    shares /= shares.sum(axis=1, keepdims=True)
    usual = truth(days) / truth(days).sum(axis=1, keepdims=True)
    assert np.abs(shares - usual).sum(axis=1).max() < 0.08


def test_hours_that_were_closed_stay_closed_in_it_and_the_level_is_of_those_open():
    half = int(STARTS[10])
    series = fasted(20, closed_from=half, noise=False)
    first = int(series.days[-1]) + 1
    days = open_days(first, 10)
    calendar = Calendar(events={"ramadan": frozenset([*FASTING, *range(first, first + 10)])})
    found = forecast_mean(series, days, calendar)
    assert np.isnan(found[:, half <= STARTS]).all()
    assert off(found[:, :10], early(days)[:, :10]) < 0.08


def test_a_few_unusual_days_are_no_other_hours():
    series = fasted(20)
    few = frozenset(day for day in FASTING if day < FASTING.start + 8)
    days = open_days(int(series.days[-1]) + 1, 7)
    calendar = Calendar(events={"sale": frozenset([*few, *days.tolist()])})
    shares = forecast_mean(series, days, calendar)
    shares /= shares.sum(axis=1, keepdims=True)
    plain = forecast_mean(series, days, Calendar())
    assert np.allclose(shares, plain / plain.sum(axis=1, keepdims=True))


@pytest.mark.parametrize(("opens", "closes"), [(540, 840), (600, 1080)])
def test_named_hours_squeeze_the_usual_day(opens, closes):
    series = world(noise=False)
    days = open_days(int(series.days[-1]) + 1, 7)
    event = {"ramadan": frozenset(days.tolist())}
    usual = forecast_mean(series, days, Calendar(events=event))
    found = forecast_mean(series, days, Calendar(events=event, hours={"ramadan": (opens, closes)}))
    inside = (opens < STARTS + 30) & (closes > STARTS)
    assert np.isfinite(found[:, inside]).all()
    assert np.isnan(found[:, ~inside]).all()
    assert np.allclose(np.nansum(found, axis=1), usual.sum(axis=1))
    half = (opens + closes) / 2
    before = np.nansum(np.where(half > STARTS, found, 0), axis=1) / usual.sum(axis=1)
    middle = usual[:, : STARTS.size // 2].sum(axis=1) / usual.sum(axis=1)
    assert np.abs(before - middle).max() < 0.1


def test_hours_shorter_than_an_interval_take_the_whole_day():
    series = world(noise=False)
    days = open_days(int(series.days[-1]) + 1, 7)
    event = {"ramadan": frozenset(days.tolist())}
    found = forecast_mean(series, days, Calendar(events=event, hours={"ramadan": (480, 495)}))
    usual = forecast_mean(series, days, Calendar(events=event))
    assert np.allclose(found[:, 0], usual.sum(axis=1))
    assert np.isnan(found[:, 1:]).all()


@pytest.mark.parametrize(("opens", "closes"), [(120, 180), (1200, 1380), (0, 480)])
def test_hours_that_the_history_does_not_reach_leave_the_day_as_it_is(opens, closes):
    series = world(noise=False)
    days = open_days(int(series.days[-1]) + 1, 7)
    event = {"night": frozenset(days.tolist())}
    usual = forecast_mean(series, days, Calendar(events=event))
    found = forecast_mean(series, days, Calendar(events=event, hours={"night": (opens, closes)}))
    assert np.allclose(found, usual)


def test_named_hours_leave_other_days_alone():
    series = world(noise=False)
    days = open_days(int(series.days[-1]) + 1, 7)
    calendar = Calendar(events={"ramadan": frozenset(days[:2].tolist())}, hours={"ramadan": (540, 840)})
    found, plain = forecast_mean(series, days, calendar), forecast_mean(series, days, Calendar())
    assert np.allclose(found[2:], plain[2:])
