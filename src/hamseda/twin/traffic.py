"""How work flows between types: what comes, what is sent on, steered, left as a message or promised a callback.

Each type by what becomes of a contact that would wait for ever: it is called back, it stays, it leaves a message, or it is
gone (and tries again). What stays or is called back must be done; of the rest as much is done as people have room for, and
only what is then not done leaves its messages. Who is on a line of the telephone system can be no more than it holds.
"""

from typing import Final

import numpy as np
from msgspec import Struct

from hamseda.twin.document import ContactType, Model
from hamseda.twin.draws import Draws
from hamseda.twin.spreads import FOREVER, Floats, mean_s, milliseconds

DRAWN: Final = 20_000  # patiences by which shares are found
ROUND: Final = 0.999  # of what goes round, the most that is taken to come back
LINES: Final = 3000  # more at once are taken for as many as come


class Fate(Struct, frozen=True):
    """What becomes of a first attempt that is not served at once, all its further attempts included."""

    called: float = 0.0
    stays: float = 0.0
    message: float = 0.0
    attempts: float = 1.0
    held_s: float = 0.0  # on the line, by one attempt
    is_settled: bool = False  # `message` is what is left, however much is done

    @property
    def must(self) -> float:
        """What has to be done sometime."""
        return self.called + self.stays


def fate(kind: ContactType, admitted: float = 1.0) -> Fate:
    """What becomes of a type's contacts if nobody is ever free; of those that find a line busy, nothing but coming again."""
    if kind.outbound is not None:
        return Fate(stays=1.0)
    patience = Draws(0, 0).times(kind.patience, DRAWN, kind.name, "patience")
    left, held = np.ones(DRAWN), np.zeros(DRAWN)
    taken = {"callback": np.zeros(DRAWN), "voicemail": np.zeros(DRAWN)}
    offers = [
        (milliseconds(one.after_s), at, name, one.accept)
        for at, (name, one) in enumerate((("callback", kind.callback), ("voicemail", kind.voicemail)))
        if one is not None
    ]
    since = 0
    for after, _, name, accept in sorted(offers):
        held += left * (np.minimum(patience, after) - np.minimum(patience, since))
        taken[name] += left * accept * (patience > after)
        left, since = left * np.where(patience > after, 1 - accept, 1.0), after
    held += left * (patience - np.minimum(patience, since))
    is_endless = patience >= FOREVER
    stays, gone = left * is_endless, left * ~is_endless
    again = np.zeros(DRAWN) if kind.retrial is None else kind.retrial.share * (1 - admitted + admitted * gone)
    attempts = sum(again**number for number in range(1 + (kind.retrial.attempts if kind.retrial else 0)))
    each = admitted * attempts
    return Fate(
        called=float((each * taken["callback"]).mean()),
        stays=float((each * stays).mean()),
        message=float((each * taken["voicemail"]).mean()),
        attempts=float(np.mean(attempts)),
        held_s=float(held.mean()) / 1000,
    )


