"""Against formulas: Erlang B, C and A and the finite line, underload to overload.

Each figure's truth must lie within 1.6 half-widths: 95 % would miss one in twenty by right, so that a grid of that
many could never pass; three standard errors or so pass by right, and half an error of the engine does not (tried).
"""

import math
import zlib

import numpy as np
import pytest

from hamseda.workforce.api import Goal, Work, evaluate
from twin.models import plain, told

SLACK = 1.6
REPLICATIONS = 8
CONTACTS = 1200  # about so many in each replication


def simulated(document):
    """Chance of its own for each model: with one seed for all, all would be unlucky together."""
    return told(document, REPLICATIONS, zlib.crc32(repr(document).encode()))


def erlang(volume, agents, aht, patience):
    rows = np.array([1.0])
    work = Work(volume=rows * volume, interval_s=rows * 3600, aht_s=rows * aht, patience_s=rows * patience)
    return evaluate(work, np.array([agents]), Goal(share=0.8, within_s=20), rows * 0).row(0)


def lies_within(figure, truth, slack=SLACK):
    if figure["half_width"] == 0:  # nobody was ever idle, or nobody answered in time: all replications agree
        assert figure["value"] == pytest.approx(truth, abs=1e-3)
    else:
        assert abs(figure["value"] - truth) <= slack * figure["half_width"], (figure, truth)


@pytest.mark.parametrize(
    ("agents", "load", "patience"),
    [
        (1, 0.7, 60),
        (5, 0.8, 120),
        (5, 1.3, 120),
        (14, 0.95, 300),
        (14, 1.1, 30),
        (14, 2.5, 180),
        (40, 1.0, 90),
    ],
)
def test_erlang_a(agents, load, patience):
    volume = agents * load * 20
    truth = erlang(volume, agents, 180, patience)
    found = simulated(
        plain(
            volume=volume,
            agents=agents,
            contacts=CONTACTS,
            patience={"kind": "exponential", "mean_s": patience},
        )
    )
    total = found["total"]
    lies_within(total["service_level"], truth["service_level"])
    lies_within(total["abandon"], truth["abandon"])
    lies_within(total["asa_s"], truth["asa_s"])
    lies_within(total["wait_mean_s"], truth["wait_mean_s"])
    lies_within(found["agents"]["occupancy"], truth["occupancy"])


@pytest.mark.parametrize(("agents", "load"), [(1, 0.6), (5, 0.8), (14, 0.85), (40, 0.9)])
def test_erlang_c(agents, load):
    volume = agents * load * 20
    truth = erlang(volume, agents, 180, math.inf)
    found = simulated(plain(volume=volume, agents=agents, contacts=CONTACTS))
    total = found["total"]
    lies_within(total["service_level"], truth["service_level"])
    lies_within(total["asa_s"], truth["asa_s"])
    lies_within(total["queue_mean"], truth["wait_mean_s"] * volume / 3600)  # Little's law
    lies_within(found["agents"]["occupancy"], load)


def test_erlang_c_in_overload_is_told_as_unstable():
    found = told(plain(volume=120, agents=5), 2)
    assert found["unstable"] == {"sales": 1.2}
    assert told(plain(volume=90, agents=5), 2)["unstable"] == {}


def finite_line(load, agents, places):
    """Shares of time with 0 … places contacts in M/M/n/K, by the balance of births and deaths."""
    weights = [1.0]
    for k in range(1, places + 1):
        weights.append(weights[-1] * load / min(k, agents))
    return np.array(weights) / sum(weights)


