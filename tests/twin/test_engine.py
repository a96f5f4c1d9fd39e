"""What holds of every run: contacts are conserved, a seed is a run, chance keeps to its streams."""

import copy
import json

import msgspec
import numpy as np
import pytest

from hamseda.twin.casting import cast
from hamseda.twin.chances import Chances, Leg
from hamseda.twin.document import Model
from hamseda.twin.draws import Draws
from hamseda.twin.engine import Play
from hamseda.twin.happened import Outcome, Why
from hamseda.twin.tally import NotConservedError, tally
from twin.models import everything, plain, told


def played(document, seed=1, replication=0):
    model = msgspec.convert(document, Model)
    chances = Chances(model, Draws(seed, replication))
    return model, chances, Play(model, cast(model), chances).run()


@pytest.mark.parametrize("seed", range(5))
def test_no_contact_is_lost_or_invented(seed):
    model, chances, happened = played(everything(), seed)
    outcome, why, kind = (np.array(column) for column in (happened.outcome, happened.why, happened.kind))
    assert set(outcome.tolist()) == set(Outcome)  # the model has everything, or this test has nothing to say
    assert set(why.tolist()) == set(Why)
    for at, count in enumerate(chances.counts):
        assert ((kind == at) & (why == Why.FRESH)).sum() == count
    promised = (outcome == Outcome.CALLBACK).sum()
    assert promised == len(happened.called)
    answered = (outcome == Outcome.SERVED).sum() + sum(how < 2 for *_, how in happened.called)
    assert answered == len(happened.begun)
    found = tally(model, happened).types
    assert found["arrivals"][-1, -1] == sum(chances.counts)
    assert found["attempts"][-1, -1] == len(outcome)


def test_a_lost_contact_is_noticed():
    model, _, happened = played(everything())
    happened.outcome[3] = 99
    with pytest.raises(NotConservedError):
        tally(model, happened)


@pytest.mark.parametrize("seed", range(3))
def test_time_is_booked_once(seed):
    """Nobody works more than their units, or while they are not there."""
    model, _, happened = played(everything(), seed)
    found = tally(model, happened).groups
    assert (found["busy_ms"] <= found["present_ms"] + 1e-6).all()
    assert found["busy_ms"][-1, -1] > 0
    assert all(begin <= end for begin, end in zip(happened.work.begin, happened.work.end, strict=True))
    assert all(begin <= end for _, begin, end in happened.there)


def test_the_same_seed_is_the_same_run_and_another_is_not():
    first, again, other = (played(everything(), seed)[2] for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert played(everything(), 1, replication=1)[2] != first


def test_nobody_is_served_after_giving_up_or_before_coming():
    _, chances, happened = played(plain(volume=100, agents=4, patience={"kind": "constant", "s": 30}))
    waits = np.array(happened.ended) - np.array(happened.entered)
    outcome = np.array(happened.outcome)
    assert waits.min() >= 0
    assert (waits[outcome == Outcome.ABANDONED] == 30_000).all()
    assert waits[outcome == Outcome.SERVED].max() <= 30_000
    assert (outcome == Outcome.ABANDONED).sum() > 10
    assert chances.counts[0] == len(outcome)


def test_another_type_or_more_agents_shift_no_chance():
    document = everything()
    changed = copy.deepcopy(document)
    changed["types"].insert(0, {**changed["types"][3], "name": "newcomer"})
    changed["groups"][1]["queues"].append("newcomer")
    changed["groups"][0]["agents"] = 20
    before, after = (Chances(msgspec.convert(one, Model), Draws(5, 2)) for one in (document, changed))
    for name in ("arrivals", "patience", "first_service"):
        assert all(map(np.array_equal, getattr(after, name)[1:], getattr(before, name)))
    one, other = (Leg(at, at, attempt=1, leg=1) for at in (0, 1))
    assert np.array_equal(after.coins("transfer", other), before.coins("transfer", one))
    assert np.array_equal(after.times("service", other), before.times("service", one))
    assert np.array_equal(after.times("retrial", other), before.times("retrial", one))
    assert len(before.times("retrial", one)) == before.counts[0] > 100


def test_more_of_the_same_come_at_other_times_with_the_same_wishes():
    document = plain(volume=100, agents=4)
    grown = plain(volume=150, agents=4)
    before, after = (Chances(msgspec.convert(one, Model), Draws(5, 2)) for one in (document, grown))
    fewer = before.counts[0]
    assert after.counts[0] > fewer
    assert np.array_equal(after.first_service[0][:fewer], before.first_service[0])
    assert np.allclose(np.array(after.arrivals[0][:fewer]) * 1.5, before.arrivals[0], atol=2)


def test_a_caller_who_tries_again_keeps_the_same_patience():
    retrial = {"share": 1, "after": {"kind": "constant", "s": 60}, "attempts": 1}
    document = plain(volume=30, agents=0, retrial=retrial, patience={"kind": "exponential", "mean_s": 50})
    _, _, happened = played(document)
    waits = np.array(happened.ended) - np.array(happened.entered)
    why = np.array(happened.why)
    assert sorted(waits[why == Why.RETRIAL]) == sorted(waits[why == Why.FRESH])


def test_nothing_comes_where_nothing_is_expected():
    document = plain(volume=0, agents=2)
    document["types"][0]["arrivals"]["per_period"] = [0, 50]
    _, chances, _ = played(document)
    assert min(chances.arrivals[0]) >= 3_600_000
    assert played(plain(volume=0, agents=2))[2].kind.size == 0


def test_undefined_figures_are_null_not_numbers():
    found = told(plain(volume=0, agents=2), replications=2)["total"]
    assert found["service_level"] == {"value": None, "half_width": None}
    assert found["wait_p50_s"] == {"value": None, "half_width": None}
    assert told(plain(volume=60, agents=4), replications=1)["total"]["served"]["half_width"] is None
    json.dumps(found, allow_nan=False)
