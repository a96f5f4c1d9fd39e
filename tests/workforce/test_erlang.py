"""Erlang B and C against tables, exact fractions and what must hold."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.workforce.erlang import blocking, delay, inverse_blocking, least_agents

# T. Frankel's and ITU-T's tables of Erlang B: traffic that n circuits carry at a loss of 1 % and of 5 %.
TABLE_B = [
    (1, 0.0101, 0.01), (2, 0.153, 0.01), (5, 1.36, 0.01), (10, 4.46, 0.01), (20, 12.0, 0.01), (50, 37.9, 0.01),
    (100, 84.1, 0.01), (1, 0.0526, 0.05), (5, 2.22, 0.05), (10, 6.22, 0.05), (100, 95.2, 0.05),
]  # fmt: skip
LOADS = st.floats(0.001, 300)


def one(value):
    return np.array([float(value)])


def b(agents, load):
    return blocking(np.array([agents]), one(load))[0]


def c(agents, load):
    return delay(np.array([agents]), one(load), inverse_blocking(np.array([agents]), one(load)))[0]


@pytest.mark.parametrize(("agents", "load", "loss"), TABLE_B)
def test_the_printed_tables_of_loss(agents, load, loss):
    assert b(agents, load) == pytest.approx(loss, rel=0.03)  # the tables print three digits of the load


def exact(agents, load):
    term = total = Fraction(1)
    for k in range(1, agents + 1):
        term = term * load / k
        total += term
    return term / total


@pytest.mark.parametrize(
    ("agents", "load"),
    [
        (0, 5),
        (1, 1),
        (7, 3),
        (50, 60),
        (120, 100),
        (300, 100),
        (400, 900),
        (1200, 1150),
        (3, Fraction(1, 1000)),
    ],
)
def test_loss_and_delay_to_the_last_digits(agents, load):
    loss = exact(agents, Fraction(load))
    assert b(agents, float(load)) == pytest.approx(float(loss), rel=1e-12)
    if load < agents:
        wait = agents * loss / (agents - load * (1 - loss))
        assert c(agents, float(load)) == pytest.approx(float(wait), rel=1e-12)


def test_overload_is_no_probability():
    assert np.isnan(c(10, 10.0))
    assert np.isnan(c(10, 11.0))


def test_nothing_offered():
    assert b(0, 0.0) == 1
    assert b(3, 0.0) == 0
    assert c(3, 0.0) == 0


def test_far_more_agents_than_work_do_not_overflow():
    assert b(500, 1e-9) == 0
    assert c(5000, 0.5) == 0
    assert b(10**9, 30.0) == 0


def test_a_load_of_a_hundred_million_is_no_larger_a_table():
    agents, _ = least_agents(one(1e8), one(0.1), one(0.8))
    assert 1e8 < agents[0] < 1e8 + 1e5


@given(st.integers(1, 400), LOADS)
def test_more_agents_lose_less_more_work_loses_more(agents, load):
    assert b(agents + 1, load) <= b(agents, load) <= b(agents, load * 1.01) <= 1


@given(st.integers(1, 400), LOADS)
def test_who_waits_is_more_than_who_is_lost(agents, load):
    if load < agents:
        assert b(agents, load) <= c(agents, load) <= 1


@given(
    st.lists(
        st.tuples(st.floats(1e-9, 3000), st.floats(0, 3), st.floats(0.01, 0.9999)), min_size=1, max_size=30
    )
)
def test_the_walk_finds_the_least_number_for_each_row(rows):
    load, decay, target = (np.array(column) for column in zip(*rows, strict=True))
    agents, waiting = least_agents(load, decay, target)

    def level(n):
        share = 1 - delay(n, load, inverse_blocking(n, load)) * np.exp(-(n - load) * decay)
        return np.where(n > load, share, -1.0)

    assert (level(agents) >= target - 1e-12).all()
    assert (level(agents - 1) < target + 1e-12).all()
    assert waiting == pytest.approx(delay(agents, load, inverse_blocking(agents, load)), rel=1e-10)


def test_no_rows():
    assert least_agents(np.empty(0), np.empty(0), np.empty(0))[0].size == 0
