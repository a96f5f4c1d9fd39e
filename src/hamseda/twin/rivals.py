"""Who takes people from whom: channels that interrupt each other, and how much is served of those who have patience."""

from typing import Final

from hamseda.twin.casting import channel_of, places
from hamseda.twin.document import ContactType, Group, Model
from hamseda.twin.draws import Draws

ROUNDING: Final = 1e-9
LARGE: Final = 1e100
MOST_STATES: Final = 100_000
DRAWN: Final = 20_000  # services by which what is left of one is found


def sides(model: Model) -> list[list[int]]:
    """Types that are held against people together: none of their channels may interrupt another of them.

    What is interrupted goes on beside what interrupts it; what does not may share people with both.
    """
    channels = list(dict.fromkeys(kind.channel for kind in model.types))
    apart = {(one, by) for one in channels for by in channel_of(model, one).interrupted_by}
    cliques = [frozenset[str]()]
    for channel in channels:  # each set that fits is kept with and without it, if it is not a part of another
        more = [
            frozenset({channel, *(one for one in clique if not {(one, channel), (channel, one)} & apart)})
            for clique in cliques
        ]
        found = {*cliques, *more}
        cliques = [one for one in found if not any(one < other for other in found)]
    return sorted(sorted(at for at, kind in enumerate(model.types) if kind.channel in one) for one in cliques)


def excludes(model: Model, interrupting: ContactType, other: ContactType, group: Group) -> bool:
    """Say whether somebody with one contact that interrupts cannot begin another, though it would go on beside it.

    Of several at once an agent may have some and begin all the same: that is not said.
    """
    channel = channel_of(model, other.channel)
    heavy = channel_of(model, interrupting.channel).weight + channel.weight > group.units
    return (
        interrupting.channel in channel.interrupted_by and heavy and places(model, interrupting, group) == 1
    )


def drag(people: float, held: float, busy: float, rest_s: float, work_s: float) -> float:
    """How many times as long people need for work that others interrupt, who are `busy` such a share of the time.

    It goes on beside them, but begins only when no such contact is in hand: at its end there is one with chance q, and
    `rest_s` of it are left. For its share of the time, busy = (work q + gap) / (work + gap) with gap = q rest. So many
    of them as are `held` for it have no gap.
    """
    chance = min(busy, 1.0) / (1 + (1 - min(busy, 1.0)) * rest_s / work_s)
    held = min(people, held)
    return people / (held + (people - held) / (1 + chance * rest_s / work_s))


def rest_s(kind: ContactType) -> float:
    """What is left of a service at any moment of it, wrap-up included."""
    spent = Draws(0, 0).times(kind.service, DRAWN, kind.name, "service").astype(float)
    if kind.wrap_up is not None:
        spent += Draws(0, 0).times(kind.wrap_up, DRAWN, kind.name, "wrap_up")
    return float((spent**2).mean() / max(2 * spent.mean(), 1) / 1000)


def kept(comes: float, people: float, patience: float, *, is_always_busy: bool) -> float:
    """The share that is served of `comes` erlang, whose `patience` is in lengths of a service.

    `is_always_busy`: with what stands behind them, so that each waits at least until one of the `people` is done.
    """
    if comes <= 0 or people <= 0:
        return 0.0 if people <= 0 else 1.0
    gives_up = 1 / max(patience, ROUNDING)
    if gives_up == 0:
        return min(1.0, people / comes)
    above, below, waiting = _states(comes, people, gives_up)
    return max(0.0, 1 - waiting / (above + (0 if is_always_busy else below)) * gives_up / comes)


def all_busy(comes: float, people: float, patience: float) -> float:
    """How much of the time all of them are busy: as often as a call ends, another waits already."""
    gives_up = 1 / max(patience, ROUNDING)
    if comes <= 0 or people <= 0 or (gives_up == 0 and comes >= people):
        return 1.0 if comes > 0 else 0.0
    above, below, _ = _states(comes, people, gives_up)
    return above / (above + below)


def _states(comes: float, people: float, gives_up: float) -> tuple[float, float, float]:
    """Births and deaths, M/M/n+M: how likely all are busy and not all, to each other; the sum of the lines in the former."""
    above = chance = base = 1.0
    waiting = at = 0.0
    while chance > above * ROUNDING and at < MOST_STATES:
        at += 1
        chance *= comes / (people + at * gives_up)
        above += chance
        waiting += chance * at
        if above > LARGE:
            chance, above, waiting, base = chance / LARGE, above / LARGE, waiting / LARGE, base / LARGE
    chance, below = base, 0.0
    for state in range(int(people), 0, -1):
        chance *= state / comes
        below += chance
        if chance > LARGE:
            break
    return above, below, waiting
