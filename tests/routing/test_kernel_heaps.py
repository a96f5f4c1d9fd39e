import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hamseda.routing import heaps
from hamseda.routing.choice import occupancy

BASE = 5  # heaps share one array: nothing before or behind may be touched


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=60), st.randoms(use_true_random=False))
def test_the_top_is_always_the_least_by_order_then_tie(steps, pick):
    count = len(steps)
    order = np.array([order for order, _ in steps], np.int64)
    tie = np.array(pick.sample(range(1000), count), np.int64)
    heap, place = np.full(BASE + count + 5, -7, np.int64), np.full(count, -1, np.int64)
    inside: list[int] = []
    for slot, (_, also_take) in enumerate(steps):
        heaps.push(heap, place, order, tie, BASE, len(inside), slot)
        inside.append(slot)
        if also_take:
            gone = pick.choice(inside)
            heaps.take(heap, place, order, tie, BASE, len(inside), gone)
            inside.remove(gone)
        if inside:
            assert heap[BASE] == min(inside, key=lambda slot: (order[slot], tie[slot]))
        assert sorted(heap[BASE : BASE + len(inside)]) == sorted(inside)
        assert all(heap[BASE + place[slot]] == slot for slot in inside)
    assert set(heap[:BASE]) == {-7}


def test_occupancy_counts_units_up_to_the_whole_and_the_time_up_to_now():
    columns = [
        np.array(values, np.int64) for values in ([500, 0], [1000, 0], [1, 1], [1, 9], [2, 2], [1000, 10])
    ]
    assert occupancy(*columns).tolist() == [375_000, 1_000_000]
