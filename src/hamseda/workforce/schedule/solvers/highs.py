"""HiGHS through scipy, where OR-Tools is not installed; needs the extra `schedule-light`."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csr_array, vstack

from hamseda.workforce.schedule.linear import UNBOUNDED, Ints, Linear
from hamseda.workforce.schedule.solvers.port import Found, Relaxed, Tell


class Highs:
    """The solver in scipy; it takes no hint, so the better of hint and own answer counts."""

    name = "scipy milp (HiGHS)"

    def relax(self, linear: Linear, seconds: float) -> Relaxed | None:
        """Solve the relaxation, by the interior point method: several times quicker here than the simplex."""
        if not linear.lower:
            return Relaxed([], float(linear.offset))
        found = _relaxed(linear, seconds) if seconds > 0 else None
        if found is None or found.x is None or found.status != 0:
            return None
        return Relaxed(list(found.x), float(found.fun) + linear.offset)

    def solve(self, linear: Linear, seconds: float, *, gap: float, hint: Ints | None, tell: Tell) -> Found:
        """Search in one go; nothing is told before the end."""
        if not linear.lower:
            return Found(np.zeros(0, np.int64), float(linear.offset))
        if seconds <= 0:
            return Found(hint if hint is not None and linear.keeps(hint) else None, -math.inf)
        found = _milp(linear, seconds, gap)
        bound = -math.inf if found.mip_dual_bound is None else float(found.mip_dual_bound) + linear.offset
        chosen = hint if hint is not None and linear.keeps(hint) else None
        if found.x is not None:
            own = np.rint(found.x).astype(np.int64)
            if linear.keeps(own) and (chosen is None or linear.value(own) < linear.value(chosen)):
                chosen = own
        if chosen is not None:
            tell(float(linear.value(chosen)), bound)
        return Found(chosen, bound)


def _relaxed(linear: Linear, seconds: float) -> OptimizeResult:
    matrix, low, high = _rows(linear)
    same = low == high
    most, least = np.isfinite(high) & ~same, np.isfinite(low) & ~same
    return linprog(
        np.asarray(linear.cost, float),
        A_ub=vstack([matrix[most], -matrix[least]]),
        b_ub=np.concatenate([high[most], -low[least]]),
        A_eq=matrix[same],
        b_eq=high[same],
        bounds=np.stack([linear.lower, linear.upper], axis=1),
        method="highs-ipm",
        options={"time_limit": seconds},
    )


def _rows(linear: Linear) -> tuple[csr_array, NDArray[np.float64], NDArray[np.float64]]:
    matrix = csr_array(
        (
            np.asarray(linear.factors, float),
            np.asarray(linear.columns, np.int32),
            np.asarray(linear.starts, np.int32),
        ),
        shape=(len(linear.low), len(linear.lower)),
    )
    low, high = np.asarray(linear.low, float), np.asarray(linear.high, float)
    low[low <= -UNBOUNDED], high[high >= UNBOUNDED] = -np.inf, np.inf
    return matrix, low, high


def _milp(linear: Linear, seconds: float, gap: float) -> OptimizeResult:
    matrix, low, high = _rows(linear)
    return milp(
        np.asarray(linear.cost, float),
        integrality=np.ones(len(linear.lower)),
        bounds=Bounds(np.asarray(linear.lower, float), np.asarray(linear.upper, float)),
        constraints=[LinearConstraint(matrix, low, high)] if low.size else [],
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )
