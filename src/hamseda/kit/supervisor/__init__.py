"""A small process supervisor: starts in order, restarts what dies, stops in reverse order."""

from hamseda.kit.supervisor.program import READY_FD, Program, ready_at
from hamseda.kit.supervisor.supervisor import StartFailed, Supervisor
from hamseda.kit.supervisor.unit import Memory, Status, Unit

__all__ = ["READY_FD", "Memory", "Program", "StartFailed", "Status", "Supervisor", "Unit", "ready_at"]
