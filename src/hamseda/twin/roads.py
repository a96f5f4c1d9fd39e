"""How contacts go on: as another type, or later again."""

from hamseda.twin.happened import RETRIAL
from hamseda.twin.notes import chance, length, note_due
from hamseda.twin.stage import (
    AGAIN,
    COME,
    CONTACTS,
    FIELDS,
    HAS_RETRIAL,
    NO_LINE,
    NOTHING,
    PURPOSES,
    RETRIES,
    RETRY,
    SHARES,
    STOP,
    TYPES,
    Stage,
)


def maybe_retry(s: Stage, whom: int, now: int) -> None:
    """Come again later, with the same patience."""
    kind = s.kind[whom]
    if not s.types[kind * FIELDS + HAS_RETRIAL] or s.columns[s.way[whom] * PURPOSES + RETRIES] == NOTHING:
        return
    if chance(s, whom, RETRIES) < s.shares[kind * SHARES + RETRY]:
        again = now + length(s, whom, AGAIN)
        send(s, whom, kind, RETRIAL, again, NO_LINE, s.settings[TYPES])


def follow(s: Stage, whom: int, to: int, why: int, now: int, line: int) -> None:
    """Go on at once as another type."""
    send(s, whom, to, why, now, line, to)


def send(s: Stage, whom: int, kind: int, why: int, instant: int, line: int, road: int) -> None:
    """A further attempt or leg of a contact comes at an instant, by a road that its way may know already."""
    if instant > s.settings[STOP]:
        return
    heir = s.counts[CONTACTS]
    s.counts[CONTACTS] = heir + 1
    link = s.way[whom] * (s.settings[TYPES] + 1) + road
    s.kind[heir], s.root[heir], s.why[heir], s.entered[heir] = kind, s.root[whom], why, instant
    s.link[heir], s.way[heir], s.line[heir] = link, s.ways[link], line
    note_due(s, instant, COME, heir)
