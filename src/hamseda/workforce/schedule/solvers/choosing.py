"""Which solver is installed."""

from importlib.util import find_spec
from threading import Event
from typing import Final, Literal

from hamseda.workforce.quantities import FaultyError
from hamseda.workforce.schedule.solvers.port import Solver
from hamseda.workforce.why import Why

Name = Literal["auto", "ortools", "scipy"]
CURES: Final[dict[Name, Why | str]] = {
    "auto": Why("schedule.no_solver.auto"),
    "ortools": "pip install 'hamseda[schedule]'",
    "scipy": "pip install 'hamseda[schedule-light]'",
}


def choose(name: Name = "auto", stop: Event | None = None) -> Solver:
    """OR-Tools where it is installed, else scipy; never both in one process. Raises FaultyError with the cure.

    OR-Tools ends at once when `stop` is set; scipy at the end of the step that it is in.
    """
    if name in {"auto", "ortools"} and find_spec("ortools") is not None:
        from hamseda.workforce.schedule.solvers.cp_sat import CpSat  # noqa: PLC0415 (an extra brings it)

        return CpSat(stop)
    if name in {"auto", "scipy"} and find_spec("scipy") is not None:
        from hamseda.workforce.schedule.solvers.highs import Highs  # noqa: PLC0415 (an extra brings it)

        return Highs()
    raise FaultyError.of("schedule.no_solver", cure=CURES[name])
