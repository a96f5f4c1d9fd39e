"""The front door of conversations."""

from hamseda.conversations.append import Appended, Appender, ConversationResolved, NewMessage, append_within
from hamseda.conversations.hearing import Hearer, may_hear
from hamseda.conversations.intake import Arrival, Intake, Received
from hamseda.conversations.notices import conversation_audience, summary
from hamseda.conversations.ports import Work, WorkRequest
from hamseda.conversations.reading import attachment_view, reply_roads, rights, visible
from hamseda.conversations.sending import change_state, send_scheduled
from hamseda.conversations.service import wake

__all__ = [
    "Appended", "Appender", "Arrival", "ConversationResolved", "Hearer", "Intake", "NewMessage", "Received", "Work",
    "WorkRequest", "append_within", "attachment_view", "change_state", "conversation_audience", "may_hear",
    "reply_roads", "rights", "send_scheduled", "summary", "visible", "wake",
]
