import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.routing import explain as module
from hamseda.routing.explain import Sentence, explain, why_before, why_waiting
from hamseda.routing.kernel import Kernel
from hamseda.routing.rules import MINUTE_MS, Agent, Config, Fairness, Item, Ring, order_of

KEYS = set(re.findall(r"^(routing\.\w+\.\w+)", module.__doc__, re.MULTILINE))
KEYS |= {f"routing.order.{word}" for word in re.findall(r"(?:order|\|) ?\.(\w+)", module.__doc__)}
CONFIG = Config(hold_after_ms=0, channel_weights=(3, 1))


def floor(*agents, config=CONFIG):
    kernel = Kernel(config)
    for agent in agents:
        kernel.agent_on(agent, 0)
        kernel.agent_available(agent.id, 0)
    return kernel


def agent(number, **fields):
    return Agent(**{"id": number, "queues": (1,), "units": 3, **fields})


def item(number, at=0, **fields):
    return Item(**{"id": number, "queue": 1, "channel": 1, "entered_ms": at, **fields})


def keys(kernel, now):
    return [[sentence.key.removeprefix("routing.") for sentence in explain(d)] for d in kernel.decide(now)]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"safety": True, "priority_minutes": 5}, "why_item.safety"),
        ({"boost_minutes": 3, "priority_minutes": 2}, "why_item.boost"),
        ({"boost_minutes": 1, "priority_minutes": 2}, "why_item.priority"),
        ({"priority_minutes": -2}, "why_item.waited"),
    ],
)
def test_why_this_item(fields, key):
    kernel = floor(agent(1))
    kernel.add_item(item(10, **fields), 0)
    assert keys(kernel, MINUTE_MS) == [[key, "why_agent.only"]]


def test_why_this_agent_by_number_then_by_idleness_then_by_the_measure():
    kernel = floor(agent(1), agent(2), config=Config(fairness=Fairness.COUNT))
    kernel.add_item(item(10), 0)
    assert keys(kernel, 0) == [["why_item.waited", "why_agent.number"]]
    kernel.release(10, 5)
    assert keys(kernel, 6) == [["why_item.waited", "why_agent.idle_longest"]]
    kernel.accept(10)
    kernel.add_item(item(11, 7), 7)
    (decision,) = kernel.decide(8)
    assert explain(decision)[1] == Sentence(
        "routing.why_agent.fairest_count", {"agent": 1, "rivals": 1, "count": 0}
    )


def test_relaxed_skills_and_interrupted_work_are_mentioned():
    kernel = floor(agent(1, units=1, interrupted_by=((2, 1),)))
    kernel.add_item(item(10, channel=2), 0)
    kernel.decide(0)
    kernel.accept(10)
    kernel.add_item(item(11, skills=((4, 2),), rings=(Ring(1000, drop=(4,)),)), 1)
    assert keys(kernel, 1000) == [["why_item.waited", "why_agent.only", "note.relaxed", "note.interrupts"]]


def test_why_one_stands_before_another():
    plain = item(1, at=2 * MINUTE_MS)
    reasons = {
        "safety": item(2, at=3 * MINUTE_MS, safety=True),
        "boost": item(2, at=4 * MINUTE_MS, boost_minutes=3),
        "priority": item(2, at=4 * MINUTE_MS, priority_minutes=3),
        "earlier": item(2, at=0),
        "number": item(0, at=2 * MINUTE_MS),
    }
    for word, first in reasons.items():
        assert why_before(first, plain, CONFIG).key == f"routing.order.{word}"
    assert why_before(reasons["earlier"], plain, CONFIG).params == {"minutes": 2.0}
    with pytest.raises(ValueError, match="does not stand before"):
        why_before(plain, reasons["earlier"], CONFIG)


items = st.builds(
    item,
    st.integers(1, 9),
    st.integers(0, 10).map(lambda minutes: minutes * MINUTE_MS),
    priority_minutes=st.integers(-5, 5),
    boost_minutes=st.integers(0, 4),
    safety=st.booleans(),
)


@given(items, items)
def test_every_order_has_a_reason_in_the_catalogue(first, second):
    if (order_of(first, CONFIG), first.id) < (order_of(second, CONFIG), second.id):
        assert why_before(first, second, CONFIG).key in KEYS


def test_why_somebody_still_waits():
    kernel = floor(agent(1))
    kernel.agent_on(agent(2, queues=(5,)), 0)
    kernel.add_item(item(10, queue=9), 0)
    kernel.add_item(item(11, queue=5), 0)
    kernel.add_item(item(12, owner=2, owner_until_ms=900), 0)
    kernel.add_item(item(13), 0)
    kernel.add_item(item(14), 0)
    kernel.add_item(item(15, channel=0), 0)
    said = {number: why_waiting(kernel, number, 1) for number in range(10, 14)}
    assert said[10] == Sentence("routing.waiting.nobody_suitable", {})
    assert said[11] == Sentence("routing.waiting.nobody_available", {})
    assert said[12] == Sentence("routing.waiting.owner", {"agent": 2, "until_ms": 900})
    assert said[13] == Sentence("routing.waiting.next", {"position": 1})
    kernel.decide(2)
    assert why_waiting(kernel, 14, 2) == Sentence("routing.waiting.held", {"position": 1, "agent": 1})
    assert why_waiting(kernel, 15, 2) == Sentence("routing.waiting.all_busy", {"position": 2, "agents": 1})


def test_every_key_is_listed_for_the_catalogue():
    assert len(KEYS) == 25
