"""A general engine that asks the live router's `Kernel` object for every decision, written as plainly as can be.

The product's engine plays on the policy as columns; that it decides as the kernel does is what this one is for. Time is in
whole milliseconds. Of things that happen at the same instant the ends come first (work, wrap-up), then schedules, then
those who give up, then those who come: the order of the numbers below.
"""

from collections import deque
from heapq import heapify, heappop, heappush
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from hamseda.routing.api import Decision
from hamseda.routing.kernel import Kernel
from hamseda.twin.casting import Cast, could_serve
from hamseda.twin.chances import Chances, Leg
from hamseda.twin.document import Model
from hamseda.twin.happened import Happened, Outcome, Stretches, Why
from hamseda.twin.spreads import FOREVER, SECOND, milliseconds

DONE, FREED, PERIOD, GIVE_UP, CALLBACK, VOICEMAIL, RING, COME = range(8)
Event = tuple[int, int, int]  # instant, what, whom or which
NOBODY: Final = -1


class Contact(Struct):
    """A contact on its way: `origin` and `number` find its chances, whatever becomes of it."""

    kind: int
    origin: int
    number: int
    entered: int
    patience: int
    why: int = Why.FRESH
    attempt: int = 0
    leg: int = 0
    line: int = NOBODY
    agent: int = NOBODY
    promised: int = NOBODY
    reached: bool = True


class Fate:
    """The chances of a contact, found by where it is on its way."""

    def __init__(self, chances: Chances) -> None:
        self.chances = chances
        self.kind_of = {kind.name: at for at, kind in enumerate(chances.model.types)}
        self.known: dict[tuple[str, str, Leg], list] = {}

    def _of(self, what: str, purpose: str, contact: "Contact"):
        leg = Leg(contact.kind, contact.origin, contact.attempt, contact.leg)
        if (what, purpose, leg) not in self.known:
            self.known[what, purpose, leg] = getattr(self.chances, what)(purpose, leg).tolist()
        return self.known[what, purpose, leg][contact.number]

    def coin(self, purpose: str, contact: "Contact") -> float:
        return self._of("coins", purpose, contact)

    def service(self, contact: "Contact") -> int:
        return self._of("times", "service", contact)

    def wrap_up(self, contact: "Contact") -> int:
        return self._of("times", "wrap_up", contact)

    def retrial_after(self, contact: "Contact") -> int:
        return self._of("times", "retrial", contact)

    def later_patience(self, contact: "Contact") -> int:
        return self._of("times", "patience", contact)

    def away(self, group: int, period: int) -> list[bool]:
        return self.chances.away(group, period)


class Record:
    """What happened, note by note."""

    def __init__(self) -> None:
        self.ends: list[tuple[int, ...]] = []
        self.called: list[tuple[int, int, int, int]] = []
        self.work: list[tuple[int, int, int, int]] = []
        self.begun: list[tuple[int, int]] = []
        self.there: list[tuple[int, int, int]] = []

    def told(self) -> Happened:
        ends, work, begun = (
            np.array(sorted(rows), np.int64).reshape(-1, width).T
            for rows, width in ((self.ends, 5), (self.work, 4), (self.begun, 2))
        )
        return Happened(*ends, sorted(self.called), Stretches(*work), *begun, sorted(self.there))


