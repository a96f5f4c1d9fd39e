"""The policy by columns alone against the live kernel, which has an index, on tapes at random: rings, holds and all."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamseda.routing.core import crew as crews
from hamseda.routing.core import offers
from hamseda.routing.core.assembly import assemble
from hamseda.routing.core.columns import Lists
from hamseda.routing.core.line import leave, stand
from hamseda.routing.kernel import Kernel
from hamseda.routing.line import Line
from hamseda.routing.rules import (
    Agent,
    Config,
    Fairness,
    Item,
    Presence,
    order_of,
    requirement_at,
    weight_of,
)
from routing.any_centre import CALL, CHAT, MAIL, MINUTE, any_agent, any_item

AGENTS, ITEMS = 6, 400


class Columns:
    """A floor on the columns, with a bucket for each item, whose requirement may change at any time."""

    def __init__(self, config, agents):
        self.config, self.agents, self.now = config, agents, 0
        self.items, self.with_agent = {}, {}
        kinds = [requirement_at(item_of(channel), config, 0, owner_present=False) for channel in range(3)]
        self.crew, _ = assemble(Lists(), config, [(agent, 1) for agent in agents], kinds, 0, 10**9)
        self.kinds = [(need.channel, need.weight) for need in kinds]

    def kind(self, item):
        return self.kinds.index((item.channel, weight_of(item, self.config)))

    def line(self, now):
        """The line as it is now: everybody stands in a bucket of their own."""
        waiting = [item for item in self.items.values() if item.id not in self.with_agent]
        needs = [
            requirement_at(item, self.config, now, owner_present=bool(self.is_there(item.owner)))
            for item in waiting
        ]
        teams = [(agent, 1) for agent in self.agents]
        _, line = assemble(Lists(), self.config, teams, needs, ITEMS, 10**9)
        for bucket, item in enumerate(waiting):
            line.kind[bucket] = self.kind(item)
            line.order[item.id], line.entered[item.id] = order_of(item, self.config), item.entered_ms
            stand(line, item.id, bucket)
        return line

    def is_there(self, agent):
        return agent is not None and agent < len(self.agents) and self.crew.present[agent]

    def decide(self, now):
        line, made = self.line(now), []
        offers.begin_round(line)
        while (item := offers.next_offer(line, self.crew, now)) != crews.NOBODY:
            agent = offers.reserve(line, self.crew, item, now)
            self.with_agent[item] = agent
            made.append((item, agent))
        offers.end_round(line, self.crew)
        return made

    def release(self, item_id, now, barred_until):
        item, agent = self.items[item_id], self.with_agent.pop(item_id)
        offers.decline(self.crew, agent, self.kind(item), now)
        excluded = (*(pair for pair in item.excluded if pair[1] > now), (agent, barred_until))
        self.items[item_id] = struct_with(item, excluded=excluded)

    def remove(self, item_id, now, *, is_ringing):
        item, agent = self.items.pop(item_id), self.with_agent.pop(item_id, None)
        if agent is not None:
            self.crew.ringing[agent] -= is_ringing
            crews.give_back(self.crew, agent, self.kind(item), now)


def struct_with(item, **changes):
    return type(item)(**{name: getattr(item, name) for name in item.__struct_fields__} | changes)


def item_of(channel):
    return Item(id=0, queue=0, channel=channel, entered_ms=0)


class Tape:
    """A day at random, told to both."""

    def __init__(self, seed):
        self.pick = random.Random(seed)  # noqa: S311 (a repeatable day, no secret)
        pick = self.pick
        self.config = Config(
            fairness=pick.choice(list(Fairness)),
            max_priority_minutes=10,
            safety_lead_minutes=0,
            channel_weights=pick.choice([(3, 1, 2), (2, 2, 2), (4, 3, 3)]),
            interrupted_by=pick.choice([(), ((MAIL, CHAT), (MAIL, CALL))]),
            hold_after_ms=pick.choice([0, MINUTE, 4 * MINUTE]),
            offers_per_agent=pick.choice([1, 1, 2]),
            channels=3,
        )
        self.agents = [any_agent(self.pick, number) for number in range(AGENTS)]
        self.kernel, self.columns = Kernel(self.config), Columns(self.config, self.agents)
        self.now, self.numbers = 1_000_000, itertools.count()
        self.stage, self.placed, self.seen = {}, [], set()

    def item(self):
        return any_item(self.pick, next(self.numbers), self.now)

    def play(self, steps):
        for _ in range(steps):
            self.now += self.pick.choice([0, 1, 1000, 20_000, 60_000])
            event = self.pick.choice(
                [*["enter"] * 4, *["answer"] * 4, *["end"] * 3, "show", "quit", "decline"]
            )
            self.seen.add(event if getattr(self, event)() else "nothing")
            self.decide()
        return self

    def decide(self):
        ours = self.columns.decide(self.now)
        theirs = [(made.item, made.agent) for made in self.kernel.decide(self.now)]
        assert ours == theirs
        self.stage |= dict.fromkeys([item for item, _ in theirs], "ringing")
        self.placed += theirs

    def one(self, stage):
        found = sorted(item for item, now in self.stage.items() if now == stage)
        return self.pick.choice(found) if found else None

    def enter(self):
        item = self.item()
        self.kernel.add_item(item, self.now)
        self.columns.items[item.id] = item
        self.stage[item.id] = "waiting"
        return True

    def answer(self):
        item = self.one("ringing")
        if item is not None:
            self.kernel.accept(item)
            offers.accept(self.columns.crew, self.columns.with_agent[item])
            self.stage[item] = "working"
        return item is not None

    def decline(self):
        item = self.one("ringing")
        if item is not None:
            self.kernel.release(item, self.now, self.now + 2 * MINUTE)
            self.columns.release(item, self.now, self.now + 2 * MINUTE)
            self.stage[item] = "waiting"
        return item is not None

    def end(self):
        return self.remove(self.one("working"))

    def quit(self):
        return self.remove(self.one("waiting") or self.one("ringing"))

    def remove(self, item):
        if item is not None:
            self.kernel.remove_item(item, self.now)
            self.columns.remove(item, self.now, is_ringing=self.stage.pop(item) == "ringing")
        return item is not None

    def show(self):
        number = self.pick.randrange(AGENTS)
        if self.columns.crew.present[number]:
            self.kernel.agent_off(number, self.now)
            crews.go(self.columns.crew, number, self.now)
            return True
        self.kernel.agent_on(self.agents[number], self.now)
        self.kernel.agent_available(number, self.now)
        crews.arrive(self.columns.crew, number, self.now)
        return True


def begun(seed):
    tape = Tape(seed)
    for number in range(AGENTS):
        tape.kernel.agent_on(tape.agents[number], tape.now)
        tape.kernel.agent_available(number, tape.now)
        crews.arrive(tape.columns.crew, number, tape.now)
    return tape


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_tape_is_decided_alike(seed):
    begun(seed).play(60)


@pytest.mark.parametrize("seed", range(12))
def test_a_long_tape_is_decided_alike(seed):
    tape = begun(seed).play(400)
    assert len(tape.placed) > 20
    assert tape.seen >= {"enter", "answer", "decline", "end", "quit", "show"}


@pytest.mark.parametrize("seed", range(8))
def test_accounts_agree(seed):
    """Work done, time signed in, items handled and presence of each agent, as the kernel would store them."""
    tape = begun(seed).play(200)
    crew = tape.columns.crew
    for agent, shift in tape.kernel.snapshot().agents:
        number = agent.id
        crews.settle(crew, number, shift.at_ms)
        found = (crew.busy[number], crew.since[number] - crew.origin[number], crew.idle_since[number])
        assert found == (shift.busy_unit_ms, shift.signed_ms, shift.idle_since_ms)
        if tape.config.fairness is Fairness.COUNT:
            assert crew.handled[number] == shift.handled
        assert bool(crew.present[number]) == (shift.presence is Presence.AVAILABLE)


def lost_room(line, agent, kind, more):
    if more > 0:
        room_changed(line, agent, kind, more)


room_changed, ready_for = Line.room_changed, Line.ready_for
FLAWS = {
    "first_blocked": lambda *_: crews.NOBODY,
    "room_changed": lost_room,
    "ready_for": lambda line, bucket: ready_for(line, bucket)[:1],
    "presence_changed": lambda *_: None,
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_an_index_that_is_wrong_is_noticed(flaw, monkeypatch):
    monkeypatch.setattr(Line, flaw, FLAWS[flaw])
    assert not all(agrees(seed) for seed in range(12))


def agrees(seed):
    try:
        begun(seed).play(400)
    except (AssertionError, IndexError):
        return False
    return True


def test_an_item_leaves_a_chain_wherever_it_stands():
    config = Config(channels=1)
    need = requirement_at(Item(id=0, queue=0, channel=0, entered_ms=0), config, 0, owner_present=False)
    for gone in itertools.permutations(range(4)):
        _, line = assemble(Lists(), config, [(Agent(id=0, queues=(0,)), 1)], [need], 4, 1)
        for item in range(4):
            stand(line, item, 0)
        for count, item in enumerate(gone, 1):
            leave(line, item)
            left = [one for one in range(4) if one not in gone[:count]]
            assert chain(line) == left
            assert line.counts[:2] == [len(left), int(bool(left))]


def chain(line):
    found, item = [], line.head[0]
    while item != crews.NOBODY:
        found.append(item)
        item = line.after[item]
    return found
