"""The line of the simulated chats: who waited how long, and what the estimate promised them on arrival."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
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


@dataclass
class ChatLine:
    """Serves one after another in the order of arrival; every call must come later than the one before."""

    agents: tuple[str, ...]
    rng: Random
    handling: HandlingTime = FIRST_BELIEF
    places: list[Place] = field(default_factory=list)
    _day: str = ""

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

    def _until_answered(self) -> timedelta:
        seconds = self.rng.uniform(*ANSWER_SECONDS) + self.rng.expovariate(1 / AFTER_WORK_SECONDS) * (
            self.rng.random() < 0.5
        )
        while self.rng.random() < MISSED_SHARE:
            seconds += OFFER_SECONDS
        return timedelta(seconds=seconds)

    def _serving(self, at: datetime) -> list[Place]:
        wall = at.astimezone(ZONE)
        if wall.date().isoformat() != self._day:
            self._day = wall.date().isoformat()
            order = list(self.agents)
            self.rng.shuffle(order)
            kept = {p.agent: p for p in self.places}
            self.places = [kept.get(agent, Place(agent)) for agent in order]
        first = wall.hour // 6
        return [self.places[(first + n) % len(self.places)] for n in range(ON_DUTY[wall.hour])]

    def _promise(self, at: datetime, serving: list[Place]) -> Promise | None:
        ahead = sum(begin > at for p in serving for begin, _ in p.talks)
        servers = [Server(self.handling, p.elapsed(at)) for p in serving]
        estimate = estimate_wait(float(ahead), servers)
        if estimate is None:
            return None
        low, high = in_whole_minutes(estimate)
        return Promise(low_s=low * 60, high_s=high * 60)
