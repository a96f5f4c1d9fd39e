"""The line of the simulated chats: who waited how long, and what the estimate promised them on arrival."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from hamseda.demo.rhythm import ZONE
from hamseda.demo.threads import Promise
from hamseda.routing.estimate import HandlingTime, Server, estimate_wait, in_whole_minutes

# How many serve chats at once, by hour; the others are on other work.
ON_DUTY: Final = (1,) * 10 + (2,) * 4 + (1,) * 3 + (2,) * 5 + (1,) * 2
PATIENCE_MINUTES: Final = 9.0
ANSWER_SECONDS: Final = (4.0, 28.0)
# What no estimate can know: an offer that nobody answers goes on to the next, and work after a contact takes its time.
MISSED_SHARE: Final = 0.16
OFFER_SECONDS: Final = 20.0
AFTER_WORK_SECONDS: Final = 35.0
# A talk that begins at the end of somebody's hour is brought to its end by them.
OVERTIME: Final = timedelta(minutes=40)
FIRST_BELIEF: Final = HandlingTime(mean=7.0, variation=0.6)


@dataclass
class Place:
    """One person who serves, with the talks that they have and those that already wait for them."""

    agent: str
    talks: list[tuple[datetime, datetime]] = field(default_factory=list)

    def free_at(self, at: datetime) -> datetime:
        self.talks = [(begin, end) for begin, end in self.talks if end > at]
        return max((end for _, end in self.talks), default=at)

    def elapsed(self, at: datetime) -> float | None:
        """Minutes of the talk that runs at this instant; 0 where one is about to begin, None when free."""
        running = [at - begin for begin, end in self.talks if end > at]
        return max(0.0, max(running).total_seconds() / 60) if running else None


@dataclass(frozen=True)
class Turn:
    """What became of a visitor: the agent and the wait, or nobody where they left."""

    agent: str | None
    wait: timedelta
    promise: Promise | None


@dataclass(frozen=True)
class Duty:
    """Somebody is there for chats."""

    agent: str
    begin: datetime
    end: datetime


@dataclass
class ChatLine:
    """Serves one after another in the order of arrival; every call must come later than the one before."""

    agents: tuple[str, ...]
    rng: Random
    handling: HandlingTime = FIRST_BELIEF
    places: list[Place] = field(default_factory=list)
    orders: dict[date, tuple[str, ...]] = field(default_factory=dict)

    def arrive(self, at: datetime, minutes: float) -> Turn:
        """Somebody comes whose talk will last `minutes`; answers their turn."""
        serving = self._serving(at)
        place = min(serving, key=lambda p: p.free_at(at))
        promise = self._promise(at, serving)
        wait = place.free_at(at) - at + self._until_answered()
        patience = timedelta(minutes=self.rng.expovariate(1 / PATIENCE_MINUTES) + 2)
        if wait > patience:
            return Turn(None, patience, promise)
        place.talks.append((at + wait, at + wait + timedelta(minutes=minutes)))
        self.handling = self.handling.seen(minutes)
        return Turn(place.agent, wait, promise)

    def duties(self) -> list[Duty]:
        """Who served chats from when to when: hour by hour, on the days on which anybody came."""
        return [
            Duty(order[place], begin, begin + timedelta(hours=1) + OVERTIME)
            for day, order in self.orders.items()
            for hour in range(24)
            for begin in [datetime.combine(day, time(hour), ZONE)]
            for place in _on_duty(hour, len(order))
        ]

    def _until_answered(self) -> timedelta:
        seconds = self.rng.uniform(*ANSWER_SECONDS) + self.rng.expovariate(1 / AFTER_WORK_SECONDS) * (
            self.rng.random() < 0.5
        )
        while self.rng.random() < MISSED_SHARE:
            seconds += OFFER_SECONDS
        return timedelta(seconds=seconds)

    def _serving(self, at: datetime) -> list[Place]:
        wall = at.astimezone(ZONE)
        if wall.date() not in self.orders:
            order = list(self.agents)
            self.rng.shuffle(order)
            self.orders[wall.date()] = tuple(order)
            kept = {p.agent: p for p in self.places}
            self.places = [kept.get(agent, Place(agent)) for agent in order]
        return [self.places[at] for at in _on_duty(wall.hour, len(self.places))]

    def _promise(self, at: datetime, serving: list[Place]) -> Promise | None:
        ahead = sum(begin > at for p in serving for begin, _ in p.talks)
        servers = [Server(self.handling, p.elapsed(at)) for p in serving]
        estimate = estimate_wait(float(ahead), servers)
        if estimate is None:
            return None
        low, high = in_whole_minutes(estimate)
        return Promise(low_s=low * 60, high_s=high * 60)


def _on_duty(hour: int, people: int) -> list[int]:
    """Places in the day's order of those who serve in an hour."""
    return [(hour // 6 + n) % people for n in range(ON_DUTY[hour])]
