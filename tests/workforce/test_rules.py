"""Staffing of intervals: the field's examples, the three definitions, and the edges."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.workforce.rules import (
    COLUMNS,
    DEFINITIONS,
    Goal,
    Work,
    evaluate,
    quick_estimate,
    required,
    scheduled,
)


def one(value):
    return np.array([float(value)])


def work(volume=100, interval=1800, aht=180, patience=inf):
    return Work(volume=one(volume), interval_s=one(interval), aht_s=one(aht), patience_s=one(patience))


def solved(goal=None, shrinkage=0.0, **given_):
    return required(work(**given_), goal or Goal(), one(shrinkage)).row(0)


def test_the_example_of_every_course():
    """100 calls in half an hour of 180 s, 80/20: 14 agents, 88.8 %, 7.8 s, 71.4 %, and 20 with 30 % shrinkage."""
    found = solved(shrinkage=0.3)
    assert tuple(found) == COLUMNS
    assert (found["agents"], found["scheduled"], found["load_erlang"]) == (14, 20, pytest.approx(10))
    assert found["service_level"] == pytest.approx(0.888, abs=5e-4)
    assert found["p_wait"] == pytest.approx(0.174, abs=5e-4)
    assert found["asa_s"] == pytest.approx(7.8, abs=0.05)
    assert found["occupancy"] == pytest.approx(10 / 14)
    assert found["abandon"] == 0
    assert found["unstable"] is False


@pytest.mark.parametrize(
    ("agents", "level"),
    [(11, 0.389), (12, 0.640), (13, 0.796), (14, 0.888), (15, 0.941), (16, 0.970), (17, 0.985)],
)
def test_the_curve_of_that_example(agents, level):
    found = evaluate(work(), np.array([agents]), Goal(), one(0)).row(0)
    assert found["service_level"] == pytest.approx(level, abs=1e-3)


def test_overload_is_unstable_and_nothing_else():
    found = evaluate(work(), np.array([10]), Goal(), one(0)).row(0)
    assert found["unstable"] is True
    assert {name: found[name] for name in COLUMNS[4:]} == dict.fromkeys(COLUMNS[4:])
    assert evaluate(work(patience=60), np.array([3]), Goal(), one(0)).row(0)["unstable"] is False


def test_nothing_comes():
    found = solved(volume=0)
    assert (found["agents"], found["scheduled"], found["load_erlang"], found["unstable"]) == (0, 0, 0, False)
    assert found["occupancy"] is None
    there = evaluate(work(volume=0), np.array([2]), Goal(), one(0)).row(0)
    assert (there["p_wait"], there["service_level"], there["asa_s"], there["occupancy"]) == (0, 1, 0, 0)


@pytest.mark.parametrize("patience", [inf, 60])
def test_nobody_is_there(patience):
    found = evaluate(work(patience=patience), np.array([0]), Goal(), one(0)).row(0)
    assert found["unstable"] is (patience == inf)
    if patience < inf:
        assert (found["service_level"], found["abandon"], found["wait_mean_s"]) == (0, 1, 60)
        assert found["asa_s"] is found["occupancy"] is None
        kind = Goal(definition="with_abandons")
        level = evaluate(work(patience=patience), np.array([0]), kind, one(0)).row(0)["service_level"]
        assert level == pytest.approx(1 - np.exp(-20 / 60))


def test_a_single_call_a_day_needs_one():
    assert solved(volume=1, interval=86_400, aht=10)["agents"] == 1


def test_thousands():
    found = solved(volume=100_000)
    assert 10_000 < found["agents"] < 10_100
    patient = solved(volume=100_000, patience=120)
    assert patient["agents"] < found["agents"]


def test_definitions_differ_by_who_gives_up():
    agents, levels = np.array([10]), {}
    for name in DEFINITIONS:
        found = evaluate(work(patience=40), agents, Goal(definition=name), one(0)).row(0)
        levels[name] = found["service_level"]
    assert levels["offered"] < levels["answered"]
    assert levels["offered"] < levels["with_abandons"]
    assert levels["answered"] == pytest.approx(levels["offered"] / (1 - found["abandon"]))


ASKS = st.tuples(st.floats(0.01, 500), st.floats(10, 900), st.sampled_from([inf, 20.0, 100.0, 1000.0]))


@given(ASKS, st.sampled_from(DEFINITIONS), st.floats(0.3, 0.99), st.sampled_from([0.0, 10.0, 60.0]))
def test_the_number_is_the_least(ask, definition, share, within):
    volume, aht, patience = ask
    asked, goal = work(volume, 900, aht, patience), Goal(share=share, within_s=within, definition=definition)
    found = required(asked, goal, one(0.3))
    assert found.service_level[0] >= share - 1e-12
    again = evaluate(asked, found.agents, goal, one(0.3))
    for name in COLUMNS:
        assert getattr(again, name)[0] == pytest.approx(getattr(found, name)[0], rel=1e-9, abs=1e-12)
    if found.agents[0] > 1:
        fewer = evaluate(asked, found.agents - 1, goal, one(0.3))
        assert fewer.unstable[0] or fewer.service_level[0] < share + 1e-12


def test_rows_do_not_disturb_one_another():
    many = Work(
        volume=np.array([0.0, 100, 3, 5000, 100]),
        interval_s=np.full(5, 1800.0),
        aht_s=np.full(5, 180.0),
        patience_s=np.array([inf, inf, 60, 60, inf]),
    )
    together = required(many, Goal(), np.full(5, 0.1))
    for number in range(5):
        alone = required(many.rows(np.array([number])), Goal(), one(0.1))
        for name in COLUMNS:
            ours, single = getattr(together, name)[number], getattr(alone, name)[0]
            assert ours == pytest.approx(single, rel=1e-12, nan_ok=True)


def test_shrinkage_does_not_round_up_a_rounding_error():
    assert scheduled(np.array([14, 100, 0, 7]), np.full(4, 0.3)).tolist() == [20, 143, 0, 10]


def test_the_quick_estimate():
    assert quick_estimate(45_000, 12, 30) == 125
    assert quick_estimate(45_000, 0, 30) is None


def test_rounding_puts_no_share_above_one():
    """Impatient callers far beyond what the agents can do keep them busy all the time, and no longer than that."""
    agents, times, patience = (
        column.ravel()
        for column in np.meshgrid(np.arange(1, 61), [0.2, 1.1, 2, 3, 7, 20], [1, 60, 600, 1e6], indexing="ij")
    )
    many = np.ones(agents.size)
    asked = Work(
        volume=agents * times * 10,
        interval_s=1800 * many,
        aht_s=180 * many,
        patience_s=patience.astype(float),
    )
    for definition in DEFINITIONS:
        found = evaluate(asked, agents.astype(np.int64), Goal(within_s=600, definition=definition), 0 * many)
        for name in ("p_wait", "service_level", "abandon", "occupancy"):
            share = getattr(found, name)
            assert ((share >= 0) & (share <= 1)).all(), (definition, name)
