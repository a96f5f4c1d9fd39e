from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamseda.routing.estimate import HandlingTime
from hamseda.routing.explain import Sentence, why_waiting
from hamseda.routing.fairness import fairness_index, jain_index
from hamseda.routing.kernel import Kernel
from hamseda.routing.rules import MINUTE_MS, Agent, AgentReason, Config, Fairness, Item, Ring
from hamseda.routing.standing import boost_cost, servers, standing, standings

CALL, CHAT, MAIL = 0, 1, 2


def floor(*agents, **settings_):
    kernel = Kernel(Config(**{"channel_weights": (3, 1, 1), **settings_}))
    for agent in agents:
        kernel.agent_on(agent, 0)
        kernel.agent_available(agent.id, 0)
    return kernel


def agent(number, **fields):
    return Agent(**{"id": number, "queues": (1,), "units": 3, **fields})


def enter(kernel, number, at=0, **fields):
    kernel.add_item(Item(**{"id": number, "queue": 1, "channel": CHAT, "entered_ms": at, **fields}), at)


def place(kernel, now):
    return [(decision.item, decision.agent) for decision in kernel.decide(now)]


def accept_all(kernel, now):
    while decisions := kernel.decide(now):
        for decision in decisions:
            kernel.accept(decision.item)


def test_the_example_of_the_page_runs():
    page = (Path(__file__).parents[2] / "docs" / "routing.md").read_text(encoding="utf-8")
    example = page.split("```python\n")[1].split("```")[0]
    exec(compile(example, "docs/routing.md", "exec"), {})  # noqa: S102 our own page


def test_a_signed_in_agent_is_offered_nothing_before_being_available():
    kernel = floor()
    kernel.agent_on(agent(1), 0)
    enter(kernel, 10)
    assert place(kernel, 1) == []
    kernel.agent_available(1, 2)
    assert place(kernel, 2) == [(10, 1)]


def test_one_offer_at_a_time_rings_at_an_agent():
    kernel = floor(agent(1))
    enter(kernel, 10)
    enter(kernel, 11)
    assert place(kernel, 1) == [(10, 1)]
    kernel.accept(10)
    assert place(kernel, 2) == [(11, 1)]


def test_a_declined_item_keeps_its_place_and_is_not_offered_again_before_its_time():
    kernel = floor(agent(1))
    enter(kernel, 10, at=0)
    enter(kernel, 11, at=5)
    assert place(kernel, 10) == [(10, 1)]
    kernel.release(10, 20, barred_until_ms=1000)
    assert place(kernel, 20) == [(11, 1)]
    kernel.release(11, 30)
    assert kernel.next_wakeup(30) == 1000
    assert place(kernel, 1000) == [(10, 1)]


def test_a_chat_interrupts_mail_but_mail_never_a_chat():
    kernel = floor(agent(1, units=1), interrupted_by=((MAIL, CHAT),))
    enter(kernel, 10, channel=MAIL)
    accept_all(kernel, 1)
    enter(kernel, 11, at=2, channel=CHAT)
    (decision,) = kernel.decide(2)
    assert (decision.item, decision.interrupts) == (11, True)
    kernel.accept(11)
    enter(kernel, 12, at=3, channel=MAIL)
    assert place(kernel, 3) == []
    kernel.remove_item(10, 4)
    assert place(kernel, 4) == []
    kernel.remove_item(11, 5)
    assert place(kernel, 5) == [(12, 1)]


def test_work_after_a_contact_keeps_its_room():
    kernel = floor(agent(1, units=1))
    enter(kernel, 10)
    accept_all(kernel, 1)
    enter(kernel, 11, at=2)
    kernel.wrap_up(10)
    assert place(kernel, 3) == []
    kernel.remove_item(10, 4)
    assert place(kernel, 4) == [(11, 1)]


def test_rings_wake_the_router_and_bring_the_overflow_queue():
    kernel = floor(agent(1, queues=(2,)))
    enter(kernel, 10, rings=(Ring(60_000, overflow=(2,)),))
    assert place(kernel, 59_999) == []
    assert kernel.next_wakeup(59_999) == 60_000
    (decision,) = kernel.decide(60_000)
    assert (decision.agent, decision.ring, decision.score) == (1, 1, 1.0)
    assert kernel.next_wakeup(60_000) is None


def test_the_owner_is_waited_for_and_then_anybody_serves():
    kernel = floor(agent(1), agent(2))
    kernel.agent_break(2, 1)
    enter(kernel, 10, at=1, owner=2, owner_until_ms=500)
    assert place(kernel, 499) == []
    assert place(kernel, 500) == [(10, 1)]


def test_an_owner_who_comes_back_in_time_is_chosen_and_one_who_leaves_is_not_waited_for():
    kernel = floor(agent(1), agent(2, queues=()))
    kernel.agent_break(2, 1)
    enter(kernel, 10, at=1, owner=2, owner_until_ms=500)
    enter(kernel, 11, at=1, owner=2, owner_until_ms=500)
    kernel.agent_available(2, 2)
    (decision,) = kernel.decide(2)
    assert (decision.item, decision.agent, decision.reason) == (10, 2, AgentReason.OWNER)
    kernel.agent_off(2, 3)
    assert place(kernel, 3) == [(11, 1)]


