"""The front door of routing: the queue's port, and the kernel that the live router and the simulator share."""

from hamseda.routing.queueing import Queueing

__all__ = ["Queueing"]
