import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hamseda.routing.rules import (
    MINUTE_MS,
    NEVER,
    Agent,
    Config,
    Item,
    Ring,
    Stage,
    bounded_boost_ms,
    can_serve,
    key_ms,
    next_change_ms,
    order_of,
    overtaking_window_ms,
    refuse_unusable,
    requirement_at,
    ring_at,
    weight_of,
)

CONFIG = Config(
    max_boost_minutes=3, max_priority_minutes=10, safety_lead_minutes=0, channel_weights=(3, 1)
)  # the smallest lead that safety can be given: the hardest case for its promises


def item(**fields):
    return Item(**{"id": 1, "queue": 7, "channel": 1, "entered_ms": 0, **fields})


any_item = st.builds(
    item,
    id=st.integers(1, 5),
    entered_ms=st.integers(0, 60).map(lambda minutes: minutes * MINUTE_MS),
    priority_minutes=st.floats(-100, 100),
    boost_minutes=st.floats(-100, 100),
    safety=st.booleans(),
)


def place(one):
    return (order_of(one, CONFIG), one.id)


def test_everybody_ages_alike_so_the_key_is_the_entry_less_the_lead():
    led = item(entered_ms=20 * MINUTE_MS, priority_minutes=2, boost_minutes=1.5)
    assert key_ms(led, CONFIG) == 16.5 * MINUTE_MS


@given(any_item, any_item, st.integers(0, 60))
def test_nothing_that_comes_after_is_put_before_safety(one, other, minutes):
    safe = replace(one, safety=True)
    later = replace(other, safety=False, entered_ms=safe.entered_ms + minutes * MINUTE_MS)
    assert place(safe) < place(later)


@given(any_item, any_item)
def test_before_safety_stands_only_who_waited_longer_by_the_whole_difference(one, other):
    day = replace(CONFIG, safety_lead_minutes=24 * 60)
    safe, old = (
        replace(one, safety=True),
        replace(other, safety=False, entered_ms=other.entered_ms - 86_000_000),
    )
    if key_ms(old, day) < key_ms(safe, day):
        assert safe.entered_ms - old.entered_ms > (24 * 60 - 10 - 3) * MINUTE_MS


def test_safety_is_first_of_those_at_the_same_instant_whatever_its_number():
    lead = (CONFIG.max_priority_minutes + CONFIG.max_boost_minutes) * MINUTE_MS
    ordinary, safe = item(id=1), item(id=2, entered_ms=int(lead), safety=True)
    assert key_ms(ordinary, CONFIG) == key_ms(safe, CONFIG)
    assert place(safe) < place(ordinary)


@given(any_item)
def test_a_boost_is_bounded_and_none_for_safety(one):
    boost = bounded_boost_ms(one, CONFIG)
    assert 0 <= boost <= 3 * MINUTE_MS
    assert not (one.safety and boost)


@given(any_item, any_item)
def test_overtaking_ends_for_everybody(waiting, newcomer):
    window = overtaking_window_ms(waiting, CONFIG)
    assert window >= 0
    late = replace(newcomer, entered_ms=waiting.entered_ms + window + newcomer.entered_ms + 1)
    assert place(waiting) < place(late)


def test_rings_relax_step_by_step():
    rings = (Ring(60_000, lower=1), Ring(120_000, lower=2, drop=(5,)), Ring(180_000, lower=1, overflow=(9,)))
    asked = item(skills=((4, 4), (5, 1)), rings=rings)
    steps = [requirement_at(asked, CONFIG, now, False) for now in (59_999, 60_000, 120_000, 180_000)]
    assert [need.skills for need in steps] == [((4, 4), (5, 1)), ((4, 3), (5, 1)), ((4, 2),), ((4, 2),)]
    assert [need.queues for need in steps] == [(7,), (7,), (7,), (7, 9)]
    assert [ring_at(asked, now) for now in (59_999, 60_000, 500_000)] == [0, 1, 3]


@given(
    st.lists(st.builds(Ring, st.integers(0, 9), st.integers(0, 3), st.just((1,)), st.just((8,))), max_size=4),
    st.integers(0, 9),
    st.integers(0, 9),
    st.sets(st.tuples(st.integers(0, 2), st.integers(1, 4)), max_size=3),
)
def test_whoever_could_serve_still_can_after_more_rings(rings, now, more, skills):
    one = item(skills=((0, 3), (1, 2)), rings=tuple(rings))
    agent = Agent(id=1, queues=(7,), skills=tuple(skills))
    if can_serve(agent, requirement_at(one, CONFIG, now, False)):
        assert can_serve(agent, requirement_at(one, CONFIG, now + more, False))


def test_the_owner_is_waited_for_only_within_the_limit_while_signed_in_and_willing():
    owned = item(owner=3, owner_until_ms=100)
    declined = item(owner=3, owner_until_ms=100, excluded=((3, 50),))
    assert requirement_at(owned, CONFIG, 99, True).owner == 3
    assert requirement_at(owned, CONFIG, 100, True).owner is None
    assert requirement_at(owned, CONFIG, 99, False).owner is None
    assert requirement_at(declined, CONFIG, 49, True).barred == (3,)
    assert requirement_at(declined, CONFIG, 50, True).owner == 3


def test_time_changes_something_at_rings_limits_and_ends_of_exclusion():
    one = item(rings=(Ring(30),), owner=2, owner_until_ms=20, excluded=((4, 10),))
    assert [next_change_ms(one, now) for now in (0, 10, 20, 30)] == [10, 20, 30, NEVER]


def test_weight_is_the_items_own_or_its_channels():
    assert weight_of(item(channel=0), CONFIG) == 3
    assert weight_of(item(channel=0, weight=2), CONFIG) == 2
    assert weight_of(item(channel=5), CONFIG) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"channel": 8}, "channel"),
        ({"weight": 0}, "weight"),
        ({"rings": (Ring(-1),)}, "rings"),
        ({"agent": 3}, "agent"),
        ({"stage": Stage.WORKING}, "agent"),
    ],
)
def test_what_cannot_be_placed_is_refused_by_name(wrong, field):
    with pytest.raises(ValueError, match=f"^{field}:"):
        refuse_unusable(item(**wrong), CONFIG)
