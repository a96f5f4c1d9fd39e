"""Heavier models play in the contest and are let in only where they win."""

import sys

import numpy as np
import pytest

from hamseda.workforce.forecast.contest import MODELS, Verdict, judge
from hamseda.workforce.forecast.effects import Calendar
from hamseda.workforce.forecast.heavy import ets_mean, heavy_models, trees_mean
from hamseda.workforce.forecast.model import forecast_mean
from hamseda.workforce.forecast.outlook import contest_said
from hamseda.workforce.forecast.series import weekday
from workforce.worlds import FIRST, WEEKDAYS, as_csv, truth, world

CALM = Calendar()


def growing(weeks=26, by_week=0.05):
    """A centre that grows by a twentieth a week: the robust level follows it, and never runs ahead."""
    factors = {FIRST + day: float(np.exp(by_week * day / 7)) for day in range(7 * weeks)}
    return world(weeks=weeks, factors=factors), by_week


def off(found, expected):
    known = np.isfinite(found)
    return np.abs(found - expected)[known].sum() / expected[known].sum()


@pytest.mark.parametrize("model", [ets_mean, trees_mean])
def test_growth_is_continued_and_the_contest_lets_them_in(model):
    series, growth = growing()
    first = int(series.days[-1]) + 1
    days = np.arange(first, first + 28)
    days = days[WEEKDAYS[weekday(days)] > 0]
    expected = truth(days) * np.exp(growth * (days - FIRST) / 7)[:, None]
    assert off(model(series, days, CALM), expected) < 0.25 * off(forecast_mean(series, days, CALM), expected)
    verdict = judge(series, CALM, {**MODELS, "heavy": model})
    assert verdict.model == "heavy"
    assert set(verdict.wape) == {"robust", "same_weekdays", "heavy"}


def test_in_a_steady_world_they_are_left_outside():
    verdict = judge(world(weeks=16, busyness=0.05), CALM, {**MODELS, **heavy_models()})
    assert verdict.model == "robust"


def test_why_a_heavier_one_is_left_outside_is_said():
    """By less than two in a hundred it may be luck."""
    errors = {"robust": 0.2, "same_weekdays": 0.3, "ets": 0.199}
    verdict = Verdict("robust", errors, "wape", 0.1, 6)
    rule = "Let in: robust. A heavier model is let in only where its error is smaller by 2 %"
    assert rule in contest_said(verdict).said("en")
    assert "خطایش ۲٪ کمتر باشد" in contest_said(verdict).said("fa")
    errors.pop("ets")
    assert contest_said(verdict).said("en").endswith("Let in: robust.")


def test_the_same_history_gives_the_same_forecast():
    series = world(weeks=20, busyness=0.05)
    days = np.arange(int(series.days[-1]) + 1, int(series.days[-1]) + 8)
    for model in heavy_models().values():
        found = model(series, days, CALM)
        assert np.array_equal(found, model(series, days, CALM), equal_nan=True)
        assert not np.allclose(found, forecast_mean(series, days, CALM), equal_nan=True)


@pytest.mark.parametrize("weeks", [1, 2, 3])
def test_short_histories_are_left_to_the_robust_model(weeks):
    series = world(weeks=weeks)
    days = np.arange(int(series.days[-1]) + 1, int(series.days[-1]) + 8)
    plain = forecast_mean(series, days, CALM)
    assert np.array_equal(trees_mean(series, days, CALM), plain, equal_nan=True)
    if weeks < 3:
        assert np.array_equal(ets_mean(series, days, CALM), plain, equal_nan=True)


def test_what_is_closed_stays_closed():
    series = world(weeks=20)
    days = np.arange(int(series.days[-1]) + 1, int(series.days[-1]) + 8)
    closed = WEEKDAYS[weekday(days)] == 0
    for model in heavy_models().values():
        found = model(series, days, CALM)
        assert np.isnan(found[closed]).all()
        assert np.isfinite(found[~closed]).all()


def test_the_command_says_who_played(workforce, tmp_path):
    file = tmp_path / "history.csv"
    file.write_text(as_csv(world(weeks=12, busyness=0.05)), encoding="utf-8")
    done = workforce("forecast", file, "--horizon", "2d", "--heavy")
    assert done.exit_code == 0, done.stderr
    assert "ets 1" in done.stderr
    assert "lightgbm 1" in done.stderr


def test_without_them_the_cure_is_said(workforce, tmp_path, monkeypatch):
    file = tmp_path / "history.csv"
    file.write_text(as_csv(world(weeks=6)), encoding="utf-8")
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    done = workforce("backtest", file, "--heavy")
    assert done.exit_code == 2
    assert "pip install 'hamseda[forecast]'" in done.stderr