@pytest.mark.parametrize(("fairness", "chosen"), [(Fairness.OCCUPANCY, 2), (Fairness.COUNT, 1)])
def test_fairness_equalises_what_the_setting_says(fairness, chosen):
    kernel = floor(agent(1), agent(2), fairness=fairness)
    enter(kernel, 10)
    accept_all(kernel, 0)  # agent 1 takes one long contact
    for number in (11, 12, 13):  # agent 2 takes three short ones
        kernel.agent_break(1, number * 1000)
        enter(kernel, number, at=number * 1000)
        accept_all(kernel, number * 1000)
        kernel.remove_item(number, number * 1000 + 100)
        kernel.agent_available(1, number * 1000 + 100)
    kernel.remove_item(10, 90_000)
    enter(kernel, 20, at=90_000)
    (decision,) = kernel.decide(90_000)
    assert (decision.agent, decision.reason) == (chosen, AgentReason.FAIREST)


def test_one_who_signs_in_later_need_not_catch_up_with_the_count():
    kernel = floor(agent(1, units=30), fairness=Fairness.COUNT)
    for number in range(10, 20):
        enter(kernel, number)
    accept_all(kernel, 1)
    kernel.agent_on(agent(2, units=30), 2)
    kernel.agent_available(2, 2)
    for number in range(20, 26):
        enter(kernel, number, at=3)
        accept_all(kernel, 3)
    loads = [sum(item.agent == who for item in kernel.items.values()) for who in (1, 2)]
    assert loads == [13, 3]


def test_a_large_item_is_not_starved_by_small_ones():
    kernel = floor(agent(1), agent(2), hold_after_ms=MINUTE_MS)
    for number in range(10, 16):
        enter(kernel, number)
    accept_all(kernel, 0)
    enter(kernel, 99, at=1, channel=CALL)
    small, now = 100, 1
    for _ in range(40):  # chats end one by one, and another chat is always waiting
        now += 10_000
        enter(kernel, small, at=now)
        small += 1
        chats = [number for number, item in kernel.items.items() if item.agent is not None]
        kernel.remove_item(chats[0], now)
        accept_all(kernel, now)
        if kernel.items[99].agent is not None:
            break
    assert kernel.items[99].agent is not None
    assert now < 4 * MINUTE_MS


