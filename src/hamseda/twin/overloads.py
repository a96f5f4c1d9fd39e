"""Where more comes that never gives up than people can do: the line grows for as long as that lasts."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from msgspec import Struct

from hamseda.twin.casting import channel_of, could_serve, places
from hamseda.twin.document import Model, over_periods
from hamseda.twin.flows import Team, Tight, room_for, shares_done, tightest
from hamseda.twin.spreads import Floats
from hamseda.twin.tally import Window
from hamseda.twin.traffic import Traffic

ROUNDS: Final = 30  # until what is done and what it brings agree
ENOUGH: Final = 1e-4


class Overload(Struct, frozen=True):
    """Types that together bring so many erlang to so many agents: `times` what these can do (infinite: nobody is there).

    `periods` are those of a passing one; None where all that is counted is too much.
    """

    types: tuple[str, ...]
    groups: tuple[str, ...]
    erlang: float
    agents: float
    times: float
    periods: tuple[int, ...] | None = None

    def as_told(self) -> dict[str, Any]:
        """The overload for programs."""
        return {
            "types": [*self.types],
            "groups": [*self.groups],
            "erlang": self.erlang,
            "agents": self.agents,
            "times": self.times if np.isfinite(self.times) else None,
            "periods": None if self.periods is None else [*self.periods],
        }


def overloads(model: Model) -> list[Overload]:
    """What is too much over all counted periods; then what passes, so that of a night all is done in the morning.

    Work that others may interrupt goes on beside them, and is held against people apart from them.
    """
    return _Centre(model).overloads()


class _Centre:
    def __init__(self, model: Model) -> None:
        self.model, self.window = model, Window.of(model)
        self.traffic = Traffic(model)
        rows = [over_periods(kind.arrivals.per_period, model.periods.count) for kind in model.types]
        self.came = self._counted(rows) / (model.periods.minutes * 60)
        heads = self._counted([over_periods(group.agents, model.periods.count) for group in model.groups])
        self.heads = heads * np.array([[1 - group.shrinkage] for group in model.groups])
        channels = [channel_of(model, kind.channel) for kind in model.types]
        self.weights = [channel.weight for channel in channels]
        sides = [bool(channel.interrupted_by) for channel in channels]
        self.sides = [[at for at, one in enumerate(sides) if one is side] for side in (False, True)]
        self.able = [
            {at: kind.channel for at, kind in enumerate(model.types) if could_serve(model, kind, group)}
            for group in model.groups
        ]

    def overloads(self) -> list[Overload]:
        whole = [*self._found(self.came.mean(1), self.heads.mean(1))]
        named = {name for one in whole for name in one.types}
        passing: dict[tuple[str, ...], list[tuple[int, Overload]]] = defaultdict(list)
        known: dict[bytes, list[Overload]] = {}
        for at in range(self.window.periods):
            came, heads = self.came[:, at], self.heads[:, at]
            key = came.tobytes() + heads.tobytes()
            if key not in known:
                known[key] = [*self._found(came, heads)]
            for one in known[key]:
                if one.agents > 0 and not named.issuperset(one.types):  # nobody there: they are not open
                    passing[one.types].append((self.window.first + at, one))
        return [*whole, *(_passing(found) for found in passing.values())]

    def _counted(self, rows: list[Any]) -> Floats:
        return np.array(rows, np.float64)[:, self.window.first : self.window.last]

    def _found(self, came: Floats, heads: Floats) -> Iterator[Overload]:
        if not came.any():
            return
        teams = self._teams(heads)
        must = self._settled(came, teams, is_all_done=True)
        tight = [one for side in self.sides for one in tightest(self._units(must, side), teams)]
        if tight:
            held = self._settled(came, teams, is_all_done=False)
            still = [one.kinds for side in self.sides for one in tightest(self._units(held, side), teams)]
            tight = [one for one in tight if any(one.kinds & kinds for kinds in still)]
        yield from (self._told(one, must, heads) for one in tight)
        yield from self._reserved(must, heads, teams)

    def _settled(self, came: Floats, teams: list[Team], *, is_all_done: bool) -> Floats:
        """What must be done, once what is done and what that brings agree.

        `is_all_done`: what must be done is taken for done, however few people there are.
        """
        kept, done = np.ones(len(self.model.types)), np.ones(len(self.model.types))
        must, rest = self.traffic.solve(came, kept, done)
        for _ in range(ROUNDS if self.traffic.is_led else 0):
            first, then = kept.copy(), done.copy()
            for side in self.sides:
                shares = shares_done(self._units(must, side), self._units(rest, side), teams)
                for at in side:
                    first[at], then[at] = shares[0][at], shares[1][at]
            if is_all_done:
                first[:] = 1.0
            if np.allclose(first, kept, atol=ENOUGH) and np.allclose(then, done, atol=ENOUGH):
                break
            kept, done = (kept + first) / 2, (done + then) / 2
            must, rest = self.traffic.solve(came, kept, done)
        return must

    def _units(self, erlang: Floats, side: list[int]) -> dict[int, float]:
        return {at: float(erlang[at]) * self.weights[at] for at in side}

    def _teams(self, heads: Floats) -> list[Team]:
        """Groups of which the agents are alike are one team."""
        alike: dict[Any, float] = defaultdict(float)
        for group, able, there in zip(self.model.groups, self.able, heads, strict=True):
            of_channel = {
                self.model.types[at].channel: places(self.model, self.model.types[at], group)
                * self.weights[at]
                for at in able
            }
            alike[group.units, tuple(of_channel.items()), tuple(able.items())] += float(there)
        return [
            Team(units * there, {name: room * there for name, room in of_channel}, dict(able))
            for (units, of_channel, able), there in alike.items()
        ]

    def _told(self, one: Tight, must: Floats, heads: Floats) -> Overload:
        kinds = sorted(one.kinds)
        groups = [at for at, able in enumerate(self.able) if one.kinds & able.keys()]
        return Overload(
            types=tuple(self.model.types[at].name for at in kinds),
            groups=tuple(self.model.groups[at].name for at in groups),
            erlang=float(sum(must[at] for at in kinds)),
            agents=float(sum(heads[at] for at in groups)),
            times=one.times,
        )

    def _reserved(self, must: Floats, heads: Floats, teams: list[Team]) -> Iterator[Overload]:
        """Calls of ours that are too many only for those who may make them beside the reserve."""
        for at, kind in enumerate(self.model.types):
            outbound = kind.outbound
            if outbound is None or outbound.reserve == 0 or must[at] == 0:
                continue
            there = float(sum(heads[group] for group, able in enumerate(self.able) if at in able))
            part = max(there - outbound.reserve, 0) / there if there else 0.0
            room = room_for(frozenset({at}), teams)
            load = must[at] * self.weights[at]
            if room * part <= load < room:
                yield self._told(
                    Tight(frozenset({at}), load / (room * part) if part else np.inf), must, heads
                )


def _passing(found: list[tuple[int, Overload]]) -> Overload:
    """The same types in several periods, as one."""
    ones = [one for _, one in found]
    room = sum(one.erlang / one.times for one in ones)
    erlang = sum(one.erlang for one in ones)
    return Overload(
        types=ones[0].types,
        groups=ones[0].groups,
        erlang=erlang / len(ones),
        agents=sum(one.agents for one in ones) / len(ones),
        times=erlang / room if room else np.inf,
        periods=tuple(at for at, _ in found),
    )
