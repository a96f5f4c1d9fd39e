"""The stage as a run begins: nobody is there and nobody waits, all who will come by themselves are known."""

from itertools import accumulate
from typing import Any, Final

import numpy as np

from hamseda.routing.api import Columns, Crew, Line, Requirement, assemble, order_of, requirement_at
from hamseda.twin import stage as st
from hamseda.twin.casting import Cast, could_serve
from hamseda.twin.chances import Chances, Leg
from hamseda.twin.document import ContactType, Model
from hamseda.twin.happened import FRESH, OPEN
from hamseda.twin.spreads import SECOND, Ints, milliseconds

EXTRAS: Final = (
    "rings", "line", "retrial", "callback", "voicemail", "transfer", "deflection", "outbound",
)  # fmt: skip
SPARE: Final = 64  # room for so many further attempts and legs; more is made when it is wanted
EVENTS: Final = 4  # of a contact at once: it gives up, is offered a callback, or to leave a message, or ends


class Buckets:
    """A bucket for each type and ring: what it asks of agents, and when it is over."""

    def __init__(self, model: Model, cast: Cast) -> None:
        self.needs: list[Requirement] = []
        self.first: list[int] = []
        self.ring_after: list[int] = []
        self.ring_to: list[int] = []
        for at in range(len(model.types)):
            self._add(model, cast, at)

    def _add(self, model: Model, cast: Cast, at: int) -> None:
        item = cast.item(model, at, 0, 0)
        begins = sorted({0, *(ring.after_ms for ring in item.rings)})
        self.first.append(len(self.needs))
        for begin, end in zip(begins, [*begins[1:], None], strict=True):
            self.needs.append(requirement_at(item, cast.config, begin, owner_present=False))
            self.ring_after.append(end or 0)
            self.ring_to.append(st.NOTHING if end is None else len(self.needs))


