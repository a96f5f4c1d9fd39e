"""The live router and the twin on one tape of events: the same offers, in the same order, for the same reasons.

The twin plays a model; that its engine decides as the kernel does, contact by contact, `test_by_the_kernel` says. Here a
tape notes what the kernel was told and what it decided in the same run. The tape then stands for the
database of the real `OrganizationRouter`: rows change as on the tape, it reads them, follows, decides and stores
offers. Only reading rows and storing offers are replaced; in the middle it loses its kernel and reads everything anew.
"""

import contextlib
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import msgspec
import pytest

from hamseda.conversations.api import QueueSettings
from hamseda.routing import organization_router
from hamseda.routing.kernel import Kernel
from hamseda.routing.organization_router import OrganizationRouter, Parts
from hamseda.routing.rules import Fairness, Presence, Shift, Snapshot, Stage
from hamseda.routing.settings import Pace
from hamseda.twin.casting import cast
from hamseda.twin.chances import Chances
from hamseda.twin.document import Model
from hamseda.twin.draws import Draws
from twin import asking
from twin.models import everything, shortened

ITEMS_FROM = 1_000_000  # ids of items begin behind those of agents
START = datetime(2026, 11, 30, tzinfo=UTC)
START_MS = round(START.timestamp() * 1000)
TELLS = ("add_item", "remove_item", "accept", "wrap_up", "agent_on", "agent_off", "agent_available")


class Tape(Kernel):
    """A kernel that notes what it is told and what it decides."""

    def __init__(self, config):
        super().__init__(config)
        self.notes = []

    def decide(self, now_ms):
        made = super().decide(now_ms)
        self.notes.append(("decide", now_ms, made))
        return made


for told in TELLS:

    def note(self, *given, _told=told):
        self.notes.append((_told, None, given))
        return getattr(Kernel, _told)(self, *given)

    setattr(Tape, told, note)


def taped(document, seed, monkeypatch):
    monkeypatch.setattr(asking, "Kernel", Tape)
    model = msgspec.convert(document, Model)
    play = asking.Play(model, cast(model), Chances(model, Draws(seed, 0)))
    play.run()
    return play.kernel


def row_id(number):
    """The UUIDv7 whose number is this."""
    return UUID(int=((number >> 12) << 80) | (7 << 76) | ((number & 0xFFF) << 64) | (2 << 62))


class Rows:
    """What the tables hold, as the tape changes them; answers like the router's reader."""

    def __init__(self, config):
        self.config = config
        self.items, self.agents, self.presence = {}, {}, {}
        self.lines = {row_id(number): SimpleNamespace(settings=QueueSettings()) for number in range(50)}

    def apply(self, told, given):
        match told:
            case "add_item":
                item = moved(given[0])
                self.items[item.id] = item
            case "remove_item":
                del self.items[ITEMS_FROM + given[0]]
            case "accept":
                self._stage(given[0], Stage.WORKING)
            case "wrap_up":
                self._stage(given[0], Stage.WRAP_UP)
            case "agent_on":
                self.agents[given[0].id] = given[0]
                self.presence[given[0].id] = Presence.BREAK
            case "agent_available" | "agent_off":
                self.presence[given[0]] = Presence.OFFLINE if told == "agent_off" else Presence.AVAILABLE

    def offered(self, offer):
        number = ITEMS_FROM + offer.item
        self.items[number] = msgspec.structs.replace(
            self.items[number], stage=Stage.RESERVED, agent=offer.agent
        )

    def _stage(self, number, stage):
        number += ITEMS_FROM
        self.items[number] = msgspec.structs.replace(self.items[number], stage=stage)

    async def items_of(self, _view, ids, _now):
        return [self.items[number] for number in self.items if row_id(number) in ids]

    async def agents_of(self, _view, ids, now):
        at = round(now.timestamp() * 1000)
        return [
            (agent, Shift(presence=self.presence[number], at_ms=at))
            for number, agent in self.agents.items()
            if row_id(number) in ids
        ]


def moved(item):
    return msgspec.structs.replace(item, id=item.id + ITEMS_FROM, entered_ms=item.entered_ms + START_MS)


