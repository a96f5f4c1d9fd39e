"""What those who wait are told, worked out in batches: places, reasons, intervals, and what boosts cost."""

import time
from datetime import datetime
from uuid import UUID

import msgspec
import numpy as np

from hamseda.kit.database import Transaction
from hamseda.kit.ids import new_id
from hamseda.routing import queries_router as sql
from hamseda.routing.estimate import HandlingTime, Server, estimate_wait, in_whole_minutes
from hamseda.routing.explain import why_waiting
from hamseda.routing.kernel import Kernel
from hamseda.routing.numbers import Numbers
from hamseda.routing.reading import CHANNELS, OTHER_CHANNEL, milliseconds
from hamseda.routing.rules import Decision, Item, Stage, requirement_at, weight_of
from hamseda.routing.sentences import portable
from hamseda.routing.settings import Pace
from hamseda.routing.standing import Standing, boost_cost, servers, standings
from hamseda.routing.waits import believed

# Contacts that handling times are learned from at the beginning.
LEARNED_FROM = 2_000
# Seconds that one batch may take: who is not looked at in this one is in the next.
BATCH_SECONDS = 0.05
MOST_IN_BATCH = 500
MINUTE_S = 60
KINDS = {number: kind for kind, number in CHANNELS.items()}


class Promised(msgspec.Struct, frozen=True):
    """The last promise made about an item."""

    low_s: int
    high_s: int
    at: datetime


class Outlook(msgspec.Struct):
    """What one batch found worth telling."""

    reasons: dict[UUID, dict[str, object]]
    promises: dict[UUID, tuple[int, int]]

    @property
    def is_empty(self) -> bool:
        return not self.reasons and not self.promises

    async def store(self, work: Transaction, now: datetime) -> None:
        """Write reasons to those who still wait, and the new promises."""
        if self.reasons:
            ids = sorted(self.reasons)
            await work.execute(sql.SAY_WHY_WAITING, work.organization_id, ids, [self.reasons[i] for i in ids])
        if self.promises:
            ids = sorted(self.promises)
            lows, highs = ([self.promises[i][end] for i in ids] for end in (0, 1))
            await work.execute(
                sql.PROMISE, work.organization_id, [new_id() for _ in ids], ids, lows, highs, now
            )


