"""Work on its way to people: how much of what types bring their teams can do, and who brings more than that.

The largest flow through a network with bounds (J. Edmonds and R. M. Karp, "Theoretical improvements in algorithmic
efficiency for network flow problems" (1972)); the set that is tightest by W. Dinkelbach, "On nonlinear fractional
programming" (1967).
"""

import math
from collections import deque
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

ROUNDING: Final = 1e-9
CRITICAL: Final = 1e-7  # as much as can be done is too much, for chance has no room
STEPS: Final = 4  # in which what may be done is laid out, so that all types have their part of it


class Team(Struct, frozen=True):
    """Agents who are alike: what they can have in hand, of each channel and of all, and which types by which channel."""

    room: float
    of_channel: Mapping[str, float]
    able: Mapping[int, str]


class Tight(Struct, frozen=True):
    """Types that together bring `times` as much as their teams can do; infinite where nobody is there."""

    kinds: frozenset[int]
    times: float


class Network:
    """Nodes and bounded ways between them; node 0 is where work comes from, 1 where it is done."""

    def __init__(
        self, work: Mapping[int, float], teams: list[Team], scale: float = 1.0, most: float = 0.0
    ) -> None:
        self._left: dict[int, dict[int, float]] = {0: {}, 1: {}}
        self._kinds = {kind: self._node() for kind in work}
        self._least = ROUNDING * max([*work.values(), most])
        for kind, much in work.items():
            self._join(0, self._kinds[kind], much)
        for team in teams:
            self._add(team, scale)
        self._run()

    def more(self, work: Mapping[int, float]) -> None:
        """Let more work come; nothing that is laid out is taken back."""
        for kind, much in work.items():
            self._left[0][self._kinds[kind]] += much
        self._run()

    def laid(self, kind: int) -> float:
        """How much of a type's work is laid out."""
        return self._left[self._kinds[kind]].get(0, 0.0)

    def wanting(self) -> frozenset[int]:
        """Types that bring too much, and all who share what they could have."""
        seen = self._reached()
        return frozenset(kind for kind, node in self._kinds.items() if node in seen)

    def _add(self, team: Team, scale: float) -> None:
        if team.room <= 0:
            return
        whole = self._node()
        self._join(whole, 1, team.room * scale)
        channels = {channel: self._node() for channel in team.of_channel}
        for channel, room in team.of_channel.items():
            self._join(channels[channel], whole, room * scale)
        for kind, channel in team.able.items():
            if kind in self._kinds:
                self._join(self._kinds[kind], channels[channel], math.inf)

    def _node(self) -> int:
        self._left[len(self._left)] = {}
        return len(self._left) - 1

    def _join(self, begin: int, end: int, room: float) -> None:
        self._left[begin][end] = room
        self._left[end].setdefault(begin, 0.0)

    def _run(self) -> None:
        while 1 in (before := self._reached()):
            way, node = [], 1
            while node != 0:
                way.append((before[node], node))
                node = before[node]
            much = min(self._left[begin][end] for begin, end in way)
            for begin, end in way:
                self._left[begin][end] -= much
                self._left[end][begin] += much

    def _reached(self) -> dict[int, int]:
        before, waiting = {0: 0}, deque([0])
        while waiting:
            node = waiting.popleft()
            for following, room in self._left[node].items():
                if room > self._least and following not in before:
                    before[following] = node
                    waiting.append(following)
        return before


def shares_done(
    must: Mapping[int, float], rest: Mapping[int, float], teams: list[Team]
) -> tuple[dict[int, float], dict[int, float]]:
    """The share of each type's work that can be done: of what must be, and then of the rest."""
    network = Network(
        dict.fromkeys(must, 0.0), teams, most=max([*must.values(), *rest.values()], default=0.0)
    )
    kept = _laid_out(network, must)
    return kept, _laid_out(network, rest)


def tightest(work: Mapping[int, float], teams: list[Team]) -> list[Tight]:
    """Sets of types that bring at least what their teams can do, the tightest first, each with teams of its own."""
    found: list[Tight] = []
    left, free = {kind: much for kind, much in work.items() if much > 0}, teams
    while left and (tight := _tightest(left, free)) is not None:
        found += [Tight(part, tight.times) for part in _apart(tight.kinds, free)]
        left = {kind: much for kind, much in left.items() if kind not in tight.kinds}
        free = [team for team in free if not tight.kinds & team.able.keys()]
    return found


def room_for(kinds: frozenset[int], teams: list[Team]) -> float:
    """What all teams could do if only these types came."""
    return sum(
        min(
            team.room,
            sum(team.of_channel[one] for one in {team.able[kind] for kind in kinds & team.able.keys()}),
        )
        for team in teams
    )


def _tightest(work: Mapping[int, float], teams: list[Team]) -> Tight | None:
    found: Tight | None = None
    bound = 1 - CRITICAL
    while kinds := Network(work, teams, bound).wanting():
        room = room_for(kinds, teams)
        times = sum(work[kind] for kind in kinds) / room if room > 0 else math.inf
        if found is not None and times <= found.times:
            break
        found = Tight(kinds, times)
        if room == 0:
            break
        bound = times * (1 + ROUNDING)
    return found


def _apart(kinds: frozenset[int], teams: list[Team]) -> list[frozenset[int]]:
    """The parts of a set that share no team."""
    parts: list[frozenset[int]] = []
    for kind in sorted(kinds):
        sharing = frozenset({kind}).union(*(kinds & team.able.keys() for team in teams if kind in team.able))
        touched = [part for part in parts if part & sharing]
        parts = [part for part in parts if not part & sharing] + [sharing.union(*touched)]
    return parts


def _laid_out(network: Network, work: Mapping[int, float]) -> dict[int, float]:
    before = {kind: network.laid(kind) for kind in work}
    for _ in range(STEPS):
        network.more({kind: much / STEPS for kind, much in work.items()})
    return {
        kind: min((network.laid(kind) - before[kind]) / much, 1.0) if much > 0 else 1.0
        for kind, much in work.items()
    }