class NoDatabase:
    @contextlib.asynccontextmanager
    async def transaction(self, _organization_id):
        yield None

    reading = transaction


def live(rows, monkeypatch):
    """A real router whose rows are these; answers it and the list of what it stores."""
    stored = []

    async def store(_work, offer, _epoch, _now):
        stored.append(offer)
        return True

    async def fence(*_):
        return None

    monkeypatch.setattr(organization_router, "store_offer", store)
    monkeypatch.setattr(organization_router, "fence", fence)
    parts = Parts(database=NoDatabase(), hub=None, clock=None, pace=Pace(), holder="test")
    router = OrganizationRouter(parts, row_id(1), 1)
    router._reader = SimpleNamespace(items=rows.items_of, agents=rows.agents_of, lines=rows.lines)
    router._forecast = SimpleNamespace(boost_cost=lambda *_: 0.0, forget=lambda _: None)
    for number in range(50):
        router._numbers.of(row_id(number))
    return router, stored


async def replayed(tape, monkeypatch, restart_at=None):
    """Let the live router live through the tape; yields (what the twin decided, what it offered)."""
    rows = Rows(tape.config)
    router, stored = live(rows, monkeypatch)
    kernel = Kernel(tape.config)
    pairs, now_ms = [], 0
    for at, (told, instant, given) in enumerate(tape.notes):
        if told != "decide":
            rows.apply(told, given)
            now_ms = given[-1] if told not in {"accept", "wrap_up"} else now_ms
            subject = given[0] if isinstance(given[0], int) else given[0].id
            about = router._agents if told.startswith("agent") else router._items
            about.add(row_id(subject if told.startswith("agent") else subject + ITEMS_FROM))
            await router._follow(kernel, START + timedelta(milliseconds=now_ms))
            continue
        now_ms = instant
        if restart_at is not None and at >= restart_at:
            restart_at, kernel = None, restored(kernel, rows, now_ms)
        stored.clear()
        await router._decide(kernel, START + timedelta(milliseconds=now_ms))
        offers = [
            (router._numbers.of(o.item_id) - ITEMS_FROM, router._numbers.of(o.agent_id), o.ring)
            for o in stored
        ]
        reasons = [[part["key"] for part in o.parts] for o in stored]
        pairs.append((sorted((d.item, d.agent, d.ring) for d in given), sorted(offers), reasons))
        for decision in given:
            rows.offered(decision)
    return pairs


def restored(kernel, rows, now_ms):
    """Another router takes over and knows only what is stored."""
    shifts = {agent.id: shift for agent, shift in kernel.snapshot().agents}
    agents = tuple((agent, shifts[number]) for number, agent in sorted(rows.agents.items(), reverse=True))
    return Kernel.restore(rows.config, Snapshot(agents, tuple(rows.items.values())), START_MS + now_ms)


@pytest.mark.parametrize(("seed", "restart"), [(1, False), (2, True)])
async def test_live_router_and_twin_decide_alike(seed, restart, monkeypatch):
    tape = taped(shortened(everything(), 4), seed, monkeypatch)
    monkeypatch.undo()
    pairs = await replayed(tape, monkeypatch, len(tape.notes) // 2 if restart else None)
    differing = [(ours, theirs) for ours, theirs, _ in pairs if ours != theirs]
    assert differing == []
    made = [offer for ours, _, _ in pairs for offer in ours]
    assert len(made) > 500
    assert {ring for *_, ring in made} == {0, 1}  # some were only served because they overflowed
    assert all(reasons for _, theirs, reasons in pairs if theirs)


async def test_a_router_with_another_rule_is_noticed(monkeypatch):
    """The comparison can fail: fairness by count decides otherwise somewhere on the same tape."""
    tape = taped(shortened(everything(), 2), 1, monkeypatch)
    monkeypatch.undo()
    tape.config = msgspec.structs.replace(tape.config, fairness=Fairness.COUNT)
    assert not await follows(tape, monkeypatch)


async def follows(tape, monkeypatch):
    """Whether the live router decides as the tape does; off the track it soon hears of what it does not know."""
    try:
        pairs = await replayed(tape, monkeypatch)
    except (KeyError, ValueError):
        return False
    return all(ours == theirs for ours, theirs, _ in pairs)
