"""The front door of routing: the queue's port, waits and callbacks, and the kernel that others drive too."""

from importlib import import_module
from types import ModuleType

from hamseda.routing.arrivals import Arrived, arrivals
from hamseda.routing.callbacks import callback_due, promise_callback
from hamseda.routing.core.assembly import assemble
from hamseda.routing.core.choosing import fairest, fairest_idler
from hamseda.routing.core.columns import NEVER, Arrays, Column, Columns, Lists, Shares, withdraw
from hamseda.routing.core.crew import (
    AGENT_BITS,
    AGENT_MASK,
    BY_COUNT,
    MILLION,
    Crew,
    arrive,
    give_back,
    go,
    note_eldest,
)
from hamseda.routing.core.line import WAITING, Line, first_for_team, stand
from hamseda.routing.core.line import leave as leave_bucket
from hamseda.routing.core.offers import accept, begin_round, end_round, next_offer, reserve
from hamseda.routing.handling import end_interaction
from hamseda.routing.kernel import Kernel
from hamseda.routing.leaving import leave
from hamseda.routing.offers import reservation_due
from hamseda.routing.past import Past, PastPresence, PastQueue, PastWork, past
from hamseda.routing.queueing import Queueing
from hamseda.routing.rules import (
    Agent,
    Config,
    Decision,
    Fairness,
    Item,
    Requirement,
    Ring,
    order_of,
    requirement_at,
)
from hamseda.routing.states import PresenceSpan, presence_spans
from hamseda.routing.waits import Wait, agent_of_interaction, sweep_promises, usual_wait, wait_of_interaction


def policy_to_compile() -> ModuleType:
    """The policy as numba is told of it; ImportError where the extra `fast` is not installed."""
    return import_module("hamseda.routing.core.compiled")


__all__ = [
    "AGENT_BITS",
    "AGENT_MASK",
    "BY_COUNT",
    "MILLION",
    "NEVER",
    "WAITING",
    "Agent",
    "Arrays",
    "Arrived",
    "Column",
    "Columns",
    "Config",
    "Crew",
    "Decision",
    "Fairness",
    "Item",
    "Kernel",
    "Line",
    "Lists",
    "Past",
    "PastPresence",
    "PastQueue",
    "PastWork",
    "PresenceSpan",
    "Queueing",
    "Requirement",
    "Ring",
    "Shares",
    "Wait",
    "accept",
    "agent_of_interaction",
    "arrivals",
    "arrive",
    "assemble",
    "begin_round",
    "callback_due",
    "end_interaction",
    "end_round",
    "fairest",
    "fairest_idler",
    "first_for_team",
    "give_back",
    "go",
    "leave",
    "leave_bucket",
    "next_offer",
    "note_eldest",
    "order_of",
    "past",
    "policy_to_compile",
    "presence_spans",
    "promise_callback",
    "requirement_at",
    "reservation_due",
    "reserve",
    "stand",
    "sweep_promises",
    "usual_wait",
    "wait_of_interaction",
    "withdraw",
]