@pytest.mark.parametrize(
    ("agents", "load", "places"),
    [(5, 0.8, 5), (14, 1.0, 14), (5, 1.8, 5), (5, 0.9, 8), (14, 1.4, 20), (1, 2.0, 3)],
)
def test_erlang_b_and_the_finite_line(agents, load, places):
    erlangs = agents * load
    shares = finite_line(erlangs, agents, places)
    document = plain(volume=erlangs * 20, agents=agents, contacts=CONTACTS, line="all")
    document["lines"] = [{"name": "all", "count": places}]
    found = simulated(document)
    lies_within(found["total"]["blocking"], shares[-1])
    lies_within(found["agents"]["occupancy"], erlangs * (1 - shares[-1]) / agents)
    if places > agents:
        waiting = sum(share * max(0, k - agents) for k, share in enumerate(shares))
        lies_within(found["total"]["queue_mean"], waiting)
    else:
        assert found["total"]["wait_mean_s"]["value"] == 0


@pytest.mark.parametrize(
    "spread", [{"kind": "constant", "s": 180}, {"kind": "lognormal", "mean_s": 180, "cv": 1.5}]
)
def test_one_agent_and_any_service_is_as_pollaczek_and_khinchine_say(spread):
    cv = spread.get("cv", 0.0)
    load = 0.6
    truth = load * 180 * (1 + cv**2) / 2 / (1 - load)
    found = simulated(plain(volume=load * 20, agents=1, contacts=CONTACTS, service=spread))
    lies_within(found["total"]["wait_mean_s"], truth)


@pytest.mark.parametrize("definition", ["offered", "answered", "with_abandons"])
def test_three_definitions_of_service_level(definition):
    rows = np.array([1.0])
    work = Work(volume=rows * 300, interval_s=rows * 3600, aht_s=rows * 180, patience_s=rows * 60)
    goal = Goal(share=0.8, within_s=20, definition=definition)
    truth = evaluate(work, np.array([14]), goal, rows * 0).row(0)["service_level"]
    kind = {"patience": {"kind": "exponential", "mean_s": 60}, "target": {"definition": definition}}
    found = simulated(plain(volume=300, agents=14, contacts=CONTACTS, **kind))
    lies_within(found["total"]["service_level"], truth)


def test_three_chats_at_once_are_three_places():
    """Without slowing each other, n agents with c chats are M/M/nc."""
    document = plain(volume=12 * 0.8 * 20, agents=4, contacts=CONTACTS, channel="chat")
    document["channels"] = {"chat": {"weight": 30}}
    found = simulated(document)
    truth = erlang(12 * 0.8 * 20, 12, 180, math.inf)
    lies_within(found["total"]["asa_s"], truth["asa_s"])
    lies_within(found["agents"]["occupancy"], 0.8 * 0.9)  # three of 30 units are 90 of 100


def test_shrinkage_is_away_at_random():
    document = plain(volume=10, agents=50, count=99)
    document["groups"][0]["shrinkage"] = 0.3
    found = told(document, 3)["groups"]["front"]
    assert found["total"]["agents"]["value"] == pytest.approx(35, abs=0.3)
    assert len({one["agents"]["value"] for one in found["periods"]}) > 5


def test_a_busy_day_is_busy_throughout():
    """Gamma busyness of shape s: Var(N) = m + m² / s over days, and days of one model differ from each other."""
    document = plain(volume=10, agents=50, count=24)
    document["types"][0]["arrivals"]["busyness"] = 10
    counts = []
    for seed in range(40):
        counts.append(told(document, 1, seed)["total"]["arrivals"]["value"])
    mean = 10 * 24
    assert np.mean(counts) == pytest.approx(mean, rel=0.1)
    assert np.var(counts) == pytest.approx(mean + mean**2 / 10, rel=0.5)


def test_a_silent_night_of_the_curve_is_a_period_of_its_own():
    document = plain(volume=100, agents=30, count=4)
    document["types"][0]["arrivals"]["per_period"] = [20, 0, 200, 80]
    found = told(document, 25)
    for one, expected in zip(found["periods"], (20, 0, 200, 80), strict=True):
        assert one["arrivals"]["value"] == pytest.approx(expected, rel=0.12)
    assert found["periods"][1]["arrivals"]["value"] == 0
    assert found["total"]["arrivals"]["value"] == pytest.approx(
        sum(one["arrivals"]["value"] for one in found["periods"])
    )