class Opening:
    """Builds the stage of one replication, of columns of one sort: `Opening(model, cast, chances, make).stage()`."""

    def __init__(self, model: Model, cast: Cast, chances: Chances, make: Columns) -> None:
        self.model, self.cast, self.chances, self.make = model, cast, chances, make
        length = model.periods.minutes * 60 * SECOND
        self.periods = [round(length * at) for at in range(model.periods.count)]
        self.stop = end_of(model)
        self.number = {kind.name: at for at, kind in enumerate(model.types)}
        self.count = sum(chances.counts)
        self.room = self.count + SPARE
        self.brisk: list[int] = []

    def stage(self) -> st.Stage:
        """Everything as it is before the first period."""
        make, types = self.make, self.model.types
        buckets = Buckets(self.model, self.cast)
        teams = [(self.cast.alike(self.model, at), max(heads)) for at, heads in enumerate(self.cast.heads)]
        crew, line = assemble(make, self.cast.config, teams, buckets.needs, self.room, self.stop)
        is_single = all(crew.is_single)
        self.brisk = [at if is_single and is_plain(kind) else st.NOTHING for at, kind in enumerate(types)]
        pools = [at for at, kind in enumerate(types) if kind.outbound is not None]
        return st.Stage(
            crew=crew,
            queue=line,
            counts=make.of([self.count, 0, 0, 0, 0, 0, st.NOTHING]),
            settings=make.of([self.stop, len(types), len(pools)]),
            events=make.heap(self._periods(), len(self.periods) + EVENTS * self.room),
            alarms=make.heap((), self.room),
            pools=make.of(pools),
            room=make.of([0, *(lines.count for lines in self.model.lines)]),
            **self._contacts(),
            **self._kinds(crew, line, buckets),
            **self._agents(is_single),
        )

    def _contacts(self) -> dict[str, Any]:
        """Columns of those who will come, with room for more; their ways are opened when somebody comes by them."""
        make = self.make
        instants = np.concatenate([np.asarray(one, np.int64) for one in self.chances.arrivals])
        kinds = np.repeat(np.arange(len(self.model.types)), self.chances.counts)
        return {
            "arrivals": self._arrivals(instants),
            "kind": self._padded(kinds, 0),
            "root": self._padded(np.arange(self.count), 0),
            "way": self._padded(kinds, st.NOTHING),
            "link": make.blank(self.room, 0),
            "entered": self._padded(instants, 0),
            "why": make.blank(self.room, FRESH),
            "line": make.blank(self.room, st.NO_LINE),
            "agent": make.blank(self.room, st.NOBODY),
            "reached": make.blank(self.room, 0),
            "outcome": make.blank(self.room, OPEN),
            "ended": make.blank(self.room, 0),
            "begun": make.blank(self.room, 0),
            "freed": make.blank(self.room, self.stop),
            "brisk": self._padded(np.array(self.brisk, np.int64)[kinds], st.NOTHING),
            "spent": self._padded(self._spent(self.brisk), 0),
            "patience": self._padded(self._patience(self.brisk), 0),
            "columns": make.blank(0, 0),
            "ways": make.blank(0, 0),
            "times": make.blank(0, 0),
            "coins": make.shares(()),
        }

    def _kinds(self, crew: Crew, line: Line, buckets: Buckets) -> dict[str, Any]:
        """Columns of the types, of their rings, and of who may serve them."""
        make, types = self.make, self.model.types
        return {
            "only_team": make.of(only_team(crew, line, bucket) for bucket in buckets.first),
            "bucket_of": make.of(buckets.first),
            "lead": make.of(self._lead(at) for at in range(len(types))),
            "ends": make.of(st.DONE if kind.wrap_up is None else st.FREED_CODE for kind in types),
            "weight": make.of(self.cast.weights),
            "types": make.of(self._types()),
            "shares": make.shares(share for kind in types for share in shares_of(kind)),
            "moves_to": make.of(self.number[one.to] for kind in types for one in kind.transfer),
            "moves": make.shares(one.share for kind in types for one in kind.transfer),
            "ring_after": make.of(buckets.ring_after),
            "ring_to": make.of(buckets.ring_to),
            "able": make.of(
                could_serve(self.model, kind, group) for kind in types for group in self.model.groups
            ),
            "pool_head": make.blank(len(types), st.NOBODY),
            "pool_tail": make.blank(len(types), st.NOBODY),
        }

    def _agents(self, is_single: bool) -> dict[str, Any]:
        """Columns of the agents, and room for what will be noted of them and of callbacks."""
        make, agents = self.make, len(self.cast.group_of)
        is_all_brisk = st.NOTHING not in self.brisk
        return {
            "is_there": make.blank(agents, 0),
            "there_since": make.blank(agents, 0),
            "changed": make.blank(agents, 0),
            "called": make.blank(0 if is_all_brisk else 4 * self.room, 0),
            "worked": make.blank(0 if is_single else 8 * self.room, 0),
            "there": make.blank(3 * agents * (len(self.periods) + 1), 0),
        }

    def _padded(self, values: Ints, value: int) -> list[int]:
        return self.make.of(np.concatenate([values, np.full(SPARE, value, np.int64)]))

    def _periods(self) -> list[int]:
        return [
            (instant << st.TIME_SHIFT) | (st.PERIOD << st.WHAT_SHIFT) | at
            for at, instant in enumerate(self.periods)
        ]

    def _arrivals(self, instants: Ints) -> list[int]:
        """Who comes first, by instant and number, closed by one later than anything."""
        order = np.argsort(instants, kind="stable")
        what = st.COME << st.WHAT_SHIFT
        if self.stop >> st.TIME_BITS:  # too late for 64 bits, never for lists
            pairs = zip(instants[order].tolist(), order.tolist(), strict=True)
            return [*((at << st.TIME_SHIFT) | what | whom for at, whom in pairs), self.make.closing]
        codes = np.append(instants[order], 0)
        codes[:-1] <<= st.TIME_SHIFT
        codes[:-1] |= order
        codes |= what
        found = self.make.of(codes)
        found[-1] = self.make.closing
        return found

    def _spent(self, brisk: list[int]) -> Ints:
        """How long agents are busy with each brisk contact, the work after it included."""
        found = []
        for at, kind in enumerate(self.model.types):
            if brisk[at] == st.NOTHING:
                found.append(np.zeros(self.chances.counts[at], np.int64))
                continue
            spent = self.chances.first_service[at]
            found.append(
                spent if kind.wrap_up is None else spent + self.chances.times("wrap_up", Leg(at, at))
            )
        return np.concatenate(found)

    def _patience(self, brisk: list[int]) -> Ints:
        nought = np.zeros(max(self.chances.counts), np.int64)
        return np.concatenate(
            [
                nought[:count] if brisk[at] == st.NOTHING else self.chances.patience[at]
                for at, count in enumerate(self.chances.counts)
            ]
        )

    def _lead(self, at: int) -> int:
        """What is to be added to twice the instant to have a contact's order."""
        return order_of(self.cast.item(self.model, at, 0, 0), self.cast.config)

    def _types(self) -> list[int]:
        rows, moves = [], 0
        for kind in self.model.types:
            rows += self._type(kind, moves)
            moves += len(kind.transfer)
        return rows

    def _type(self, kind: ContactType, moves: int) -> list[int]:
        row = [st.NOTHING] * st.FIELDS
        names = [None, *(lines.name for lines in self.model.lines)]
        row[st.LINE] = names.index(kind.line)
        if kind.callback is not None:
            row[st.CALLBACK_AFTER] = milliseconds(kind.callback.after_s)
            row[st.ATTEMPT] = milliseconds(kind.callback.attempt_s)
        if kind.voicemail is not None:
            row[st.VOICEMAIL_AFTER] = milliseconds(kind.voicemail.after_s)
            row[st.VOICEMAIL_TO] = self._number(kind.voicemail.to)
        if kind.deflection is not None:
            row[st.STEERED_TO] = self._number(kind.deflection.to)
        row[st.RESERVE] = 0 if kind.outbound is None else kind.outbound.reserve
        row[st.IS_OUTBOUND] = kind.outbound is not None
        row[st.MOVES_FROM], row[st.MOVES_UNTIL] = moves, moves + len(kind.transfer)
        row[st.HAS_WRAP_UP] = kind.wrap_up is not None
        row[st.HAS_RETRIAL] = kind.retrial is not None
        row[st.HAS_DEFLECTION] = kind.deflection is not None
        return row

    def _number(self, name: str | None) -> int:
        return st.NOTHING if name is None else self.number[name]


