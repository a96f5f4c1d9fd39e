"""Front door of workforce: staffing, the kind of calculation that solves schedules, and the sweeping of candidates."""

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
from hamseda.workforce.shifts.optimising import SOLVE

__all__ = [
    "SOLVE",
    "Goal",
    "Staffing",
    "Work",
    "evaluate",
    "quick_estimate",
    "required",
    "scheduled",
    "service_level",
    "sweep_candidates",
]
