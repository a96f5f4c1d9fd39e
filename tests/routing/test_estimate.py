import heapq
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.routing.estimate import (
    Estimate,
    HandlingTime,
    Promise,
    Server,
    accuracy,
    estimate_wait,
    in_whole_minutes,
)


def promises_of_a_day(seed, *, servers, load, mean, contacts):
    """First come, first served with exponential times; every arrival that must wait is given a promise."""
    chance = random.Random(seed)  # noqa: S311 (a repeatable day, no secret)
    handling = HandlingTime(mean=mean * 1.3, weight=5.0)  # the first belief is wrong by 30 %
    busy: list[tuple[float, float]] = []  # (end, begin)
    ends: list[tuple[float, float]] = []
    now, promises, waiting = 0.0, [], []
    for _ in range(contacts):
        now += chance.expovariate(load * servers / mean)
        while ends and ends[0][0] <= now:
            handling = handling.seen(heapq.heappop(ends)[1])
        waiting = [begin for begin in waiting if begin > now]
        busy = [(end, begin) for end, begin in busy if end > now]
        running = [begin for _, begin in busy if begin <= now]
        places = [Server(handling, now - begin) for begin in running]
        places += [Server(handling)] * (servers - len(running))
        estimate = estimate_wait(len(waiting), places, answer_minutes=0.0)
        free_at = sorted(end for end, _ in busy)[-servers] if len(busy) >= servers else now
        begin, lasted = max(now, free_at), chance.expovariate(1 / mean)
        busy.append((begin + lasted, begin))
        heapq.heappush(ends, (begin + lasted, lasted))
        if begin > now:
            waiting.append(begin)
            promises.append(Promise(estimate.low, estimate.high, begin - now))
    return promises


@pytest.mark.parametrize(("servers", "load"), [(1, 0.8), (5, 0.9), (20, 0.95)])
def test_intervals_hold_about_as_often_as_they_say(servers, load):
    promises = [
        promise
        for seed in range(4)
        for promise in promises_of_a_day(seed, servers=servers, load=load, mean=6.0, contacts=400)
    ]
    measured = accuracy(promises, last=len(promises))
    assert measured.promises > 300
    assert 0.75 <= measured.share <= 0.95
    typical = sum(promise.actual for promise in promises) / len(promises)
    assert abs(measured.mean_error) < 0.35 * typical


handling_times = st.builds(
    HandlingTime, mean=st.floats(0.5, 60), variation=st.floats(0, 2), weight=st.floats(1, 50)
)
busy_servers = st.lists(st.builds(Server, handling_times, st.floats(0, 120)), min_size=1, max_size=8)


@given(busy_servers, st.floats(0, 200), st.floats(0.1, 50))
def test_whoever_stands_further_back_is_never_told_less(servers, ahead, more):
    near, far = (estimate_wait(count, servers) for count in (ahead, ahead + more))
    assert near.middle <= far.middle
    assert near.high <= far.high + 1e-9


@given(busy_servers, st.floats(0, 200), handling_times)
def test_another_agent_never_lengthens_the_middle(servers, ahead, handling):
    helped = estimate_wait(ahead, [*servers, Server(handling, 0.0)])
    assert helped.middle <= estimate_wait(ahead, servers).middle * (1 + 1e-9)


@given(busy_servers, st.floats(0, 200), st.floats(0.01, 0.98))
def test_the_interval_is_in_order(servers, ahead, nominal):
    told = estimate_wait(ahead, servers, nominal=nominal)
    assert 0 <= told.low <= told.high
    assert told.low <= told.middle * (1 + 1e-9) or nominal < 0.5


def test_one_exponential_server_with_a_line_has_its_known_mean():
    assert estimate_wait(4, [Server(HandlingTime(mean=3.0), 1.0)]).middle == pytest.approx(15.0)


def test_a_contact_of_fixed_length_is_awaited_for_the_rest_of_it():
    fixed = HandlingTime(mean=10.0, variation=0.0)
    assert fixed.remaining(7.0) == pytest.approx(3.0)
    assert HandlingTime(mean=10.0).remaining(7.0) == pytest.approx(10.0)


def test_a_free_agent_and_nobody_ahead_is_at_once():
    told = estimate_wait(0, [Server(HandlingTime(mean=5.0))], answer_minutes=0.5)
    assert (told.low, told.high) == (0.0, 0.5)


def test_part_of_a_person_ahead_may_be_at_once_or_one_departure():
    busy = Server(HandlingTime(mean=5.0), 0.0)
    told = estimate_wait(0.4, [Server(HandlingTime(mean=5.0)), busy])
    assert told.low == 0.0
    assert told.high > 1.0


def test_those_who_give_up_shorten_the_wait():
    line = [Server(HandlingTime(mean=5.0), 0.0)]
    assert estimate_wait(10, line, leaving_per_minute=0.05).middle < estimate_wait(10, line).middle


def test_nobody_serving_means_no_promise():
    assert estimate_wait(3, []) is None
    assert accuracy([]) is None


def test_a_certain_interval_is_refused():
    with pytest.raises(ValueError, match="nominal"):
        estimate_wait(1, [Server(HandlingTime(mean=5.0), 0.0)], nominal=1.0)


def test_handling_time_follows_what_is_seen_and_forgets():
    learned = HandlingTime(mean=10.0, weight=5.0, memory=20.0)
    for _ in range(200):
        learned = learned.seen(4.0)
    assert learned.mean == pytest.approx(4.0, abs=0.01)
    assert learned.variation < 0.1
    assert learned.weight == 21.0


def test_accuracy_counts_only_the_last():
    kept, missed = Promise(1, 3, 2.5), Promise(1, 3, 9)
    measured = accuracy([missed] * 50 + [kept] * 9 + [missed], last=10)
    assert (measured.promises, measured.kept, measured.share) == (10, 9, 0.9)
    assert measured.mean_error == pytest.approx((9 * 0.5 + 7) / 10)
    assert measured.mean_absolute_error == pytest.approx(1.15)


def test_minutes_are_rounded_outwards():
    assert in_whole_minutes(Estimate(1.8, 2.5, 3.1)) == (1, 4)
    assert in_whole_minutes(Estimate(0.0, 0.2, 0.0)) == (0, 1)
