"""What is looked up of a contact, and noted of it and of agents."""

from heapq import heappush

from hamseda.twin.stage import (
    CALLED,
    FIELDS,
    LINE,
    NO_LINE,
    PURPOSES,
    STOP,
    THERE,
    TIME_SHIFT,
    WHAT_SHIFT,
    WORKED,
    Stage,
)


def chance(s: Stage, whom: int, purpose: int) -> float:
    """The coin of a contact for one question."""
    return s.coins[s.columns[s.way[whom] * PURPOSES + purpose] + s.root[whom]]


def length(s: Stage, whom: int, purpose: int) -> int:
    """A time that chance has in store for a contact."""
    return s.times[s.columns[s.way[whom] * PURPOSES + purpose] + s.root[whom]]


def note_due(s: Stage, instant: int, what: int, whom: int) -> None:
    """Have something happen at an instant, unless all is over by then."""
    if instant <= s.settings[STOP]:
        heappush(s.events, (instant << TIME_SHIFT) | (what << WHAT_SHIFT) | whom)


def note_end(s: Stage, whom: int, now: int) -> None:
    """All work on a brisk contact is over at once."""
    instant = now + s.spent[whom]
    if instant <= s.settings[STOP]:
        heappush(s.events, (instant << TIME_SHIFT) | s.ends[s.kind[whom]] | whom)


def end(s: Stage, whom: int, now: int, outcome: int) -> None:
    """An attempt ends outside of the agents' hands."""
    s.ended[whom], s.outcome[whom] = now, outcome


def note_call(s: Stage, whom: int, now: int, how: int) -> None:
    """A callback that was promised, and what came of it."""
    at = 4 * s.counts[CALLED]
    s.called[at], s.called[at + 1], s.called[at + 2], s.called[at + 3] = (
        s.kind[whom], s.ended[whom], now, how,
    )  # fmt: skip
    s.counts[CALLED] += 1


def note_work(s: Stage, agent: int, load: int, now: int) -> None:
    """Book what an agent of several contacts had in hand until now; of the others each contact says it."""
    crew = s.crew
    team = crew.team[agent]
    if crew.is_single[team]:
        return
    if load > 0:
        at = 4 * s.counts[WORKED]
        s.worked[at], s.worked[at + 1], s.worked[at + 2], s.worked[at + 3] = (
            team, s.changed[agent], now, min(load, crew.units[team]),
        )  # fmt: skip
        s.counts[WORKED] += 1
    s.changed[agent] = now


def note_there(s: Stage, agent: int, now: int) -> None:
    """An agent goes: note since when they were there."""
    at = 3 * s.counts[THERE]
    s.there[at], s.there[at + 1], s.there[at + 2] = s.crew.team[agent], s.there_since[agent], now
    s.counts[THERE] += 1


def takes_line(s: Stage, whom: int) -> bool:
    """Take a line where one is needed; False where none is free."""
    line = s.types[s.kind[whom] * FIELDS + LINE]
    if s.line[whom] != NO_LINE or line == NO_LINE:
        return True
    if s.room[line] <= 0:
        return False
    s.room[line] -= 1
    s.line[whom] = line
    return True


def leave_line(s: Stage, whom: int) -> None:
    """Free the line, if one is taken."""
    if s.line[whom] != NO_LINE:
        s.room[s.line[whom]] += 1
        s.line[whom] = NO_LINE
