"""Chats at once: the two models against the chain of linear equations, and against each other."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.workforce.rules import Goal, Work, evaluate, required
from workforce.chains import solve_chain

SPEEDS = (1.0, 1.6, 2.1)


def one(value):
    return np.array([float(value)])


def work(load, patience=inf, speeds=SPEEDS, model="chain"):
    """An AHT of 100 s, so that the load in erlangs is the volume of 100 s."""
    return Work(
        volume=one(load),
        interval_s=one(100),
        aht_s=one(100),
        patience_s=one(patience),
        speeds=speeds,
        model=model,
    )


def speed(agents, speeds):
    def at(chats):
        held, more = divmod(min(chats, agents * len(speeds)), agents)
        table = (0.0, *speeds, speeds[-1])
        return ((agents - more) * table[held] + more * table[held + 1]) / 100

    return at


@pytest.mark.parametrize(
    ("agents", "load", "patience"), [(1, 1.5, 60), (4, 7.0, 90), (6, 14.0, 120), (3, 5.0, inf)]
)
def test_the_exact_chain(agents, load, patience):
    goal = Goal(within_s=15)
    found = evaluate(work(load, patience), np.array([agents]), goal, one(0))
    chain = solve_chain(load / 100, speed(agents, SPEEDS), agents * len(SPEEDS), 1 / patience, 15)
    assert found.p_wait[0] == pytest.approx(chain.p_wait, rel=1e-7)
    assert found.service_level[0] == pytest.approx(chain.answered_in, rel=1e-7)
    assert found.abandon[0] == pytest.approx(chain.abandon, rel=1e-7, abs=1e-12)
    assert found.wait_mean_s[0] == pytest.approx(chain.mean_wait, rel=1e-7)
    assert found.asa_s[0] == pytest.approx(chain.asa, rel=1e-7)


@pytest.mark.parametrize("patience", [inf, 60])
def test_where_no_chat_slows_another_both_models_are_one(patience):
    speeds = (1.0, 2.0, 3.0)
    slots, chain = (
        evaluate(work(10, patience, speeds, model), np.array([5]), Goal(), one(0))
        for model in ("slots", "chain")
    )
    for name in ("p_wait", "service_level", "wait_mean_s", "occupancy"):
        assert getattr(slots, name)[0] == pytest.approx(getattr(chain, name)[0], rel=1e-12)


def test_slots_are_erlang_c_on_n_times_c_places():
    found = evaluate(work(9, model="slots"), np.array([6]), Goal(), one(0))
    places = Work(volume=one(9), interval_s=one(100), aht_s=one(100 * 3 / 2.1), patience_s=one(inf))
    direct = evaluate(places, np.array([18]), Goal(), one(0))
    assert found.p_wait[0] == pytest.approx(direct.p_wait[0], rel=1e-12)
    assert found.service_level[0] == pytest.approx(direct.service_level[0], rel=1e-12)


@given(st.floats(0.1, 40), st.sampled_from([inf, 30.0, 300.0]), st.sampled_from(["slots", "chain"]))
def test_the_number_is_the_least(load, patience, model):
    asked, goal = work(load, patience, model=model), Goal()
    agents = required(asked, goal, one(0)).agents
    assert evaluate(asked, agents, goal, one(0)).service_level[0] >= goal.share
    if agents[0] > 1:
        fewer = evaluate(asked, agents - 1, goal, one(0))
        assert fewer.unstable[0] or fewer.service_level[0] < goal.share


@given(st.floats(0.1, 40))
def test_slots_never_promise_more_than_the_chain(load):
    agents = np.array([int(load / 2.1) + 2])
    slots, chain = (evaluate(work(load, model=m), agents, Goal(), one(0)) for m in ("slots", "chain"))
    assert slots.p_wait[0] >= chain.p_wait[0] - 1e-12
