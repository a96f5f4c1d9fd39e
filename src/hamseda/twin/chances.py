"""What chance has in store for each contact, by its number: worked out as columns, whatever happens in which order."""

from functools import cached_property
from typing import Protocol

from hamseda.twin.document import Model
from hamseda.twin.draws import Draws, arrival_times
from hamseda.twin.spreads import FOREVER


class Traveller(Protocol):
    """What has to be known of a contact to find its chances."""

    kind: int
    origin: int
    number: int
    attempt: int
    leg: int


class Chances:
    """All that chance decides in one replication.

    A contact is found by where and as which number it first came; each attempt and each leg of its way (transfers,
    messages) has coins of its own, and service of another type is drawn anew. Its patience stays the same.
    """

    def __init__(self, model: Model, draws: Draws) -> None:
        self.model, self.draws = model, draws
        instants = arrival_times(model, draws)
        self.arrivals = [one.tolist() for one in instants]
        self.counts = [one.size for one in instants]
        self.kind_of = {kind.name: at for at, kind in enumerate(model.types)}
        self._columns: dict[tuple[str, int, int, int, int], list[int]] = {}
        self._coins: dict[tuple[str, int, int, int, int], list[float]] = {}

    @cached_property
    def patience(self) -> list[list[int]]:
        """Each type's patience by number of contact."""
        return [
            self.draws.times(kind.patience, count, kind.name, "patience").tolist()
            for kind, count in zip(self.model.types, self.counts, strict=True)
        ]

    @cached_property
    def first_service(self) -> list[list[int]]:
        """Each type's service of those who came as it."""
        return [
            self.draws.times(kind.service, count, kind.name, "service").tolist()
            for kind, count in zip(self.model.types, self.counts, strict=True)
        ]

    def service(self, contact: Traveller) -> int:
        """How long an agent works on it; a caller who tries again wants the same."""
        if contact.leg == 0:
            return self.first_service[contact.kind][contact.number]
        return self._time("service", contact)

    def wrap_up(self, contact: Traveller) -> int:
        """How long the work after it takes."""
        return self._time("wrap_up", contact)

    def retrial_after(self, contact: Traveller) -> int:
        """How long until they try again."""
        return self._time("retrial", contact)

    def later_patience(self, contact: Traveller) -> int:
        """The patience of a leg after the first."""
        return self._time("patience", contact)

    def coin(self, purpose: str, contact: Traveller) -> float:
        """A number between 0 and 1 for one question to one contact."""
        key = (purpose, contact.kind, contact.origin, contact.attempt, contact.leg)
        column = self._coins.get(key)
        if column is None:
            stream = self.draws.stream(*self._names(key), "coin")
            column = self._coins[key] = stream.random(self.counts[contact.origin]).tolist()
        return column[contact.number]

    def away(self, group: int, period: int) -> list[bool]:
        """Who of a group is away in a period, by their place in it."""
        chosen = self.model.groups[group]
        most = max(chosen.agents) if isinstance(chosen.agents, tuple) else chosen.agents
        if chosen.shrinkage == 0:
            return [False] * most
        drawn = self.draws.stream(chosen.name, "away", period).random(most)
        return [place < chosen.shrinkage for place in drawn.tolist()]

    def first_wrap_up(self, kind: int) -> list[int]:
        """The wrap-up of those who came as a type, by number."""
        return self._column(("wrap_up", kind, kind, 0, 0))

    def _time(self, purpose: str, contact: Traveller) -> int:
        attempt = contact.attempt if purpose == "retrial" else 0
        return self._column((purpose, contact.kind, contact.origin, attempt, contact.leg))[contact.number]

    def _column(self, key: tuple[str, int, int, int, int]) -> list[int]:
        column = self._columns.get(key)
        if column is None:
            column = self._columns[key] = self._drawn(key[0], key, self.counts[key[2]])
        return column

    def _drawn(self, purpose: str, key: tuple[str, int, int, int, int], count: int) -> list[int]:
        kind = self.model.types[key[1]]
        spread = {
            "service": kind.service,
            "wrap_up": kind.wrap_up,
            "patience": kind.patience,
            "retrial": kind.retrial.after if kind.retrial else None,
        }[purpose]
        if spread is None:
            return [FOREVER] * count
        drawn: list[int] = self.draws.times(spread, count, *self._names(key)).tolist()
        return drawn

    def _names(self, key: tuple[str, int, int, int, int]) -> tuple[str, str, str, int, int]:
        """Names instead of places, so that a type more in the document shifts no chance of the others."""
        purpose, kind, origin, attempt, leg = key
        types = self.model.types
        return purpose, types[kind].name, types[origin].name, attempt, leg
