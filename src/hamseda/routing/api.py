"""The front door of routing: the queue's port, waits and callbacks, and the kernel that others drive too."""

from hamseda.routing.arrivals import Arrived, arrivals
from hamseda.routing.callbacks import callback_due, promise_callback
from hamseda.routing.handling import end_interaction
from hamseda.routing.kernel import Kernel
from hamseda.routing.leaving import leave
from hamseda.routing.offers import reservation_due
from hamseda.routing.past import Past, PastPresence, PastQueue, PastWork, past
from hamseda.routing.queueing import Queueing
from hamseda.routing.rules import Agent, Config, Decision, Fairness, Item, Ring
from hamseda.routing.states import PresenceSpan, presence_spans
from hamseda.routing.waits import Wait, agent_of_interaction, sweep_promises, usual_wait, wait_of_interaction

__all__ = [
    "Agent",
    "Arrived",
    "Config",
    "Decision",
    "Fairness",
    "Item",
    "Kernel",
    "Past",
    "PastPresence",
    "PastQueue",
    "PastWork",
    "PresenceSpan",
    "Queueing",
    "Ring",
    "Wait",
    "agent_of_interaction",
    "arrivals",
    "callback_due",
    "end_interaction",
    "leave",
    "past",
    "presence_spans",
    "promise_callback",
    "reservation_due",
    "sweep_promises",
    "usual_wait",
    "wait_of_interaction",
]
