"""Who asked for a calculation hears how it goes."""

from collections.abc import Mapping
from typing import Any

from hamseda import events
from hamseda.kit.database import Transaction


def tell_moved(work: Transaction, row: Mapping[str, Any], state: str, progress: float) -> None:
    """Tell of a calculation's new state; `row` has its id, kind and who asked."""
    work.emit(
        events.CalculationMoved(id=row["id"], calculation=row["kind"], state=state, progress=progress),
        audience={"user": str(row["asked_by"])},
    )
