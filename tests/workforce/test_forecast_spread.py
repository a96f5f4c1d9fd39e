"""Quantiles of the mixture against draws, and the contest that measures how far truth lies from the mean."""

import numpy as np
import pytest

from hamseda.workforce.forecast.backtest import backtest, origins_of
from hamseda.workforce.forecast.contest import MODELS, UNTESTED, judge, rounds, wape
from hamseda.workforce.forecast.effects import Calendar
from hamseda.workforce.forecast.model import forecast_mean
from hamseda.workforce.forecast.spread import busyness_of, quantile, quantile_in_doubt
from workforce.worlds import FIRST, world

QUIET = Calendar()


def draws(mean, busyness, count=200_000):
    pick = np.random.default_rng(11)
    return pick.poisson(mean * pick.gamma(busyness**-2, busyness**2, count))


@pytest.mark.parametrize("busyness", [0.05, 0.2, 0.6])
@pytest.mark.parametrize("mean", [0.4, 3.0, 15.0, 25.0, 400.0])
def test_quantiles_are_those_of_draws(mean, busyness):
    drawn = draws(mean, busyness)
    for share in (0.1, 0.5, 0.9):
        found = quantile(np.array([mean]), busyness, share)[0]
        assert found == pytest.approx(np.quantile(drawn, share), rel=0.03, abs=1)
        assert (drawn <= np.ceil(found)).mean() >= share - 0.02


@pytest.mark.parametrize("doubt", [0.15, 0.6, 1.9])
@pytest.mark.parametrize("middle", [0.05, 3.0, 19.0, 21.0, 400.0])
def test_quantiles_of_a_mean_in_doubt_are_those_of_draws(middle, doubt):
    pick = np.random.default_rng(12)
    drawn = pick.poisson(middle * np.exp(doubt * pick.standard_normal(200_000)))
    for share in (0.1, 0.5, 0.9):
        found = quantile_in_doubt(np.array([middle, 0.0, middle]), doubt, share)
        assert found[0] == found[2] == pytest.approx(np.quantile(drawn, share), rel=0.04, abs=1)
        assert found[1] == 0


def test_quantiles_are_in_order_and_nothing_stays_nothing():
    mean = np.array([0.0, 0.01, 5.0, 19.99, 20.01, 5000.0, np.nan])
    low, middle, high = (quantile(mean, 0.1, share) for share in (0.1, 0.5, 0.9))
    assert (low[:-1] <= middle[:-1]).all()
    assert (middle[:-1] <= high[:-1]).all()
    assert low[0] == high[0] == 0
    assert np.isnan(high[-1])


@pytest.mark.parametrize("busyness", [0.05, 0.15, 0.4])
def test_busyness_is_found_again(busyness):
    pick = np.random.default_rng(5)
    mean = np.full(20_000, 300.0)
    came = pick.poisson(mean * pick.gamma(busyness**-2, busyness**2, mean.size)).astype(float)
    assert busyness_of(came, mean) == pytest.approx(busyness, rel=0.1)


def test_the_intervals_hold_what_they_say_where_days_differ():
    series = world(weeks=40, busyness=0.12, seed=8)
    found = backtest(series, QUIET, origins_of(series))
    everything = found.scores[0]
    assert 0.7 < everything.coverage < 0.9
    assert everything.wape < everything.wape_same_weekdays
    assert everything.mase < 1
    assert [score.weeks_ahead for score in found.scores] == [0, 1, 2, 3, 4]
    assert sum(score.intervals for score in found.scores[1:]) == everything.intervals


def test_a_backtest_does_not_look_ahead():
    series = world(weeks=20)
    origin = origins_of(series)[0]
    changed = series.volume.copy()
    changed[series.days >= origin] *= 7
    (before,) = rounds(series, QUIET, forecast_mean, [origin])
    (after,) = rounds(type(series)(series.days, series.starts, changed), QUIET, forecast_mean, [origin])
    assert (before.mean == after.mean).all()
    assert after.actual == pytest.approx(7 * before.actual)


def test_a_backtest_plays_what_the_forecast_tells():
    """Closed on all holidays, so that the forecast tells nothing of the next, which is open: as wrong as can be."""
    series = world(weeks=17, noise=False)
    origin = int(series.days[-1]) + 1 - 28
    closed, opened = [FIRST + day for day in (2, 30, 58)], origin + 3
    series.volume[::5] += 1  # so that a week is not the one before
    series = series.where(~np.isin(series.days, closed))
    calendar = Calendar(holidays=frozenset([*closed, opened]))
    everything, *weeks = backtest(series, calendar, [origin]).scores
    lost = series.volume[series.days == opened].sum()
    later = series.between(origin, origin + 28).volume
    assert everything.intervals == later.size
    assert everything.wape >= 0.999 * lost / later.sum()
    assert weeks[0].wape > 4 * max(week.wape for week in weeks[1:])
    assert weeks[0].coverage <= 1 - 1 / 6


def test_who_wins_is_let_in():
    series = world(weeks=12)
    assert judge(series, QUIET).model == "robust"
    thrice = {**MODELS, "robust": lambda seen, days, calendar: 3 * forecast_mean(seen, days, calendar)}
    verdict = judge(series, QUIET, thrice)
    assert verdict.model == "same_weekdays"
    assert verdict.wape["robust"] > 1
    assert verdict.origins == 6


def test_a_forecast_of_nothing_does_not_win_where_little_comes():
    series = world(weeks=16, scale=0.4)
    verdict = judge(series, QUIET)
    assert (verdict.model, verdict.judged_by) == ("robust", "rmse")
    assert verdict.wape["same_weekdays"] < verdict.wape["robust"]  # by that measure it would have
    assert judge(world(weeks=16), QUIET).judged_by == "wape"


def test_where_hardly_anything_comes_something_is_expected():
    """A contact in ten intervals: medians and squares alike would be surest of nothing."""
    series = world(weeks=16, scale=0.1)
    verdict = judge(series, QUIET)
    assert verdict.model == "robust"
    days = np.arange(int(series.days[-1]) + 1, int(series.days[-1]) + 29)
    assert np.nansum(forecast_mean(series, days, QUIET)) > 0


def test_too_little_history_for_a_contest_is_told_and_wide():
    verdict = judge(world(weeks=3), QUIET)
    assert (verdict.model, verdict.origins, verdict.busyness) == ("robust", 0, UNTESTED)


def test_wape_of_nothing():
    assert wape([]) == 0
