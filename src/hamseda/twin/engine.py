"""The general engine: events in their order, and the router's policy to say who serves whom.

Time is in whole milliseconds throughout, as the kernel has it, so no sum of times loses anything.
"""

from collections.abc import Callable
from typing import Final

from hamseda.routing.api import MILLION, Arrays, Columns, Lists
from hamseda.twin import stage as st
from hamseda.twin.casting import Cast
from hamseda.twin.chances import Chances, Coin, Leg, Time
from hamseda.twin.closing import told
from hamseda.twin.document import Model
from hamseda.twin.happened import Happened
from hamseda.twin.loop import play
from hamseda.twin.opening import EVENTS, Opening, end_of, first_numbers

MOST_CONTACTS: Final = st.WHOM_MASK

# What there is of contacts who have not come, for room for more of them: nought, nothing, or the end of all.
OF_CONTACTS: Final = (
    "kind", "root", "link", "entered", "why", "line", "reached", "outcome", "ended", "begun", "spent", "patience",
)  # fmt: skip
NOT_OF_CONTACTS: Final = ("way", "agent", "brisk")
OF_ITEMS: Final = ("bucket", "order", "entered", "after", "before")


class TooManyContactsError(RuntimeError):
    """More attempts than the engine can number."""


class Play:
    """One replication: `Play(model, cast, chances).run()`."""

    def __init__(
        self,
        model: Model,
        cast: Cast,
        chances: Chances,
        make: Columns | None = None,
        loop: Callable[[st.Stage], int] = play,
    ) -> None:
        self.model, self.cast, self.chances, self.loop = model, cast, chances, loop
        self.make: Columns = make or Lists()
        self.first = first_numbers(chances)
        opening = Opening(model, cast, chances, self.make)
        self.stop, self.periods = opening.stop, len(opening.periods)
        self.stage, self.brisk = opening.stage(), opening.brisk
        self.legs: list[Leg] = []
        self.way_of: dict[Leg, int] = {}
        for at in range(len(model.types)):
            self._add_way(Leg(at, at))

    def run(self) -> Happened:
        """Play it from the first period to the end of the last contact, or of the hours after."""
        while (wanted := self.loop(self.stage)) != st.OVER:
            about = int(self.stage.counts[st.ABOUT])
            if wanted == st.WANTS_ROOM:
                self._make_room()
            elif wanted == st.WANTS_WAY:
                self._open_way(about)
            else:
                self._call_shift(about)
        return told(self.stage)

    def _call_shift(self, period: int) -> None:
        """Say who is there in a period."""
        there, at = self.stage.is_there, 0
        for group, heads in enumerate(self.cast.heads):
            for number, is_away in enumerate(self.chances.away(group, period)):
                there[at] = number < heads[period] and not is_away
                at += 1
        self.stage.counts[st.SHIFT] = period

    def _open_way(self, whom: int) -> None:
        """Prepare the chances of those who come by a way that nobody has come yet."""
        stage, types = self.stage, len(self.model.types)
        link = int(stage.link[whom])
        before, road = self.legs[link // (types + 1)], link % (types + 1)
        if road == types:
            leg = Leg(before.kind, before.origin, before.attempt + 1, before.leg)
        else:
            leg = Leg(road, before.origin, before.attempt, before.leg + 1)
        way = self.way_of[leg] if leg in self.way_of else self._add_way(leg)
        stage.ways[link] = way

    def _add_way(self, leg: Leg) -> int:
        self.way_of[leg] = len(self.legs)
        self.legs.append(leg)
        stage, make = self.stage, self.make
        stage.columns = make.joined(stage.columns, make.of(self._columns(leg)))
        stage.ways = make.joined(stage.ways, make.blank(len(self.model.types) + 1, st.NOTHING))
        return self.way_of[leg]

    def _columns(self, leg: Leg) -> list[int]:
        """Where the chances of a way are: of all that may be asked of its type."""
        kind, found = self.model.types[leg.kind], [st.NOTHING] * st.PURPOSES
        if leg == Leg(leg.kind, leg.kind) and self.brisk[leg.kind] != st.NOTHING:
            return found  # they have columns of their own
        found[st.SERVICE], found[st.PATIENCE] = self._times("service", leg), self._times("patience", leg)
        if kind.wrap_up is not None:
            found[st.WRAP_UP] = self._times("wrap_up", leg)
        if kind.retrial is not None and leg.attempt < kind.retrial.attempts:
            found[st.AGAIN], found[st.RETRIES] = self._times("retrial", leg), self._coins("retrial", leg)
        if kind.callback is not None:
            found[st.CALLS], found[st.REACHES] = self._coins("callback", leg), self._coins("reached", leg)
        if kind.voicemail is not None:
            found[st.SPEAKS] = self._coins("voicemail", leg)
        if kind.transfer:
            found[st.MOVES] = self._coins("transfer", leg)
        if kind.deflection is not None:
            found[st.STEERS] = self._coins("deflection", leg)
        return found

    def _times(self, purpose: Time, leg: Leg) -> int:
        """Append a column of times; answers where it begins, less the number of the first who came so."""
        stage, make = self.stage, self.make
        begin = len(stage.times)
        stage.times = make.joined(stage.times, make.of(self.chances.times(purpose, leg)))
        return begin - self.first[leg.origin]

    def _coins(self, purpose: Coin, leg: Leg) -> int:
        stage, make = self.stage, self.make
        begin = len(stage.coins)
        stage.coins = make.joined_shares(stage.coins, make.shares(self.chances.coins(purpose, leg)))
        return begin - self.first[leg.origin]

    def _make_room(self) -> None:
        """Let further attempts and legs have half as much room again."""
        stage, make = self.stage, self.make
        more = len(stage.kind) // 2
        room = len(stage.kind) + more
        if room > MOST_CONTACTS:
            raise TooManyContactsError(f"More than {MOST_CONTACTS} attempts: make the model smaller.")
        blanks = (
            dict.fromkeys(OF_CONTACTS, 0) | dict.fromkeys(NOT_OF_CONTACTS, st.NOTHING) | {"freed": self.stop}
        )
        for name, value in blanks.items():
            setattr(stage, name, make.joined(getattr(stage, name), make.blank(more, value)))
        for name in OF_ITEMS:
            setattr(stage.queue, name, make.joined(getattr(stage.queue, name), make.blank(more, 0)))
        stage.called = make.joined(stage.called, make.blank(4 * more, 0))
        stage.worked = make.joined(stage.worked, make.blank(8 * more, 0))
        stage.events = make.roomier(stage.events, self.periods + EVENTS * room)
        stage.alarms = make.roomier(stage.alarms, room)


def play_fast(model: Model, cast: Cast, chances: Chances) -> Play:
    """The same, compiled: the same run, bit for bit; ImportError without the extra `fast`."""
    from hamseda.twin import compiled  # noqa: PLC0415 (numba takes a second, and only long work is worth it)

    return Play(model, cast, chances, Arrays(), compiled.play)


def has_room(model: Model) -> bool:
    """Say whether all instants and all that an agent may do until the end have room in integers of 64 bits."""
    stop = end_of(model)
    most = max(group.units for group in model.groups) * stop
    return stop < (1 << st.TIME_BITS) - 1 and 2 * most * MILLION < 1 << 63
