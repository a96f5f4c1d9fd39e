"""Front door of workforce: staffing."""

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

__all__ = ["Goal", "Staffing", "Work", "evaluate", "quick_estimate", "required", "scheduled", "service_level"]
