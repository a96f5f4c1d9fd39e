"""What one simulated customer says: who they are, what they came for, how they react; no clock and no connection."""

import random
import tomllib
from pathlib import Path
from typing import Final

import msgspec

TEXTS: Final = Path(__file__).parent / "texts"


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How quickly it goes, in seconds; `most` is how many chat at once."""

    every: float = 15.0
    most: int = 8
    reading: tuple[float, float] = (4.0, 12.0)
    nudge_after: float = 180.0
    patience: float = 1_800.0

    def faster(self, times: float) -> "Pace":
        """The same behaviour on a quicker clock."""
        return Pace(
            every=self.every / times,
            most=self.most,
            reading=(self.reading[0] / times, self.reading[1] / times),
            nudge_after=self.nudge_after / times,
            patience=self.patience / times,
        )


class Reaction(msgspec.Struct, frozen=True):
    hears: list[str]
    says: list[str]


class Situation(msgspec.Struct, frozen=True):
    title: str
    path: str
    topic: str
    opening: list[str]
    more: list[str]


class Texts(msgspec.Struct, frozen=True):
    nudges: list[str]
    goodbyes: list[str]
    leaving: list[str]
    reactions: list[Reaction]
    situations: list[Situation]


class Names(msgspec.Struct, frozen=True):
    """First names as they are written, the same in Latin letters, and family names."""

    women: list[str]
    men: list[str]
    families: list[str]
    latin: list[str]


class Name(msgspec.Struct, frozen=True):
    """Who somebody is, and how their address begins."""

    full: str
    latin: str


def texts() -> Texts:
    return msgspec.convert(tomllib.loads((TEXTS / "live.toml").read_text(encoding="utf-8")), Texts)


def names() -> Names:
    return msgspec.convert(tomllib.loads((TEXTS / "names.toml").read_text(encoding="utf-8")), Names)


def somebody(known: Names, rng: random.Random) -> Name:
    """A person who does not exist."""
    firsts = known.women + known.men
    number = rng.randrange(len(firsts))
    return Name(f"{firsts[number]} {rng.choice(known.families)}", known.latin[number])


class Mind:
    """What one customer says next."""

    def __init__(self, known: Texts, rng: random.Random, name: Name | None = None) -> None:
        self.name = name or somebody(names(), rng)
        self.situation = rng.choice(known.situations)
        self._known = known
        self._rng = rng
        self._more = list(self.situation.more)
        self._order = str(rng.randrange(10_000, 99_999))
        self._used: set[int] = set()

    def opening(self) -> list[str]:
        return [self._filled(text) for text in self.situation.opening]

    def answer(self, heard: str) -> tuple[str, bool]:
        """React to an agent's message; answers what to say, and whether that is the last word."""
        for number, reaction in enumerate(self._known.reactions):
            if number not in self._used and any(part in heard for part in reaction.hears):
                self._used.add(number)
                return self._filled(self._rng.choice(reaction.says)), False
        if self._more:
            return self._filled(self._more.pop(0)), False
        return self._rng.choice(self._known.goodbyes), True

    def nudge(self) -> str:
        return self._rng.choice(self._known.nudges)

    def give_up(self) -> str:
        return self._rng.choice(self._known.leaving)

    def _filled(self, text: str) -> str:
        return text.replace("{order}", self._order).replace("{name}", self.name.full)