@given(st.integers(0, 2**16), st.floats(-60, 60))
@settings(max_examples=25, deadline=None)
def test_anybody_who_can_be_served_is_served_before_all_who_come_after_the_window(seed, priority):
    """A line that never empties, fed by boosted, important and safety items: the plain one still comes up."""
    kernel = floor(agent(1, units=1), max_priority_minutes=5, safety_lead_minutes=0)
    enter(kernel, 1, priority_minutes=priority)
    now, number, served_after = 0, 2, []
    while kernel.items[1].agent is None:
        for turn in range(2):
            kind = (seed >> (number + turn) % 16) & 3
            enter(
                kernel,
                number,
                at=now,
                safety=kind == 3,
                boost_minutes=3.0 * (kind > 0),
                priority_minutes=2 * kind,
            )
            number += 1
        for decision in kernel.decide(now):
            kernel.accept(decision.item)
            served_after.append(decision.item)
            running = decision.item
        if running != 1:
            kernel.remove_item(running, now + 20_000)
        now += 20_000
    # leads differ by at most 2 * 5 + 3 minutes, or 5 more below zero: then only older ones stand before it
    assert all(other == 1 or (other - 2) // 2 * 20_000 <= 18 * MINUTE_MS for other in served_after)


def test_a_boost_shows_what_it_costs_those_it_passed():
    kernel = floor(agent(1, units=1))
    enter(kernel, 10, at=0)
    enter(kernel, 11, at=60_000)
    enter(kernel, 12, at=120_000)
    enter(kernel, 13, at=60_000, queue=2)  # of another line: it pays nothing
    enter(kernel, 14, at=200_000, boost_minutes=3)
    assert boost_cost(kernel, 14, 1.5).overtaken == (11, 12)
    assert boost_cost(kernel, 14, 1.5).minutes == 3.0
    assert boost_cost(kernel, 10, 1.5).minutes == 0.0
    kernel.remove_item(10, 200_000)
    assert place(kernel, 200_000) == [(14, 1)]
    assert boost_cost(kernel, 14, 1.5).overtaken == (11, 12)


def test_a_place_in_line_counts_those_who_want_the_same_agents():
    kernel = floor(agent(1, units=0), agent(2, units=0, queues=(1, 2)), agent(3, units=0, queues=(3,)))
    enter(kernel, 10, at=0)
    enter(kernel, 11, at=1, queue=2)
    enter(kernel, 12, at=2, queue=3)
    enter(kernel, 13, at=3)
    assert standing(kernel, 10).position == 1
    assert standing(kernel, 11).position == 2
    assert standing(kernel, 11).ahead == 0.5  # of the two agents of item 10 one could serve item 11
    assert standing(kernel, 12).position == 1
    assert standing(kernel, 13).position == 3
    assert standing(kernel, 13).ahead == 2.0
    assert standing(kernel, 13).agents == (1, 2)
    assert standings(kernel, [10, 11, 12, 13])[13] == standing(kernel, 13)


def test_the_places_that_serve_an_item_are_free_or_busy_for_so_long():
    usual = HandlingTime(mean=5.0)
    kernel = floor(agent(1), agent(2, units=2), agent(3, queues=(2,)))
    for number in range(10, 13):
        enter(kernel, number)
    accept_all(kernel, 0)
    assert {item.agent for item in kernel.items.values()} == {1, 2}
    enter(kernel, 20, at=MINUTE_MS, channel=CHAT)
    places = servers(kernel, 20, 3 * MINUTE_MS, lambda _: usual, {10: MINUTE_MS, 11: 2 * MINUTE_MS})
    assert sorted(place.elapsed for place in places if place.elapsed is not None) == [0.0, 1.0, 2.0]
    assert sum(place.elapsed is None for place in places) == 2
    enter(kernel, 21, at=MINUTE_MS, channel=CALL)
    whole = servers(kernel, 21, 3 * MINUTE_MS, lambda _: usual, {})
    assert len(whole) == 1  # a call takes three units: agent 2 has never room for it, agent 1 not yet
    assert whole[0].elapsed == 0.0


def test_items_of_the_same_instant_go_by_their_numbers_whatever_they_require():
    kernel = floor(agent(1, skills=((4, 1), (5, 1))))
    for number, skill in ((12, 4), (11, 5), (13, 4)):
        enter(kernel, number, skills=((skill, 1),))
    order = []
    while decisions := kernel.decide(1):
        order += [decision.item for decision in decisions]
        kernel.accept(order[-1])
    assert order == [11, 12, 13]


def test_agents_equal_in_everything_go_by_their_numbers_whenever_they_signed_in():
    kernel = floor(agent(2), agent(1))
    enter(kernel, 10)
    assert place(kernel, 1) == [(10, 1)]


def test_two_large_items_hold_two_agents_each_for_what_stands_behind_its_own():
    config = {"hold_after_ms": MINUTE_MS, "channel_weights": (3, 1, 2)}
    kernel = floor(agent(1), agent(2), **config)
    for number in range(10, 16):
        enter(kernel, number)
    accept_all(kernel, 0)
    enter(kernel, 20, at=1, channel=CALL)
    enter(kernel, 21, at=2, channel=MAIL)
    enter(kernel, 30, at=3)
    gone = [min(n for n, item in kernel.items.items() if item.agent == who) for who in (1, 2)]
    for number in gone:
        kernel.remove_item(number, 2 * MINUTE_MS)
    assert kernel.holds(2 * MINUTE_MS) == {1: 20, 2: 21}
    assert place(kernel, 2 * MINUTE_MS) == []
    assert why_waiting(kernel, 30, 2 * MINUTE_MS) == Sentence(
        "routing.waiting.kept_free", {"agent": 1, "item": 20}
    )
    kernel.remove_item(20, 2 * MINUTE_MS)
    assert why_waiting(kernel, 30, 2 * MINUTE_MS).key == "routing.waiting.next"


def test_jain_is_one_when_equal_and_one_nth_when_one_has_it_all():
    assert jain_index([4, 4, 4]) == pytest.approx(1.0)
    assert jain_index([7, 0, 0, 0]) == pytest.approx(0.25)
    assert jain_index([]) == jain_index([0, 0]) == 1.0
    with pytest.raises(ValueError, match="values"):
        jain_index([1, -1])


@given(st.lists(st.floats(0, 1e300), min_size=1, max_size=20), st.floats(1e-3, 1e3))
def test_jain_lies_between_its_ends_and_ignores_the_unit(values, unit):
    index = jain_index(values)
    assert 1 / len(values) - 1e-9 <= index <= 1 + 1e-9
    assert jain_index([value * unit for value in values]) == pytest.approx(index, rel=1e-6)


def test_both_indices_are_shown_whichever_is_the_setting():
    kernel = floor(agent(1), agent(2))
    kernel.agent_break(2, 0)
    enter(kernel, 10)
    accept_all(kernel, 0)
    index = fairness_index(kernel.staff, 60_000)
    assert (index.agents, index.count, index.occupancy) == (2, 0.5, 0.5)


def test_mistakes_are_told_with_the_field():
    kernel = floor(agent(1))
    enter(kernel, 10)
    with pytest.raises(ValueError, match=r"^id:"):
        enter(kernel, 10)
    with pytest.raises(ValueError, match=r"^stage:"):
        kernel.accept(10)
    with pytest.raises(KeyError, match="item 77"):
        kernel.remove_item(77, 1)
    with pytest.raises(KeyError, match="agent 77"):
        kernel.agent_available(77, 1)
    with pytest.raises(ValueError, match=r"^units:"):
        kernel.agent_load(1, CHAT, -1, 1)
    kernel.agent_off(1, 1)
    with pytest.raises(ValueError, match=r"^agent:"):
        kernel.agent_break(1, 1)
