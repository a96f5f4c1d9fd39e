"""Front door of workforce: staffing, and the sweeping of candidates."""

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

__all__ = [
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
