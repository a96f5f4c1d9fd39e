"""What happened, from the stage of a run that is over: nothing is forgotten, what is still in hand or in line included."""

import numpy as np

from hamseda.twin import stage as st
from hamseda.twin.happened import PROMISED, Happened, Stretches
from hamseda.twin.spreads import Flags, Ints


def told(s: st.Stage) -> Happened:
    """Put the columns of a run together."""
    kind, agent, outcome, promised = (_played(s, one) for one in (s.kind, s.agent, s.outcome, s.promised))
    stop = s.settings[st.STOP]
    has_agent = agent != st.NOBODY
    began = np.array(s.crew.team, np.int64)[agent[has_agent]]
    begun = _played(s, s.begun)[has_agent]
    called = _rows(s.called, s.counts[st.CALLED], 4)
    uncalled = (outcome == PROMISED) & ~has_agent
    still_open = np.column_stack(
        [kind[uncalled], promised[uncalled], *np.array([[stop], [2]]).repeat(uncalled.sum(), 1)]
    )
    return Happened(
        kind=kind,
        why=_played(s, s.why),
        entered=_played(s, s.entered),
        ended=_played(s, s.ended),
        outcome=outcome,
        called=[(row[0], row[1], row[2], row[3]) for row in np.vstack([called, still_open]).tolist()],
        work=_work(s, began, begun, _played(s, s.freed)[has_agent], kind[has_agent]),
        began=began,
        begun=begun,
        there=_there(s),
    )


def _played(s: st.Stage, column: list[int]) -> Ints:
    return np.array(column[: s.counts[st.CONTACTS]], np.int64)


def _rows(column: list[int], count: int, width: int) -> Ints:
    return np.array(column[: width * count], np.int64).reshape(-1, width)


def _work(s: st.Stage, began: Ints, begun: Ints, freed: Ints, kind: Ints) -> Stretches:
    """Stretches of work: of single teams each contact is one, of the others those that were noted."""
    crew, stop = s.crew, s.settings[st.STOP]
    is_single: Flags = np.array(crew.is_single, np.bool_)[began]
    units = np.minimum(np.array(s.weight, np.int64)[kind], np.array(crew.units, np.int64)[began])
    alone = np.column_stack([began, begun, freed, units])[is_single]
    in_hand = [
        (team, s.changed[agent], stop, min(crew.total[agent], crew.units[team]))
        for agent, team in enumerate(crew.team)
        if crew.total[agent] and not crew.is_single[team]
    ]
    noted = _rows(s.worked, s.counts[st.WORKED], 4)
    return Stretches(*np.vstack([alone, noted, np.array(in_hand, np.int64).reshape(-1, 4)]).T)


def _there(s: st.Stage) -> list[tuple[int, int, int]]:
    """Stretches of presence: those that ended, and of those who are still there or at work."""
    crew, stop = s.crew, s.settings[st.STOP]
    gone = [(row[0], row[1], row[2]) for row in _rows(s.there, s.counts[st.THERE], 3).tolist()]
    return gone + [
        (int(team), int(s.there_since[agent]), int(stop))
        for agent, team in enumerate(crew.team)
        if crew.present[agent] or crew.total[agent]
    ]
