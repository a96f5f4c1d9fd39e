"""Whose schedules, people and requests somebody may see: a supervisor who leads one department, those of that one."""

from uuid import UUID

from hamseda.kit.problem import Invalid, NotFound
from hamseda.organization.api import Caller


def led_by(caller: Caller) -> UUID | None:
    """The one department that the caller leads; None: all."""
    return caller.department_id if caller.role == "supervisor" else None


def check_led(caller: Caller, department_id: UUID | None, *, hide: bool = False) -> None:
    """Refuse what belongs to others: Invalid where it would be written, NotFound where it may not be known (`hide`)."""
    led = led_by(caller)
    if led is None or department_id == led:
        return
    if hide and department_id is not None:
        raise NotFound("It is not there, or not any more.")
    raise Invalid.field(
        "department_id",
        "department_not_led",
        "You lead one department: write it for that one, or ask an administrator.",
    )
