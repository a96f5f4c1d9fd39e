"""However rows and kernel came apart, `sync` brings the kernel to where a fresh start from the rows would be."""

from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.kit.ids import id_at, new_id
from hamseda.routing.floor_sync import strangers, sync_agent, sync_item
from hamseda.routing.kernel import Kernel
from hamseda.routing.numbers import Numbers, leading_bits
from hamseda.routing.rules import Agent, Config, Fairness, Item, Presence, Shift, Snapshot, Stage

AGENTS = tuple(Agent(id=n, queues=(1,), units=100) for n in (1, 2, 3))
CONFIG = Config()
presences = st.sampled_from(list(Presence))
stages = st.sampled_from([None, *Stage])


def item(number: int, stage: Stage, agent: int, barred: bool) -> Item:
    return Item(
        id=number,
        queue=1,
        channel=0,
        entered_ms=number,
        weight=30,
        stage=stage,
        agent=None if stage is Stage.WAITING else agent,
        excluded=((agent, 10_000),) if barred else (),
    )


rows = st.tuples(
    st.lists(presences, min_size=3, max_size=3),
    st.lists(st.tuples(stages, st.integers(1, 3), st.booleans()), min_size=4, max_size=4),
)


def items_of(state: tuple) -> dict[int, Item | None]:
    return {
        number: None if stage is None else item(number, stage, agent, barred)
        for number, (stage, agent, barred) in enumerate(state[1], 11)
    }


def fresh(state: tuple, now_ms: int) -> Kernel:
    agents = tuple(
        (agent, Shift(presence=presence, at_ms=now_ms, idle_since_ms=now_ms))
        for agent, presence in zip(AGENTS, state[0], strict=True)
    )
    live = tuple(each for each in items_of(state).values() if each is not None)
    return Kernel.restore(CONFIG, Snapshot(agents, live), now_ms)


def sync(kernel: Kernel, state: tuple, now_ms: int) -> None:
    for agent, presence in zip(AGENTS, state[0], strict=True):
        sync_agent(kernel, agent, Shift(presence=presence), now_ms)
    for number, wanted in items_of(state).items():
        sync_item(kernel, number, wanted, now_ms)


def standing(kernel: Kernel) -> dict[int, Item]:
    """The items; who is not to be asked matters only while they wait, and is read again when they do."""
    return {
        number: each if each.stage is Stage.WAITING else msgspec.structs.replace(each, excluded=())
        for number, each in kernel.items.items()
    }


def in_hand(kernel: Kernel, agent: int) -> tuple[list[int], int, Presence]:
    staff, slot = kernel.staff, kernel.staff.slot(agent)
    load = staff.crew.load[slot * CONFIG.channels : (slot + 1) * CONFIG.channels]
    return load, staff.crew.ringing[slot], staff.presence[slot]


@given(st.lists(rows, min_size=1, max_size=6))
def test_synced_step_by_step_equals_read_afresh(states: list):
    kernel = fresh(states[0], 0)
    for step, state in enumerate(states, 1):
        sync(kernel, state, step)
        kernel.decide(step)  # what the router thought of may not have become rows
    now = len(states) + 1
    sync(kernel, states[-1], now)
    wanted = fresh(states[-1], now)
    assert standing(kernel) == standing(wanted)
    assert [in_hand(kernel, agent.id) for agent in AGENTS] == [in_hand(wanted, agent.id) for agent in AGENTS]
    # Who takes the first may differ, since a reservation that never became a row counted as work for a moment; and
    # with it who is left for the next. Which one is first in line may not.
    assert [d.item for d in kernel.decide(now)][:1] == [d.item for d in wanted.decide(now)][:1]


def test_a_stranger_with_work_is_noticed():
    kernel = Kernel(CONFIG)
    held = item(11, Stage.WORKING, 1, barred=False)
    assert strangers(kernel, [held, item(12, Stage.WAITING, 2, barred=False)]) == {1}
    with pytest.raises(KeyError):
        kernel.place_item(held, 0)
    sync_agent(kernel, AGENTS[0], Shift(), 0)
    sync_item(kernel, 11, held, 0)
    assert strangers(kernel, [held]) == set()


def test_an_item_placed_by_hand_takes_its_units_and_counts_as_handled():
    kernel = Kernel(CONFIG)
    kernel.agent_on(AGENTS[0], 0)
    kernel.place_item(item(11, Stage.WORKING, 1, barred=False), 5)
    slot = kernel.staff.slot(1)
    assert (kernel.staff.crew.total[slot], kernel.staff.crew.handled[slot]) == (30, 1)
    with pytest.raises(ValueError, match="already with the router"):
        kernel.place_item(item(11, Stage.WORKING, 1, barred=False), 6)
    with pytest.raises(ValueError, match="waiting item"):
        kernel.place_item(item(12, Stage.WAITING, 1, barred=False), 6)
    kernel.remove_item(11, 9)
    assert kernel.staff.crew.total[slot] == 0


@pytest.mark.parametrize(("fairness", "chosen"), [(Fairness.COUNT, 1), (Fairness.OCCUPANCY, 2), (None, 2)])
def test_what_is_made_equal_is_set_by_item(fairness: Fairness | None, chosen: int):
    """Agent 1 took fewer and worked longer: by count it is theirs, by occupancy the other's."""
    busy = Shift(presence=Presence.AVAILABLE, at_ms=100, busy_unit_ms=9_000, signed_ms=100, handled=1)
    idle = Shift(presence=Presence.AVAILABLE, at_ms=100, busy_unit_ms=1_000, signed_ms=100, handled=5)
    waiting = Item(id=11, queue=1, channel=0, entered_ms=50, weight=30, fairness=fairness)
    kernel = Kernel.restore(CONFIG, Snapshot(((AGENTS[0], busy), (AGENTS[1], idle)), (waiting,)), 100)
    decision = kernel.decide(100)[0]
    assert decision.agent == chosen
    assert decision.fairness is (fairness or Fairness.OCCUPANCY)


def test_numbers_are_in_the_order_of_making_and_their_own():
    ids = [new_id() for _ in range(2_000)]
    numbers = Numbers()
    given_numbers = [numbers.of(each) for each in ids]
    assert given_numbers == sorted(given_numbers)
    assert len(set(given_numbers)) == len(ids)
    assert max(given_numbers) < 2**60
    assert [numbers.id(number) for number in given_numbers] == ids


def test_ids_of_one_instant_get_numbers_of_their_own():
    first = id_at(1_700_000_000_000)
    twins = [UUID(int=first.int ^ low) for low in (1, 2, 3)]
    assert len({leading_bits(each) for each in (first, *twins)}) == 1
    numbers = Numbers()
    found = [numbers.of(each) for each in (first, *twins)]
    assert len(set(found)) == 4
    numbers.forget(twins[0])
    assert numbers.of(twins[1]) == found[2]
    with pytest.raises(KeyError):
        numbers.id(found[1])