class Play:
    """One replication: `Play(model, cast, chances).run()`."""

    def __init__(self, model: Model, cast: Cast, chances: Chances) -> None:
        self.model, self.cast, self.chances, self.draws = model, cast, Fate(chances), chances
        self.kernel = Kernel(cast.config)
        self.happened = Record()
        self.length = model.periods.minutes * 60 * SECOND
        self.horizon = round(self.length * model.periods.count)
        self.stop = self.horizon + milliseconds(model.periods.after_hours_s)
        self.contacts: list[Contact | None] = []
        self.events: list[Event] = []
        self.items = [cast.item(model, kind, 0, 0) for kind in range(len(model.types))]
        self.line_of, self.room = self._lines()
        self.pools: dict[int, deque[int]] = {
            kind: deque() for kind, chosen in enumerate(model.types) if chosen.outbound is not None
        }
        self.load = [0] * len(cast.group_of)
        self.changed = [0] * len(cast.group_of)
        self.present = [False] * len(cast.group_of)
        self.since = [0] * len(cast.group_of)
        self.idle = [0] * len(model.groups)
        self.able = able_groups(model)
        self.next_ring, self.has_rings = FOREVER, any(kind.rings for kind in model.types)
        self.handlers = (
            self._done, self._freed, self._period, self._give_up,
            self._offer_callback, self._offer_voicemail, self._ring, self._come,
        )  # fmt: skip

    def run(self) -> Happened:
        """Play it from the first period to the end of the last contact, or of the hours after."""
        self._begin()
        events, handlers, stop = self.events, self.handlers, self.stop
        while events:
            now, what, whom = heappop(events)
            if now > stop:
                break
            handlers[what](whom, now)
            if what != COME and self.kernel.waiting:  # who comes has asked already
                self._decide(now)
            if self.pools:
                self._begin_outbound(now)
        self._close()
        return self.happened.told()

    # --- who comes

    def _begin(self) -> None:
        for kind, instants in enumerate(self.draws.arrivals):
            patience = self.draws.patience[kind].tolist()
            for number, instant in enumerate(map(int, instants)):
                self.events.append((instant, COME, len(self.contacts)))
                self.contacts.append(Contact(kind, kind, number, instant, patience[number]))
        self.events += [(round(self.length * at), PERIOD, at) for at in range(self.model.periods.count)]
        heapify(self.events)

    def _come(self, whom: int, now: int) -> None:
        contact = self._contact(whom)
        kind = self.model.types[contact.kind]
        if kind.deflection is not None and self.chances.coin("deflection", contact) < kind.deflection.share:
            self._deflect(whom, contact, kind.deflection.to, now)
        elif contact.kind in self.pools:
            self.pools[contact.kind].append(whom)
        elif not self._takes_line(contact):
            self._end(whom, contact, now, Outcome.BLOCKED)
            self._maybe_retry(contact, now)
        else:
            self._queue(whom, contact, now)

    def _deflect(self, whom: int, contact: Contact, to: str | None, now: int) -> None:
        self._end(whom, contact, now, Outcome.DEFLECTED)
        if to is not None:
            self._follow(contact, to, Why.STEERED, now)

    def _queue(self, whom: int, contact: Contact, now: int) -> None:
        self.kernel.add_item(replace(self.items[contact.kind], id=whom, entered_ms=now), now)
        self._decide(now)
        if contact.agent != NOBODY:
            return
        kind = self.model.types[contact.kind]
        if contact.patience < FOREVER:
            heappush(self.events, (now + contact.patience, GIVE_UP, whom))
        if kind.callback is not None:
            heappush(self.events, (now + milliseconds(kind.callback.after_s), CALLBACK, whom))
        if kind.voicemail is not None:
            heappush(self.events, (now + milliseconds(kind.voicemail.after_s), VOICEMAIL, whom))

    # --- who waits

    def _give_up(self, whom: int, now: int) -> None:
        contact = self.contacts[whom]
        if contact is None or contact.agent != NOBODY or contact.promised != NOBODY:
            return
        self.kernel.remove_item(whom, now)
        self._leave_line(contact)
        self._end(whom, contact, now, Outcome.ABANDONED)
        self._maybe_retry(contact, now)

    def _offer_callback(self, whom: int, now: int) -> None:
        contact = self.contacts[whom]
        if contact is None or contact.agent != NOBODY:
            return
        callback = self.model.types[contact.kind].callback
        if callback is not None and self.chances.coin("callback", contact) < callback.accept:
            self._leave_line(contact)
            self._note(contact, now, Outcome.CALLBACK)
            contact.promised = now
            contact.reached = self.chances.coin("reached", contact) < callback.reached

    def _offer_voicemail(self, whom: int, now: int) -> None:
        contact = self.contacts[whom]
        if contact is None or contact.agent != NOBODY or contact.promised != NOBODY:
            return
        voicemail = self.model.types[contact.kind].voicemail
        if voicemail is not None and self.chances.coin("voicemail", contact) < voicemail.accept:
            self.kernel.remove_item(whom, now)
            self._leave_line(contact)
            self._end(whom, contact, now, Outcome.VOICEMAIL)
            if voicemail.to is not None:
                self._follow(contact, voicemail.to, Why.MESSAGE, now)

    def _maybe_retry(self, contact: Contact, now: int) -> None:
        retrial = self.model.types[contact.kind].retrial
        if retrial is None or contact.attempt >= retrial.attempts:
            return
        if self.chances.coin("retrial", contact) < retrial.share:
            again = now + self.chances.retrial_after(contact)
            heir = replace(contact, entered=again, why=Why.RETRIAL, attempt=contact.attempt + 1, line=NOBODY)
            self._send(heir, again)

    # --- who serves

    def _decide(self, now: int) -> None:
        """Offer until nothing more can be placed: who has taken one contact may have room for another."""
        while self.kernel.waiting and (decisions := self.kernel.decide(now)):
            for decision in decisions:
                self._serve(decision, now)
        if self.has_rings:
            self._mind_rings(now)

    def _serve(self, decision: Decision, now: int) -> None:
        whom, agent = decision.item, decision.agent
        contact = self._contact(whom)
        self.kernel.accept(whom)
        contact.agent = agent
        self.happened.begun.append((self.cast.group_of[agent], now))
        self._load(agent, self.cast.weights[contact.kind], now)
        if contact.promised == NOBODY:
            self._note(contact, now, Outcome.SERVED)
            spent = self.chances.service(contact)
        else:
            self.happened.called.append((contact.kind, contact.promised, now, int(contact.reached)))
            spent = self.chances.service(contact) if contact.reached else self._attempt_ms(contact)
        heappush(self.events, (now + spent, DONE, whom))

    def _attempt_ms(self, contact: Contact) -> int:
        callback = self.model.types[contact.kind].callback
        return milliseconds(callback.attempt_s) if callback is not None else 0

    def _done(self, whom: int, now: int) -> None:
        contact = self._contact(whom)
        kind = self.model.types[contact.kind]
        goes_on = self._transfer(contact, now) if kind.transfer and contact.reached else False
        if not goes_on:
            self._leave_line(contact)
        if kind.wrap_up is None or not contact.reached:
            self._freed(whom, now)
        else:
            self.kernel.wrap_up(whom)
            heappush(self.events, (now + self.chances.wrap_up(contact), FREED, whom))

    def _freed(self, whom: int, now: int) -> None:
        contact = self._contact(whom)
        self.kernel.remove_item(whom, now)
        self.contacts[whom] = None
        self._load(contact.agent, -self.cast.weights[contact.kind], now)

    def _load(self, agent: int, units: int, now: int) -> None:
        """Put work on an agent, or take it off, and book what they did until now."""
        before, group = self.load[agent], self.cast.group_of[agent]
        if before:
            self._book(agent, now)
        self.load[agent], self.changed[agent] = before + units, now
        if before == 0 and self.present[agent]:
            self.idle[group] -= 1
        elif before + units == 0 and self.present[agent]:
            self.idle[group] += 1
        elif before + units == 0:
            self.happened.there.append((group, self.since[agent], now))

    def _book(self, agent: int, now: int) -> None:
        group = self.cast.group_of[agent]
        units = min(self.load[agent], self.model.groups[group].units)
        self.happened.work.append((group, self.changed[agent], now, units))

    def _transfer(self, contact: Contact, now: int) -> bool:
        """Send a contact on to another type, on the same line of the telephone system; say whether it went."""
        place = self.chances.coin("transfer", contact)
        for transfer in self.model.types[contact.kind].transfer:
            if place < transfer.share:
                self._follow(contact, transfer.to, Why.TRANSFER, now, line=contact.line)
                contact.line = NOBODY
                return True
            place -= transfer.share
        return False

    def _follow(self, contact: Contact, to: str, why: Why, now: int, line: int = NOBODY) -> None:
        kind = self.chances.kind_of[to]
        heir = Contact(
            kind, contact.origin, contact.number, now, 0, why, contact.attempt, contact.leg + 1, line
        )
        heir.patience = self.chances.later_patience(heir)
        self._send(heir, now)

    def _send(self, contact: Contact, instant: int) -> None:
        heappush(self.events, (instant, COME, len(self.contacts)))
        self.contacts.append(contact)

    # --- who is there

    def _period(self, period: int, now: int) -> None:
        cast = self.cast
        for group, first in enumerate(cast.first_agent):
            away = self.chances.away(group, period)
            for number, is_away in enumerate(away):
                is_there = number < cast.heads[group][period] and not is_away
                if is_there != self.present[first + number]:
                    (self._arrive if is_there else self._go)(first + number, now)

    def _arrive(self, agent: int, now: int) -> None:
        self.kernel.agent_on(self.cast.agent(self.model, agent), now)
        self.kernel.agent_available(agent, now)
        self.present[agent] = True
        if not self.load[agent]:  # else they never went
            self.since[agent] = now
            self.idle[self.cast.group_of[agent]] += 1

    def _go(self, agent: int, now: int) -> None:
        """Take no more work; what they hold they finish first."""
        self.kernel.agent_off(agent, now)
        self.present[agent] = False
        if not self.load[agent]:
            group = self.cast.group_of[agent]
            self.idle[group] -= 1
            self.happened.there.append((group, self.since[agent], now))

    def _ring(self, _: int, now: int) -> None:
        if now >= self.next_ring:
            self.next_ring = FOREVER

    def _mind_rings(self, now: int) -> None:
        due = self.kernel.next_wakeup(now)
        if due is not None and due < self.next_ring:
            self.next_ring = due
            heappush(self.events, (due, RING, 0))

    # --- what we begin

    def _begin_outbound(self, now: int) -> None:
        for kind, pool in self.pools.items():
            outbound = self.model.types[kind].outbound
            reserve = 0 if outbound is None else outbound.reserve
            while pool and sum(self.idle[group] for group in self.able[kind]) > reserve:
                whom = pool.popleft()
                self.kernel.add_item(replace(self.items[kind], id=whom, entered_ms=now), now)
                self._decide(now)
                if self._contact(whom).agent == NOBODY:
                    self.kernel.remove_item(whom, now)
                    pool.appendleft(whom)
                    break

    # --- lines of the telephone system

    def _lines(self) -> tuple[list[int], list[int]]:
        numbers = {lines.name: at for at, lines in enumerate(self.model.lines)}
        used = [NOBODY if kind.line is None else numbers[kind.line] for kind in self.model.types]
        return used, [lines.count for lines in self.model.lines]

    def _takes_line(self, contact: Contact) -> bool:
        line = self.line_of[contact.kind]
        if contact.line != NOBODY or line == NOBODY:
            return True
        if self.room[line] <= 0:
            return False
        self.room[line] -= 1
        contact.line = line
        return True

    def _leave_line(self, contact: Contact) -> None:
        if contact.line != NOBODY:
            self.room[contact.line] += 1
            contact.line = NOBODY

    # --- how it ends

    def _contact(self, whom: int) -> Contact:
        contact = self.contacts[whom]
        if contact is None:
            raise AssertionError(f"contact {whom} has left")
        return contact

    def _note(self, contact: Contact, now: int, outcome: Outcome) -> None:
        self.happened.ends.append((contact.kind, contact.why, contact.entered, now, outcome))

    def _end(self, whom: int, contact: Contact, now: int, outcome: Outcome) -> None:
        self._note(contact, now, outcome)
        self.contacts[whom] = None

    def _close(self) -> None:
        """What is still there when it ends: nothing is forgotten."""
        for contact in self.contacts:
            if contact is None or contact.entered > self.stop:
                continue
            if contact.agent != NOBODY:
                continue
            if contact.promised != NOBODY:
                self.happened.called.append((contact.kind, contact.promised, self.stop, 2))
            else:
                self._note(contact, self.stop, Outcome.OPEN)
        for agent, group in enumerate(self.cast.group_of):
            if self.load[agent]:
                self._book(agent, self.stop)
            if self.present[agent] or self.load[agent]:
                self.happened.there.append((group, self.since[agent], self.stop))


def able_groups(model: Model) -> list[list[int]]:
    """The groups that could serve each type."""
    return [
        [at for at, group in enumerate(model.groups) if could_serve(model, kind, group)]
        for kind in model.types
    ]
