"""The robust model on histories whose truth is known."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamseda.workforce.forecast.effects import Calendar
from hamseda.workforce.forecast.model import fit, forecast_mean, same_weekdays
from hamseda.workforce.forecast.series import Series, weekday
from workforce.worlds import FIRST, STARTS, truth, world

QUIET = Calendar()


def ahead(series, days=28):
    first = int(series.days[-1]) + 1
    return np.arange(first, first + days)


def error(found, expected):
    known = np.isfinite(found)
    return np.abs(found - expected)[known].sum() / expected[known].sum()


def test_a_history_without_noise_is_continued():
    series = world(noise=False)
    days = ahead(series)
    found = forecast_mean(series, days, QUIET)
    assert error(found, truth(days)) < 0.01
    assert np.isnan(found[weekday(days) == 4]).all()  # Friday stays closed


def test_noise_averages_out():
    series = world(busyness=0.05)
    days = ahead(series)
    ours, plain = (
        error(model, truth(days))
        for model in (forecast_mean(series, days, QUIET), same_weekdays(series, days))
    )
    assert ours < 0.04
    assert ours < plain


def test_wild_days_hardly_matter():
    wild = dict.fromkeys((FIRST + 9, FIRST + 44, FIRST + 79, FIRST + 95), 4.0)
    calm, upset = world(), world(factors=wild)
    days = ahead(calm)
    assert error(forecast_mean(upset, days, QUIET), forecast_mean(calm, days, QUIET)) < 0.03


def test_the_level_follows():
    later = {FIRST + day: 1.5 for day in range(56, 112)}
    series = world(factors=later, noise=False)
    days = ahead(series)
    assert error(forecast_mean(series, days, QUIET), 1.5 * truth(days)) < 0.05


def test_an_event_is_learned_and_a_belief_holds_until_then():
    campaign = [FIRST + day for day in (12, 40, 61, 89)]
    series = world(factors=dict.fromkeys(campaign, 1.6))
    coming = int(series.days[-1]) + 3
    seen = Calendar(events={"sale": frozenset([*campaign, coming])})
    days = ahead(series, 6)
    at = days == coming
    assert error(forecast_mean(series, days, seen)[at], 1.6 * truth(days)[at]) < 0.1
    believed = Calendar(events={"new": frozenset([coming])}, factors={"new": 2.0})
    assert error(forecast_mean(series, days, believed)[at], 2 * truth(days)[at]) < 0.08
    assert error(forecast_mean(series, days, believed)[~at], truth(days)[~at]) < 0.08


def test_the_days_after_a_closed_holiday_are_learned():
    holidays = [FIRST + day for day in (2, 30, 58, 86)]
    after = {day + 1: 1.5 for day in holidays}
    series = world(factors=after)
    series = Series(*(column[~np.isin(series.days, holidays)] for column in (series.days,)), series.starts,
                    series.volume[~np.isin(series.days, holidays)])  # fmt: skip
    coming = int(series.days[-1]) + 3
    calendar = Calendar(holidays=frozenset([*holidays, coming]))
    days = ahead(series, 6)
    at = days == coming + 1
    assert error(forecast_mean(series, days, calendar)[at], 1.5 * truth(days)[at]) < 0.12


def test_the_place_in_the_month_is_learned():
    def wages(day):
        return 1.25 if date.fromordinal(day).day <= 4 or date.fromordinal(day).day >= 29 else 1.0

    every = range(FIRST, FIRST + 200)
    series = world(weeks=18, factors={day: wages(day) for day in every})
    places = {day: (date.fromordinal(day).day - 0.5) / 31 for day in every}
    days = ahead(series)
    expected = truth(days) * np.array([wages(int(day)) for day in days])[:, None]
    with_month = error(forecast_mean(series, days, Calendar(month_place=places)), expected)
    assert with_month < 0.8 * error(forecast_mean(series, days, QUIET), expected)


@pytest.mark.parametrize("weeks", [1, 2, 3])
def test_short_histories(weeks):
    series = world(weeks=weeks, busyness=0.05)
    days = ahead(series)
    found = forecast_mean(series, days, Calendar(weekend=frozenset({4})))  # of one week nobody else knows it
    assert error(found, truth(days)) < 0.2


def test_a_single_day_lends_its_profile_to_every_other_one():
    series = world(weeks=1)
    one = Series(series.days[:1], series.starts, series.volume[:1])
    found = forecast_mean(one, ahead(one, 7), QUIET)
    for day in found:
        assert day == pytest.approx(series.volume[0], rel=0.2)


def test_weekdays_within_a_short_history_stay_as_they_were():
    """Saturday to Thursday: no row on Monday, so it is closed; Friday is beyond it, and lent the others' profile."""
    series = world(weeks=1)
    without = series.where(series.weekdays != 0)
    days = ahead(without, 7)
    found = forecast_mean(without, days, QUIET)
    assert np.isnan(found[weekday(days) == 0]).all()
    assert np.nansum(found[weekday(days) == 4]) == pytest.approx(without.volume.sum(1).mean(), rel=0.1)
    resting = forecast_mean(without, days, Calendar(weekend=frozenset({4})))
    assert np.isnan(resting[weekday(days) == 4]).all()