def end_of(model: Model) -> int:
    """The instant at which all is over: the hours after the last period are."""
    whole = model.periods.minutes * 60 * SECOND * model.periods.count
    return round(whole) + milliseconds(model.periods.after_hours_s)


def is_plain(kind: ContactType) -> bool:
    """Say whether a type has none of the extras."""
    return not any(getattr(kind, name) for name in EXTRAS)


def only_team(crew: Crew, line: Line, bucket: int) -> int:
    """The one single team that serves a bucket; NOBODY where there are several, or none."""
    begin, end = line.begin[bucket], line.begin[bucket + 1]
    return line.teams[begin] if end == begin + 1 and crew.is_single[line.teams[begin]] else st.NOBODY


def shares_of(kind: ContactType) -> list[float]:
    """A type's shares; nought where it has none."""
    row = [0.0] * st.SHARES
    row[st.RETRY] = kind.retrial.share if kind.retrial else 0.0
    row[st.ACCEPT] = kind.callback.accept if kind.callback else 0.0
    row[st.REACH] = kind.callback.reached if kind.callback else 0.0
    row[st.SPEAK] = kind.voicemail.accept if kind.voicemail else 0.0
    row[st.STEER] = kind.deflection.share if kind.deflection else 0.0
    return row


def first_numbers(chances: Chances) -> list[int]:
    """The number of the first contact of each type, and of one more."""
    return [0, *accumulate(chances.counts)]
