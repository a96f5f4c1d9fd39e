"""What chance has in store for each contact, by its number: worked out as columns, whatever happens in which order."""

from functools import cached_property
from typing import Literal

from msgspec import Struct

from hamseda.twin.document import ContactType, Model, Spread
from hamseda.twin.draws import Draws, arrival_times
from hamseda.twin.spreads import Floats, Ints

Time = Literal["service", "wrap_up", "patience", "retrial"]
Coin = Literal["deflection", "callback", "reached", "voicemail", "retrial", "transfer"]


class Leg(Struct, frozen=True):
    """Where a contact is on its way: what it now is and first was, the attempt, and how often it was sent on."""

    kind: int
    origin: int
    attempt: int = 0
    leg: int = 0


class Chances:
    """All that chance decides in one replication.

    A contact is found by where and as which number it first came; each attempt and each leg of its way (transfers,
    messages) has coins of its own, and service of another type is drawn anew. Its patience stays the same.
    """

    def __init__(self, model: Model, draws: Draws) -> None:
        self.model, self.draws = model, draws
        self.arrivals = arrival_times(model, draws)
        self.counts = [len(one) for one in self.arrivals]

    @cached_property
    def patience(self) -> list[Ints]:
        """Each type's patience by number of contact."""
        return [
            self.draws.times(kind.patience, count, kind.name, "patience")
            for kind, count in zip(self.model.types, self.counts, strict=True)
        ]

    @cached_property
    def first_service(self) -> list[Ints]:
        """Each type's service of those who came as it; a caller who tries again wants the same."""
        return [
            self.draws.times(kind.service, count, kind.name, "service")
            for kind, count in zip(self.model.types, self.counts, strict=True)
        ]

    def times(self, purpose: Time, leg: Leg) -> Ints:
        """How long each of those who first came as a type takes at a leg.

        Only the time until they try again is drawn anew with each attempt.
        """
        if leg.leg == 0 and purpose == "service":
            return self.first_service[leg.kind]
        if leg.leg == 0 and purpose == "patience":
            return self.patience[leg.kind]
        spread = spread_of(self.model.types[leg.kind], purpose)
        attempt = leg.attempt if purpose == "retrial" else 0
        return self.draws.times(spread, self.counts[leg.origin], *self._names(purpose, leg, attempt))

    def coins(self, purpose: Coin, leg: Leg) -> Floats:
        """Numbers between 0 and 1 for one question to each of those who first came as a type."""
        stream = self.draws.stream(*self._names(purpose, leg, leg.attempt), "coin")
        return stream.random(self.counts[leg.origin])

    def away(self, group: int, period: int) -> list[bool]:
        """Who of a group is away in a period, by their place in it."""
        chosen = self.model.groups[group]
        most = max(chosen.agents) if isinstance(chosen.agents, tuple) else chosen.agents
        if chosen.shrinkage == 0:
            return [False] * most
        drawn = self.draws.stream(chosen.name, "away", period).random(most)
        return [place < chosen.shrinkage for place in drawn.tolist()]

    def _names(self, purpose: str, leg: Leg, attempt: int) -> tuple[str, str, str, int, int]:
        """Names instead of places, so that a type more in the document shifts no chance of the others."""
        types = self.model.types
        return purpose, types[leg.kind].name, types[leg.origin].name, attempt, leg.leg


def spread_of(kind: ContactType, purpose: Time) -> Spread:
    """The distribution of one of a type's times."""
    found = {
        "service": kind.service,
        "wrap_up": kind.wrap_up,
        "patience": kind.patience,
        "retrial": kind.retrial.after if kind.retrial else None,
    }[purpose]
    if found is None:
        raise ValueError(f"{purpose}: the type {kind.name} has none")
    return found