def test_a_history_that_reaches_every_weekday_lends_nothing():
    series = world(weeks=2)
    days = ahead(series)
    assert np.isnan(forecast_mean(series, days, QUIET)[weekday(days) == 4]).all()
    week = series.where(series.days < FIRST + 8)  # Saturday to Saturday
    assert not week.unseen_weekdays().any()


def test_lent_hours_are_those_of_most_weekdays():
    """Saturday and Sunday are open all day, Monday until noon: Tuesday is taken to be open all day."""
    series = world(weeks=1).where(np.arange(6) < 3)
    volume = series.volume.copy()
    volume[2, 10:] = np.nan
    found = forecast_mean(Series(series.days, series.starts, volume), ahead(series, 1), QUIET)
    assert np.isfinite(found[0]).all()
    volume[1, 10:] = np.nan
    found = forecast_mean(Series(series.days, series.starts, volume), ahead(series, 1), QUIET)
    assert np.isfinite(found[0]).tolist() == [True] * 10 + [False] * 10


def test_nothing_ever_came():
    series = world(weeks=4)
    silent = Series(series.days, series.starts, np.zeros(series.volume.shape))
    found = forecast_mean(silent, ahead(silent), QUIET)
    assert np.nanmax(found) == 0


def test_a_quiet_queue_is_not_taken_for_silent():
    series = world(weeks=20, scale=0.3)
    days = ahead(series)
    found = forecast_mean(series, days, QUIET)
    assert np.nansum(found) == pytest.approx(truth(days, 0.3).sum(), rel=0.15)


@pytest.mark.parametrize("scale", [0.03, 0.1, 0.3])
def test_little_is_not_forecast_as_less(scale):
    shares = []
    for seed in range(12):
        series = world(weeks=12, scale=scale, seed=seed)
        days = ahead(series)
        shares.append(np.nansum(forecast_mean(series, days, QUIET)) / truth(days, scale).sum())
    assert np.mean(shares) == pytest.approx(1, abs=0.09)


def test_a_weekday_on_which_nothing_ever_comes_stays_empty():
    series = world(noise=False)
    volume = series.volume.copy()
    volume[series.weekdays == 3] = 0
    silent = Series(series.days, series.starts, volume)
    days = ahead(silent)
    found = forecast_mean(silent, days, QUIET)
    assert np.nanmax(found[weekday(days) == 3]) == 0
    others = weekday(days) != 3
    assert error(found[others], truth(days)[others]) < 0.02


def test_one_dead_day_of_a_busy_weekday_is_an_accident():
    series = world(noise=False)
    volume = series.volume.copy()
    volume[-5] = 0
    days = ahead(series)
    assert error(forecast_mean(Series(series.days, series.starts, volume), days, QUIET), truth(days)) < 0.02


def test_half_days_do_not_pull_the_level():
    series = world(noise=False)
    volume = series.volume.copy()
    volume[::9, 10:] = np.nan  # every ninth day ends at noon
    cut = Series(series.days, series.starts, volume)
    days = ahead(cut)
    assert error(forecast_mean(cut, days, QUIET), truth(days)) < 0.02


@settings(max_examples=25)
@given(st.floats(0.5, 50), st.integers(4, 12))
def test_twice_the_volume_is_twice_the_forecast(factor, weeks):
    series = world(weeks=weeks, scale=200)
    more = Series(series.days, series.starts, series.volume * factor)
    days = ahead(series, 7)
    ours, theirs = forecast_mean(series, days, QUIET), forecast_mean(more, days, QUIET)
    assert theirs[np.isfinite(theirs)] == pytest.approx(factor * ours[np.isfinite(ours)], rel=1e-6)


def test_profiles_are_shares():
    profiles = fit(world(), QUIET).profiles
    open_days = [day for day in range(7) if day != 4]
    assert np.nansum(profiles[open_days], axis=1) == pytest.approx(np.ones(6))
    assert STARTS.size == profiles.shape[1]
