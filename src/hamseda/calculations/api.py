"""Front door of calculations: long work that shows how far it is and can be called off."""

from hamseda.calculations.kinds import CalculationFailed, Kind, Report
from hamseda.calculations.service import ask, read
from hamseda.calculations.views import CalculationView, view
from hamseda.calculations.working import Bounds, Calculator, forget_calculations

__all__ = [
    "Bounds",
    "CalculationFailed",
    "CalculationView",
    "Calculator",
    "Kind",
    "Report",
    "ask",
    "forget_calculations",
    "read",
    "view",
]
