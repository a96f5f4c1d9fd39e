"""The front door of the web chat, for pages that open it."""

from hamseda.channels.webchat.opening import now as opening_now
from hamseda.channels.webchat.queries import CHANNEL, FIND_CHANNEL

__all__ = ["CHANNEL", "FIND_CHANNEL", "opening_now"]