class Traffic:
    """The traffic equations of a model: `solve` them for what comes first and for how much of the rest is done."""

    def __init__(self, model: Model) -> None:
        self.kinds = model.types
        self.at = {kind.name: number for number, kind in enumerate(model.types)}
        self.lines = {one.name: one.count for one in model.lines}
        self.of_line = np.array([kind.line is not None for kind in model.types])
        self.free = [fate(kind) for kind in model.types]
        self.stays = np.array([1 - (kind.deflection.share if kind.deflection else 0) for kind in model.types])
        self.work_s = np.array([_work_s(kind) for kind in model.types])
        self.called_s = np.array([_called_s(kind) for kind in model.types])
        self._known: dict[tuple[int, float], Fate] = {}
        self.is_led = any(kind.transfer or kind.voicemail or kind.line for kind in model.types)

    def solve(self, came: Floats, kept: Floats, done: Floats) -> tuple[Floats, Floats]:
        """Erlangs (for contacts a second) that must be done, and that are done if there is room, by type.

        `kept` is how much of the former is done, `done` how much of the latter.
        """
        count = len(self.kinds)
        fates = self._fates(came, done)
        flow, first = self._flow(fates, kept, done), np.zeros(2 * count)
        first[:count] = np.where(self.of_line, 0, came)
        if (
            radius := np.abs(np.linalg.eigvals(flow)).max()
        ) > ROUND:  # messages of those who try again, to themselves
            flow *= ROUND / radius
        first[count:] = np.where(self.of_line, came, 0)
        people = np.linalg.solve(np.eye(2 * count) - flow, first).reshape(2, count) * self.stays
        must, rest = np.zeros(count), np.zeros(count)
        for row, bound in enumerate(fates):
            for at, one in enumerate(bound):
                must[at] += people[row, at] * (one.stays * self.work_s[at] + one.called * self.called_s[at])
                rest[at] += people[row, at] * max(1 - one.must, 0) * self.work_s[at]
        return must, rest

    def _fates(self, came: Floats, done: Floats) -> tuple[list[Fate], list[Fate]]:
        """Off the line and on it, where nobody stays for ever, for the line is full by then."""
        held = [Fate(one.called, 0.0, one.message, one.attempts) for one in self.free]
        for name, room in self.lines.items():
            own = [at for at, kind in enumerate(self.kinds) if kind.line == name]
            load = sum(came[at] * self.stays[at] * self.free[at].held_s for at in own)
            share = _admitted(load, room)
            for at in own:
                found = self._fate_of(at, round(share, 2))
                held[at] = Fate(found.called, 0.0, found.message, found.attempts)
            self._leave_messages(held, own, room, came * self.stays, done)
        return self.free, held

    def _leave_messages(
        self, held: list[Fate], own: list[int], room: int, came: Floats, done: Floats
    ) -> None:
        """A line that fills with those who stay lets in as many as are served or leave a message, if offered in time."""
        staying = sum(came[at] * self.free[at].stays for at in own)
        served = sum(came[at] * done[at] for at in own)
        if staying == 0:
            return
        share = min(1.0, served / staying)
        for at in own:
            voicemail, free = self.kinds[at].voicemail, self.free[at]
            if voicemail is None or free.message == 0:
                continue
            is_offered = share == 1 or room > served * voicemail.after_s
            gone = max(free.attempts - free.must, free.message)  # messages and those who give up
            left = min(free.message * share, max(share - done[at], 0.0) * free.message / gone)
            held[at] = Fate(held[at].called, 0.0, left * is_offered, held[at].attempts, is_settled=True)

    def _fate_of(self, at: int, share: float) -> Fate:
        if (at, share) not in self._known:
            self._known[at, share] = fate(self.kinds[at], share)
        return self._known[at, share]

    def _flow(self, fates: tuple[list[Fate], list[Fate]], kept: Floats, done: Floats) -> Floats:
        """What each contact that comes brings of others: rows and columns are types off the line, then on it."""
        count = len(self.kinds)
        flow = np.zeros((2 * count, 2 * count))
        for row, bound in enumerate(fates):
            for at, (kind, one) in enumerate(zip(self.kinds, bound, strict=True)):
                column, steered = row * count + at, 1 - self.stays[at]
                rest = max(1 - one.must, 0)
                reached = kind.callback.reached if kind.callback else 1.0
                called = one.called * reached * kept[at]  # they have left the line
                served = one.stays * kept[at] + rest * done[at]
                for to in kind.transfer:
                    sent = self.stays[at] * to.share
                    flow[self._to(to.to), column] += sent * called
                    flow[self._to(to.to, row == 1), column] += sent * served
                if kind.deflection is not None and kind.deflection.to is not None:
                    flow[self._to(kind.deflection.to), column] += steered
                if kind.voicemail is not None and kind.voicemail.to is not None:
                    left = self.stays[at] * one.message * (1 if one.is_settled else 1 - done[at])
                    flow[self._to(kind.voicemail.to), column] += left
        return flow

    def _to(self, name: str, on_line: bool = False) -> int:
        at = self.at[name]
        return at + len(self.kinds) * (on_line or bool(self.of_line[at]))


def _work_s(kind: ContactType) -> float:
    return mean_s(kind.service) + (mean_s(kind.wrap_up) if kind.wrap_up else 0.0)


def _called_s(kind: ContactType) -> float:
    if kind.callback is None:
        return 0.0
    return kind.callback.reached * _work_s(kind) + (1 - kind.callback.reached) * kind.callback.attempt_s


def _admitted(load: float, room: int) -> float:
    """The share that finds a line free, by Erlang's formula B."""
    if room > LINES:
        return min(1.0, room / load) if load else 1.0
    busy = 1.0
    for number in range(1, room + 1):
        busy = load * busy / (number + load * busy)
    return 1 - busy
