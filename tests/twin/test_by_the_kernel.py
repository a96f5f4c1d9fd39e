"""The engine, which plays on the policy as columns, against one that asks the live router's kernel for every decision."""

import collections

import msgspec
import numpy as np
import pytest

from hamseda.routing import api
from hamseda.routing.core import choosing, offers
from hamseda.routing.core.crew import INDEXED, LEVELS, NOBODY
from hamseda.twin.casting import cast
from hamseda.twin.chances import Chances
from hamseda.twin.checks import check
from hamseda.twin.document import Model
from hamseda.twin.draws import Draws
from hamseda.twin.engine import Play
from hamseda.twin.happened import Outcome, Why
from twin import asking
from twin.centres import centre
from twin.models import everything, plain, shortened

SEEDS = range(40)


def model_of(document):
    model = msgspec.convert(document, Model)
    assert {fault.code for fault in check(model)} <= {"nobody_serves"}
    return model


def rows(happened):
    """Everything that happened, in an order of its own."""
    work = happened.work
    ends = (happened.kind, happened.why, happened.entered, happened.ended, happened.outcome)
    return {
        "ends": sorted(zip(*map(np.ndarray.tolist, ends), strict=True)),
        "work": sorted(zip(*(one.tolist() for one in (work.group, work.begin, work.end, work.units)), strict=True)),
        "begun": sorted(zip(happened.began.tolist(), happened.begun.tolist(), strict=True)),
        "called": sorted(happened.called),
        "there": sorted(happened.there),
    }  # fmt: skip


def both(document, seed):
    model = model_of(document)
    return tuple(
        rows(engine(model, cast(model), Chances(model, Draws(seed, 0))).run())
        for engine in (Play, asking.Play)
    )


@pytest.mark.parametrize("is_single", [True, False])
def test_every_contact_of_any_centre_fares_as_the_kernel_decides(is_single):
    origins, outcomes = collections.Counter(), collections.Counter()
    for seed in SEEDS:
        ours, theirs = both(centre(seed, is_single=is_single), seed)
        assert ours == theirs, seed
        origins.update(why for _, why, *_ in ours["ends"])
        outcomes.update(how for *_, how in ours["ends"])
    assert set(origins) == set(Why)  # else the comparison says less than it seems to
    assert set(outcomes) == set(Outcome)
    assert outcomes.total() > 5000


@pytest.mark.parametrize("seed", range(3))
def test_a_centre_that_has_everything(seed):
    ours, theirs = both(everything(), seed)
    assert ours == theirs
    assert len(ours["ends"]) > 1500


@pytest.mark.parametrize("fairness", ["equal_occupancy", "equal_count"])
def test_many_idle_agents_who_came_at_different_times(fairness):
    """Most are idle at once, and who has done least is not who is least occupied."""
    document = plain(volume=200, agents=[30, 60, 45, 60], count=4)
    document["groups"][0]["shrinkage"] = 0.3
    document["groups"].append({"name": "back", "agents": 20, "queues": ["sales"]})
    document["routing"] = {"fairness": fairness}
    ours, theirs = both(document, 4)
    assert ours == theirs


@pytest.mark.parametrize("fairness", ["equal_occupancy", "equal_count"])
def test_many_who_hold_several_chats_at_once(fairness):
    """Of hundreds with none, one or two in hand, who come and go, the fairest takes the next one."""
    document = plain(volume=1500, agents=[150, 250, 200], count=3, channel="chat")
    document["periods"]["minutes"] = 20
    document["channels"] = {"chat": {"weight": 30}}
    document["groups"][0]["shrinkage"] = 0.2
    document["routing"] = {"fairness": fairness}
    ours, theirs = both(document, 5)
    assert ours == theirs
    assert len(ours["ends"]) > 1000


def test_a_long_run_of_whole_seconds_in_which_much_is_level():
    document = plain(
        volume=60,
        agents=9,
        count=40,
        service={"kind": "constant", "s": 300},
        patience={"kind": "constant", "s": 20},
    )
    ours, theirs = both(document, 2)
    assert ours == theirs


def least_number(_, agent, *given):
    return agent < given[2]


def interrupting(crew, agent, _disturbs, found, best, _best_disturbs, best_measure):
    return goes_before(crew, agent, 0, found, best, 0, best_measure)


def first_in_the_heap(crew, team, _):
    return crew.first[team] + (crew.idle[team][0] & api.AGENT_MASK)


def first_of_level(crew, team, level, _):
    return crew.first[team] + (crew.standing[team * crew.settings[LEVELS] + level][0] & api.AGENT_MASK)


def nothing_blocked(line, crew, kind):
    """As the columns would look for what is held for; the kernel's own index is asked as ever."""
    return first_blocked(line, crew, kind) if crew.settings[INDEXED] else NOBODY


goes_before, first_blocked = choosing.goes_before, offers.first_blocked
FLAWS = {
    "idleness and measure do not count": (choosing, "goes_before", least_number),
    "interruptions do not count": (choosing, "goes_before", interrupting),
    "whoever did least is taken, however long they have been there": (choosing, "closest_race", first_in_the_heap),
    "of those with as much in hand the first is taken": (choosing, "fairest_of_level", first_of_level),
    "large work is not held for": (offers, "first_blocked", nothing_blocked),
}  # fmt: skip


@pytest.mark.parametrize("flaw", FLAWS)
def test_another_rule_is_noticed(flaw, monkeypatch):
    monkeypatch.setattr(*FLAWS[flaw])
    documents = [(centre(seed, is_single=is_single), seed) for seed in SEEDS for is_single in (False, True)]
    assert any(ours != theirs for ours, theirs in (both(*one) for one in documents))


def test_a_centre_that_is_cut_short():
    ours, theirs = both(shortened(everything(), 2), 7)
    assert ours == theirs
