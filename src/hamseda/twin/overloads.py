"""Where more comes that never gives up than people can do: the line grows for as long as that lasts.

Who goes before is done first: safety before the rest of those who call, all of them before calls of ours. So work with
patience takes people from what stands behind it, and what goes before does not wait because of it.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from msgspec import Struct

from hamseda.twin.casting import channel_of, could_serve, places
from hamseda.twin.document import ContactType, Model, over_periods
from hamseda.twin.flows import Team, Tight, room_for, shares_done, tightest
from hamseda.twin.rivals import all_busy, drag, excludes, kept, rest_s, sides
from hamseda.twin.spreads import Floats, mean_s
from hamseda.twin.tally import Window
from hamseda.twin.traffic import Traffic

ROUNDS: Final = 30  # until what is done and what it brings agree
ENOUGH: Final = 1e-4
HASTE: Final = 5.0
MOMENT_S: Final = 0.001
NEARLY: Final = 0.999


class Overload(Struct, frozen=True):
    """Types that together bring so many erlang to so many agents: `times` what these can do (infinite: nobody is there).

    `growing` are those whose line grows: who goes before them belongs to what is too much, and is served all the same.
    `periods` are those of a passing one; None where all that is counted is too much.
    """

    types: tuple[str, ...]
    groups: tuple[str, ...]
    erlang: float
    agents: float
    times: float
    growing: tuple[str, ...]
    periods: tuple[int, ...] | None = None

    def as_told(self) -> dict[str, Any]:
        """The overload for programs."""
        return {
            "types": [*self.types],
            "groups": [*self.groups],
            "erlang": self.erlang,
            "agents": self.agents,
            "times": self.times if np.isfinite(self.times) else None,
            "growing": [*self.growing],
            "periods": None if self.periods is None else [*self.periods],
        }


def overloads(model: Model) -> list[Overload]:
    """What is too much over all counted periods; then what passes, so that of a night all is done in the morning."""
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
        self.sides = sides(model)
        self._rest_s: dict[int, float] = {}
        self.levels = np.array([_level(kind) for kind in model.types])
        self.able = [
            {at: kind.channel for at, kind in enumerate(model.types) if could_serve(model, kind, group)}
            for group in model.groups
        ]

    def overloads(self) -> list[Overload]:
        whole = [*self._found(self.came.mean(1), self.heads.mean(1))]
        named = {name for one in whole for name in one.growing}
        passing: dict[Any, list[tuple[int, Overload]]] = defaultdict(list)
        known: dict[bytes, list[Overload]] = {}
        for at in range(self.window.periods):
            came, heads = self.came[:, at], self.heads[:, at]
            key = came.tobytes() + heads.tobytes()
            if key not in known:
                known[key] = [*self._found(came, heads)]
            for one in known[key]:
                if one.agents > 0 and not named.issuperset(one.growing):  # nobody there: they are not open
                    passing[one.types, one.growing].append((self.window.first + at, one))
        return [*whole, *(_passing(found) for found in passing.values())]

    def _counted(self, rows: list[Any]) -> Floats:
        return np.array(rows, np.float64)[:, self.window.first : self.window.last]

    def _found(self, came: Floats, heads: Floats) -> Iterator[Overload]:
        if not came.any():
            return
        teams = self._teams(heads)
        must, rest = self._settled(came, teams, is_all_done=True)
        held: tuple[Floats, Floats] | None = None
        grown: set[int] = set()
        for level in sorted({*self.levels.tolist()}):
            work = self._work(must, rest, level, teams)
            tight = self._tight((must, rest), work, level, heads, teams)
            if tight:
                held = held or self._settled(came, teams, is_all_done=False)
                then = self._tight(held, self._work(*held, level, teams), level, heads, teams)
                still = [one.kinds for one in then]
                tight = [one for one in tight if any(one.kinds & kinds for kinds in still)]
            for one in tight:
                growing = {at for at in one.kinds if self.levels[at] == level and must[at] > 0}
                if not growing <= grown:
                    grown |= growing
                    yield self._told(one, work, heads, growing)
        yield from self._reserved(must, heads, teams)

    def _tight(
        self, settled: tuple[Floats, Floats], work: Floats, level: int, heads: Floats, teams: list[Team]
    ) -> list[Tight]:
        """What is too much of a level, with what goes before it."""
        slowed = work * np.array([self._drag(at, *settled, heads) for at in range(len(work))])
        found = [one for side in self.sides for one in tightest(self._units(slowed, side), teams)]
        return [one for one in found if any(self.levels[at] == level and work[at] > 0 for at in one.kinds)]

    def _work(self, must: Floats, rest: Floats, level: int, teams: list[Team]) -> Floats:
        """What must be done of a level, and all that is done before it."""
        before = self.levels < level
        done = np.zeros(len(must))
        for at in np.flatnonzero(before & (rest > 0)).tolist():
            sharing = [team for team in teams if at in team.able]
            rivals = [
                one for one in range(len(must)) if before[one] and any(one in team.able for team in sharing)
            ]
            room = sum(team.room for team in sharing) - sum(must[one] * self.weights[one] for one in rivals)
            load = sum(rest[one] * self.weights[one] for one in rivals)
            kind, work_s = self.model.types[at], max(self.traffic.work_s[at], MOMENT_S)
            patience, unit = _waits_s(kind) / work_s, self.weights[at]
            done[at] = rest[at] * kept(load / unit, max(room, 0.0) / unit, patience, is_always_busy=True)
        return np.where(self.levels <= level, must, 0.0) + done

    def _drag(self, at: int, must: Floats, rest: Floats, heads: Floats) -> float:
        """How many times as long a type takes because of those who interrupt it, where all its people serve them too."""
        model, kind = self.model, self.model.types[at]
        work_s = self.traffic.work_s[at]
        own = [group for group, able in enumerate(self.able) if at in able and heads[group] > 0]
        if not channel_of(model, kind.channel).interrupted_by or not own or work_s <= 0:
            return 1.0
        busy = longest = 0.0
        for one, other in enumerate(model.types):
            if all(
                one in self.able[group] and excludes(model, other, kind, model.groups[group]) for group in own
            ):
                people = float(sum(heads[group] for group, able in enumerate(self.able) if one in able))
                patience = _waits_s(other) / max(self.traffic.work_s[one], MOMENT_S)
                served = rest[one] and rest[one] * kept(rest[one], people, patience, is_always_busy=False)
                load = (must[one] + served) / people
                left = self.rest_s(one)
                if kind.outbound is not None:  # and it begins only where nobody waits
                    often = min(all_busy(must[one] + rest[one], people, patience), NEARLY)
                    left += self.traffic.work_s[one] * often / (1 - often)
                busy, longest = busy + load, longest + load * left
        people = float(sum(heads[group] for group in own))
        held = 0.0 if kind.outbound is not None else 1.0
        return drag(people, held, busy, longest / busy, work_s) if busy else 1.0

    def rest_s(self, at: int) -> float:
        """See `rivals.rest_s`; remembered."""
        if at not in self._rest_s:
            self._rest_s[at] = rest_s(self.model.types[at])
        return self._rest_s[at]

    def _settled(self, came: Floats, teams: list[Team], *, is_all_done: bool) -> tuple[Floats, Floats]:
        """What must be done and what else could be, once what is done and what that brings agree.

        `is_all_done`: what must be done is taken for done, however few people there are.
        """
        kept, done = np.ones(len(self.model.types)), np.ones(len(self.model.types))
        must, rest = self.traffic.solve(came, kept, done)
        for turn in range(ROUNDS if self.traffic.is_led else 0):
            first, then = np.ones(len(must)), np.ones(len(must))
            for side in self.sides:
                shares = shares_done(self._units(must, side), self._units(rest, side), teams)
                for at in side:
                    first[at], then[at] = min(first[at], shares[0][at]), min(then[at], shares[1][at])
            if is_all_done:
                first[:] = 1.0
            if np.allclose(first, kept, atol=ENOUGH) and np.allclose(then, done, atol=ENOUGH):
                break
            step = min(0.5, HASTE / (turn + 1))  # what swings is calmed
            kept, done = kept + (first - kept) * step, done + (then - done) * step
            must, rest = self.traffic.solve(came, kept, done)
        return must, rest

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

    def _told(self, one: Tight, must: Floats, heads: Floats, growing: set[int]) -> Overload:
        kinds = sorted(one.kinds)
        groups = [at for at, able in enumerate(self.able) if one.kinds & able.keys()]
        return Overload(
            types=tuple(self.model.types[at].name for at in kinds),
            groups=tuple(self.model.groups[at].name for at in groups),
            erlang=float(sum(must[at] for at in kinds)),
            agents=float(sum(heads[at] for at in groups)),
            times=one.times,
            growing=tuple(self.model.types[at].name for at in sorted(growing)),
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
                times = load / (room * part) if part else np.inf
                yield self._told(Tight(frozenset({at}), times), must, heads, {at})


def _waits_s(kind: ContactType) -> float:
    """How long they wait to be served: until they give up, or may leave a message."""
    return min([mean_s(kind.patience), *([kind.voicemail.after_s] if kind.voicemail else [])])


def _level(kind: ContactType) -> int:
    """Who goes before: safety, then the others who come, then what we begin ourselves."""
    return 2 if kind.outbound is not None else 0 if kind.safety else 1


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
        growing=ones[0].growing,
        periods=tuple(at for at, _ in found),
    )