class Forecast:
    """Handling times as they were learned, and what was last said about whom."""

    def __init__(self, numbers: Numbers, pace: Pace) -> None:
        self._numbers = numbers
        self._pace = pace
        self._handling: dict[tuple[int | None, int], HandlingTime] = {}
        self._leaving: dict[int, float] = {}
        self._begun: dict[int, int] = {}
        self._learned_at: datetime | None = None
        self._said: dict[UUID, dict[str, object]] = {}
        self._promised: dict[UUID, Promised] = {}
        self._last_looked_at = 0

    async def learn(self, view: Transaction) -> None:
        """Learn handling times from the last contacts, and how many of those who wait give up."""
        self._handling.clear()
        for row in await view.fetch(sql.HANDLED, view.organization_id, LEARNED_FROM):
            channel = CHANNELS.get(row["channel_kind"], OTHER_CHANNEL)
            for who in (None, self._numbers.of(row["agent_id"])):
                self._handling[who, channel] = self.handling(who, channel).seen(row["minutes"])
        rows = await view.fetch(sql.LEAVING, view.organization_id)
        self._leaving = {CHANNELS.get(r["channel_kind"], OTHER_CHANNEL): float(r["rate"]) for r in rows}

    def handling(self, agent: int | None, channel: int) -> HandlingTime:
        """Say how long a contact takes an agent: as seen, else as the others take, else as believed."""
        known = self._handling.get((agent, channel)) or self._handling.get((None, channel))
        return known or believed(KINDS.get(channel, ""))

    async def refresh(self, view: Transaction, now: datetime) -> None:
        """Read when the work in hand was begun; handling times anew every few minutes."""
        rows = await view.fetch(sql.BEGUN, view.organization_id)
        self._begun = {self._numbers.of(row["id"]): milliseconds(row["accepted_at"]) for row in rows}
        if self._learned_at is None or (now - self._learned_at).total_seconds() >= self._pace.handling_s:
            self._learned_at = now
            await self.learn(view)

    def forget(self, item_id: UUID) -> None:
        """Drop what was said about an item that has gone."""
        self._said.pop(item_id, None)
        self._promised.pop(item_id, None)

    def outlook(self, kernel: Kernel, now: datetime) -> Outlook:
        """Look at those who wait, as many as the time of a batch allows, and find what is new for them."""
        found = Outlook({}, {})
        waiting = self._next_batch(kernel)
        places = standings(kernel, waiting)
        end = time.monotonic() + BATCH_SECONDS
        for number in waiting:
            item_id = self._numbers.id(number)
            self._look(kernel, found, item_id, places[number], now)
            self._last_looked_at = number
            if time.monotonic() > end:
                break
        return found

    def boost_cost(self, kernel: Kernel, decision: Decision) -> float:
        """Count the minutes that a boosted item's lead cost the others."""
        if not decision.boost_minutes:
            return 0.0
        item = kernel.items[decision.item]
        places = places_for(kernel, item, decision.at_ms)
        per_turn = self.handling(None, item.channel).mean / max(1, places)
        return boost_cost(kernel, decision.item, per_turn).minutes

    def _next_batch(self, kernel: Kernel) -> list[int]:
        """Go on behind the last one looked at, around and around."""
        waiting = sorted(kernel.waiting)
        later = [number for number in waiting if number > self._last_looked_at]
        return (later + waiting)[: min(MOST_IN_BATCH, len(waiting))]

    def _look(self, kernel: Kernel, found: Outlook, item_id: UUID, place: Standing, now: datetime) -> None:
        number = self._numbers.of(item_id)
        why = why_waiting(kernel, number, milliseconds(now), place)
        reason = {"place": place.position, **portable(why, self._numbers)}
        if self._said.get(item_id) != reason:
            found.reasons[item_id] = self._said[item_id] = reason
        interval = self._interval(kernel, number, place, now)
        if interval is not None and self._is_news(item_id, interval, now):
            self._promised[item_id] = Promised(*interval, now)
            found.promises[item_id] = interval

    def _interval(
        self, kernel: Kernel, number: int, place: Standing, now: datetime
    ) -> tuple[int, int] | None:
        item = kernel.items[number]
        estimate = estimate_wait(
            place.ahead,
            self._servers(kernel, number, item, now),
            leaving_per_minute=self._leaving.get(item.channel, 0.0),
        )
        if estimate is None:
            return None
        low, high = in_whole_minutes(estimate)
        return low * MINUTE_S, high * MINUTE_S

    def _servers(self, kernel: Kernel, number: int, item: Item, now: datetime) -> list[Server]:
        return servers(
            kernel, number, milliseconds(now), lambda agent: self.handling(agent, item.channel), self._begun
        )

    def _is_news(self, item_id: UUID, interval: tuple[int, int], now: datetime) -> bool:
        """Promise anew when what is left of the last promise is a minute or more off, not too often."""
        last = self._promised.get(item_id)
        if last is None:
            return True
        passed = (now - last.at).total_seconds()
        if passed < self._pace.promise_gap_s:
            return False
        low, high = (max(0.0, end - passed) for end in (last.low_s, last.high_s))
        return abs(interval[0] - low) >= MINUTE_S or abs(interval[1] - high) >= MINUTE_S


def places_for(kernel: Kernel, item: Item, now_ms: int) -> int:
    """Count how many items of this kind the agents who are there could serve at once."""
    plain = msgspec.structs.replace(item, stage=Stage.WAITING, agent=None)
    need = requirement_at(plain, kernel.config, now_ms, owner_present=False)
    crew, weight = kernel.staff.crew, weight_of(item, kernel.config)
    able = np.nonzero(kernel.staff.eligible(need))[0].tolist()
    return sum(crew.units[slot] // weight for slot in able if crew.present[slot])
