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
from hamseda.workforce.shifts.drafting import NewSchedule, make_draft
from hamseda.workforce.shifts.edits import EditWish, PutShift, ScheduleChange, edit
from hamseda.workforce.shifts.leaving import leave_shifts
from hamseda.workforce.shifts.need import QueueNeed
from hamseda.workforce.shifts.optimising import SOLVE
from hamseda.workforce.shifts.publishing import PublicationWish, publish
from hamseda.workforce.shifts.requests import LeaveWish, SwapWish, ask_leave, ask_swap
from hamseda.workforce.shifts.templates import NewShiftTemplate, ShiftBreak, add_template
from hamseda.workforce.shifts.views import ShiftView
from hamseda.workforce.shifts.words import Weekday

__all__ = [
    "SOLVE",
    "EditWish",
    "Goal",
    "LeaveWish",
    "NewSchedule",
    "NewShiftTemplate",
    "PublicationWish",
    "PutShift",
    "QueueNeed",
    "ScheduleChange",
    "ShiftBreak",
    "ShiftView",
    "Staffing",
    "SwapWish",
    "Weekday",
    "Work",
    "add_template",
    "ask_leave",
    "ask_swap",
    "edit",
    "evaluate",
    "leave_shifts",
    "make_draft",
    "move_lines",
    "publish",
    "quick_estimate",
    "required",
    "scheduled",
    "service_level",
    "sweep_candidates",
]
