"""The front door of routing: the queue's port, and the kernel that the live router and the simulator share."""

from hamseda.routing.callbacks import callback_due, promise_callback
from hamseda.routing.endings import end_interaction
from hamseda.routing.queueing import Queueing
from hamseda.routing.waits import Wait, usual_wait, wait_of_interaction

__all__ = [
    "Queueing",
    "Wait",
    "callback_due",
    "end_interaction",
    "promise_callback",
    "usual_wait",
    "wait_of_interaction",
]
