"""CP-SAT of OR-Tools, with GLOP for relaxations; needs the extra `schedule`."""

import math
import os
import time
from threading import Event
from typing import Any

import numpy as np
from ortools.linear_solver.python import model_builder_helper
from ortools.sat.python import cp_model

from hamseda.workforce.schedule.linear import UNBOUNDED, Ints, Linear
from hamseda.workforce.schedule.solvers.port import Found, Relaxed, Tell
from hamseda.workforce.schedule.stopping import ending

FEWEST_WORKERS = 2


class CpSat:
    """Google's constraint solver."""

    name = "OR-Tools CP-SAT"

    def __init__(self, stop: Event | None = None) -> None:
        """Search until `stop` is set, at the longest."""
        self._stop = stop

    def relax(self, linear: Linear, seconds: float) -> Relaxed | None:
        """Solve the relaxation by GLOP's simplex."""
        over = time.monotonic() + seconds
        helper = model_builder_helper.ModelBuilderHelper()
        for variable, cost in enumerate(linear.cost):
            number = helper.add_var()
            helper.set_var_lower_bound(number, linear.lower[variable])
            helper.set_var_upper_bound(number, linear.upper[variable])
            helper.set_var_objective_coefficient(number, cost)
        for row, low in enumerate(linear.low):
            number = helper.add_linear_constraint()
            helper.set_constraint_lower_bound(number, low if low > -UNBOUNDED else -math.inf)
            high = linear.high[row]
            helper.set_constraint_upper_bound(number, high if high < UNBOUNDED else math.inf)
            for at in range(linear.starts[row], linear.starts[row + 1]):
                helper.add_term_to_constraint(number, linear.columns[at], linear.factors[at])
        solver = model_builder_helper.ModelSolverHelper("GLOP")
        left = over - time.monotonic()
        if left <= 0:
            return None
        solver.set_time_limit_in_seconds(left)
        with ending(self._stop, solver.interrupt_solve):
            solver.solve(helper)
        if not solver.has_solution() or solver.status() != model_builder_helper.SolveStatus.OPTIMAL:
            return None
        return Relaxed(list(solver.variable_values()), solver.objective_value() + linear.offset)

    def solve(self, linear: Linear, seconds: float, *, gap: float, hint: Ints | None, tell: Tell) -> Found:
        """Search by all cores; each better choice is told."""
        over = time.monotonic() + seconds
        model, variables = _model(linear)
        if hint is not None:
            for variable, value in zip(variables, hint, strict=True):
                model.add_hint(variable, int(value))
        left = over - time.monotonic()
        if left <= 0:
            return Found(hint if hint is not None and linear.keeps(hint) else None, -math.inf)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = left
        solver.parameters.relative_gap_limit = gap
        solver.parameters.num_workers = max(FEWEST_WORKERS, os.cpu_count() or 1)
        solver.parameters.catch_sigint_signal = False
        with ending(self._stop, solver.stop_search):
            status = solver.solve(model, _Told(tell, linear.offset))
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return Found(None, -math.inf)
        chosen = np.array([solver.value(variable) for variable in variables], np.int64)
        return Found(chosen, solver.best_objective_bound + linear.offset)


class _Told(cp_model.CpSolverSolutionCallback):
    def __init__(self, tell: Tell, offset: int) -> None:
        super().__init__()
        self._tell, self._offset = tell, offset

    def on_solution_callback(self) -> None:
        if not self._tell(self.objective_value + self._offset, self.best_objective_bound + self._offset):
            self.stop_search()


def _model(linear: Linear) -> tuple[Any, list[Any]]:
    model = cp_model.CpModel()
    variables = [
        model.new_int_var(low, high, "") for low, high in zip(linear.lower, linear.upper, strict=True)
    ]
    for row, low in enumerate(linear.low):
        begin, end = linear.starts[row], linear.starts[row + 1]
        expression = cp_model.LinearExpr.weighted_sum(
            [variables[column] for column in linear.columns[begin:end]], linear.factors[begin:end]
        )
        high = linear.high[row]
        model.add_linear_constraint(expression, low, high)
    model.minimize(cp_model.LinearExpr.weighted_sum(variables, linear.cost))
    return model, variables
