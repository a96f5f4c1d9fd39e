"""How evenly work lies on the agents: Jain's index, of occupancy and of counts."""

from collections.abc import Iterable

import msgspec
import numpy as np

from hamseda.routing.rules import Presence
from hamseda.routing.staff import Staff


class FairnessIndex(msgspec.Struct, frozen=True):
    """Jain's index of both measures over the agents signed in: 1 = all equal, 1/n = one has it all."""

    occupancy: float
    count: float
    agents: int


def jain_index(values: Iterable[float]) -> float:
    """Compute Jain's fairness index (Σx)² ÷ (n·Σx²) of non-negative values; 1 for none or all zero.

    Source: Jain, Chiu, Hawe (1984), A Quantitative Measure of Fairness, DEC-TR-301.
    """
    shares = np.asarray(list(values), dtype=np.float64)
    if shares.size and shares.min() < 0:
        raise ValueError("values: a share of work is never negative")
    largest = shares.max(initial=0.0)
    if largest == 0:
        return 1.0
    shares /= largest  # so that squares of tiny or huge figures neither vanish nor overflow
    return float(shares.sum() ** 2 / (shares.size * (shares**2).sum()))


def fairness_index(staff: Staff, now_ms: int) -> FairnessIndex:
    """Measure both kinds of fairness among the signed-in agents, whichever of them is the setting."""
    slots = [slot for slot, presence in enumerate(staff.presence) if presence is not Presence.OFFLINE]
    occupancy = staff.occupancies(now_ms)
    return FairnessIndex(
        jain_index(occupancy[slot] for slot in slots),
        jain_index(staff.crew.handled[slot] for slot in slots),
        len(slots),
    )
