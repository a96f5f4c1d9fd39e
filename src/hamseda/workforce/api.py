"""Front door of workforce: staffing, schedules as a calculation, the line for breaks, the sweeping of candidates."""

from hamseda.workforce.people.candidates import sweep_candidates
from hamseda.workforce.rules import (
    Goal,
    Staffing,
    Work,
    evaluate,
    quick_estimate,
    required,
    scheduled,
    service_level,
)
from hamseda.workforce.shifts.breaks import move_lines
from hamseda.workforce.shifts.optimising import SOLVE

__all__ = [
    "SOLVE",
    "Goal",
    "Staffing",
    "Work",
    "evaluate",
    "move_lines",
    "quick_estimate",
    "required",
    "scheduled",
    "service_level",
    "sweep_candidates",
]
