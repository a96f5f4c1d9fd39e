"""What happened, from the stage of a run that is over: nothing is forgotten, what is still in hand or in line included."""

import numpy as np

from hamseda.twin import stage as st
from hamseda.twin.happened import OPEN, PROMISED, Happened, Stretches
from hamseda.twin.spreads import Flags, Ints


def told(s: st.Stage) -> Happened:
    """Put the columns of a run together, which is over: what is an array is used on."""
    kind, agent, outcome, ended = (_played(s, one) for one in (s.kind, s.agent, s.outcome, s.ended))
    stop = int(s.settings[st.STOP])
    ended[outcome == OPEN] = stop
    served = np.flatnonzero(agent != st.NOBODY)
    began = np.array(s.crew.team, np.int64)[agent[served]]
    begun = ended[served]
    if s.counts[st.CALLED]:
        begun = np.where(outcome[served] == PROMISED, _played(s, s.begun)[served], begun)
    waiting = np.flatnonzero((outcome == PROMISED) & (agent == st.NOBODY))
    return Happened(
        kind=kind,
        why=_played(s, s.why),
        entered=_played(s, s.entered),
        ended=ended,
        outcome=outcome,
        called=[(row[0], row[1], row[2], row[3]) for row in _rows(s.called, s.counts[st.CALLED], 4).tolist()]
        + [(int(kind[whom]), int(ended[whom]), stop, 2) for whom in waiting],
        work=_work(s, [began, begun, _played(s, s.freed)[served]], kind[served]),
        began=began,
        begun=begun,
        there=_there(s),
    )


def _played(s: st.Stage, column: list[int]) -> Ints:
    return np.asarray(column[: s.counts[st.CONTACTS]], np.int64)


def _rows(column: list[int], count: int, width: int) -> Ints:
    return np.asarray(column[: width * count], np.int64).reshape(-1, width)


def _work(s: st.Stage, alone: list[Ints], kind: Ints) -> Stretches:
    """Stretches of work: of single teams each contact is one, of the others those that were noted."""
    crew, stop = s.crew, s.settings[st.STOP]
    units = np.minimum.outer(np.array(crew.units, np.int64), np.array(s.weight, np.int64))
    alone = [*alone, units[alone[0], kind]]
    if all(crew.is_single):
        return Stretches(*alone)
    is_single: Flags = np.array(crew.is_single, np.bool_)[alone[0]]
    in_hand = [
        (team, s.changed[agent], stop, min(crew.total[agent], crew.units[team]))
        for agent, team in enumerate(crew.team)
        if crew.total[agent] and not crew.is_single[team]
    ]
    noted = np.vstack([_rows(s.worked, s.counts[st.WORKED], 4), np.array(in_hand, np.int64).reshape(-1, 4)])
    return Stretches(
        *(np.concatenate([one[is_single], more]) for one, more in zip(alone, noted.T, strict=True))
    )


def _there(s: st.Stage) -> list[tuple[int, int, int]]:
    """Stretches of presence: those that ended, and of those who are still there or at work."""
    crew, stop = s.crew, s.settings[st.STOP]
    gone = [(row[0], row[1], row[2]) for row in _rows(s.there, s.counts[st.THERE], 3).tolist()]
    return gone + [
        (int(team), int(s.there_since[agent]), int(stop))
        for agent, team in enumerate(crew.team)
        if crew.present[agent] or crew.total[agent]
    ]
