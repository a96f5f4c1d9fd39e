"""Waits against chains that a linear solver answers, a simulation, and their limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.workforce.erlang import blocking, inverse_blocking
from hamseda.workforce.waits import Waits, impatient, patient
from workforce.chains import simulate, solve_chain

GRID = [
    # agents, load, patience (mean service is 1), target
    (1, 0.5, 1.0, 0.2), (1, 3.0, 0.5, 0.1), (5, 4.0, 2.0, 0.1), (5, 5.0, 2.0, 0.0), (14, 10.0, 2 / 3, 1 / 9),
    (10, 20.0, 1.0, 0.3), (10, 25.0, 0.05, 0.05), (30, 29.0, 10.0, 0.5), (40, 60.0, 3.0, 1.5), (60, 45.0, 0.5, 0.1),
]  # fmt: skip
ROWS = st.tuples(st.integers(1, 120), st.floats(0.01, 200), st.floats(0.01, 50), st.floats(0, 3))


def one(value):
    return np.array([float(value)])


def found(agents, load, patience, target) -> Waits:
    idle = inverse_blocking(np.array([agents - 1]), one(load))
    if patience == float("inf"):
        return patient(idle, one(agents), one(load), one(patience), one(target))
    return impatient(idle, one(agents), one(load), one(patience), one(target))


@pytest.mark.parametrize(("agents", "load", "patience", "target"), GRID)
def test_erlang_a_is_the_chain(agents, load, patience, target):
    chain = solve_chain(load, lambda j: min(j, agents), agents, 1 / patience, target)
    waits = found(agents, load, patience, target)
    for ours, theirs in (
        (waits.p_wait, chain.p_wait),
        (waits.abandoned, chain.abandon),
        (waits.mean, chain.mean_wait),
        (waits.in_target, chain.answered_in),
        (waits.lost_in_target, chain.lost_in),
        (waits.asa, chain.asa),
    ):
        assert ours[0] == pytest.approx(theirs, rel=1e-8, abs=1e-10)


@pytest.mark.parametrize(("agents", "load", "target"), [(1, 0.5, 0.3), (5, 4.0, 0.1), (14, 10.0, 1 / 9)])
def test_erlang_c_is_the_chain_without_leaving(agents, load, target):
    chain = solve_chain(load, lambda j: min(j, agents), agents, 0.0, target)
    waits = found(agents, load, float("inf"), target)
    assert waits.p_wait[0] == pytest.approx(chain.p_wait, rel=1e-8)
    assert waits.mean[0] == pytest.approx(chain.mean_wait, rel=1e-8)
    assert waits.in_target[0] == pytest.approx(chain.answered_in, rel=1e-8)


@pytest.mark.parametrize(("agents", "load", "patience", "target"), [(10, 9.0, 1.0, 0.1), (8, 14.0, 0.7, 0.2)])
def test_callers_one_by_one(agents, load, patience, target):
    runs = np.array([simulate(load, 1.0, agents, patience, target, 20_000, seed) for seed in range(12)])
    waits = found(agents, load, patience, target)
    expected = np.array([waits.in_target[0], waits.answered[0], waits.mean[0]])
    half_width = 4 * runs.std(0, ddof=1) / np.sqrt(len(runs))
    assert (np.abs(runs.mean(0) - expected) < half_width).all()


@given(ROWS)
def test_shares_are_shares_and_nobody_is_lost(row):
    waits = found(*row)
    assert waits.answered[0] + waits.abandoned[0] == pytest.approx(1, abs=1e-12)
    for share in (waits.p_wait, waits.answered, waits.abandoned, waits.in_target, waits.lost_in_target):
        assert -1e-12 <= share[0] <= 1 + 1e-12
    assert waits.in_target[0] <= waits.answered[0] + 1e-12
    assert waits.lost_in_target[0] <= waits.abandoned[0] + 1e-12
    # what is given in is what is taken out: arrivals answered keep the agents busy, those who wait leave at 1 / patience
    assert waits.mean[0] == pytest.approx(waits.abandoned[0] * row[2], rel=1e-9, abs=1e-15)


@given(ROWS)
def test_more_agents_and_less_work_are_never_worse(row):
    agents, load, patience, target = row
    before, more, less = (
        found(*row),
        found(agents + 1, load, patience, target),
        found(agents, load * 0.9, *row[2:]),
    )
    for better in (more, less):
        assert better.in_target[0] >= before.in_target[0] - 1e-11
        assert better.p_wait[0] <= before.p_wait[0] + 1e-11
        assert better.abandoned[0] <= before.abandoned[0] + 1e-11
        share = better.in_target[0] / better.answered[0], before.in_target[0] / before.answered[0]
        assert share[0] >= share[1] - 1e-11
        assert (
            better.in_target[0] + better.lost_in_target[0]
            >= before.in_target[0] + before.lost_in_target[0] - 1e-11
        )


@given(st.integers(1, 300), st.floats(0.1, 0.97), st.floats(0, 2))
def test_endless_patience_is_erlang_c(agents, occupancy, target):
    load = agents * occupancy
    a, c = found(agents, load, 1e9, target), found(agents, load, float("inf"), target)
    for name in ("p_wait", "in_target", "asa", "mean"):
        assert getattr(a, name)[0] == pytest.approx(getattr(c, name)[0], rel=1e-5, abs=1e-12)


@given(st.integers(1, 300), st.floats(0.01, 500))
def test_no_patience_is_erlang_b(agents, load):
    waits = found(agents, load, 1e-7, 1.0)
    loss = blocking(np.array([agents]), one(load))[0]
    assert waits.abandoned[0] == pytest.approx(loss, rel=1e-3, abs=1e-12)
    assert waits.in_target[0] == pytest.approx(1 - loss, abs=1e-3)


def test_overload_is_unstable_only_where_nobody_gives_up():
    assert np.isnan(found(10, 12.0, float("inf"), 0.1).p_wait[0])
    waits = found(10, 1000.0, 1e6, 0.1)
    assert waits.answered[0] == pytest.approx(0.01, rel=1e-9)  # those who are answered keep all ten busy
    assert waits.p_wait[0] == 1


def test_thousands_of_agents_near_their_limit():
    # Garnett, Mandelbaum and Reiman (2002): with n = load and patience = service half of all wait, in the limit.
    waits = found(10_000, 10_000.0, 1.0, 0.0)
    assert waits.p_wait[0] == pytest.approx(0.5, abs=0.005)


EXTREMES = st.tuples(st.integers(1, 5000), st.floats(-6, 6), st.floats(-8, 10), st.floats(-4, 4))


@given(EXTREMES)
def test_nobody_works_more_than_all_the_time_however_extreme(row):
    agents, load_times, patience, target = row
    load = agents * 10**load_times
    if load > 1e6:
        return
    waits = found(agents, load, 10**patience, 10**target)
    assert waits.answered[0] * load / agents <= 1 + 1e-11
    assert waits.answered[0] + waits.abandoned[0] == pytest.approx(1, abs=1e-11)
    assert waits.asa[0] >= 0
