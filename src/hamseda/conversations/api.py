"""The front door of conversations."""

from hamseda.conversations.append import Appended, Appender, ConversationResolved, NewMessage, append_within
from hamseda.conversations.hearing import Hearer, may_hear
from hamseda.conversations.masking import mask_message
from hamseda.conversations.intake import Arrival, Intake, Received
from hamseda.conversations.notices import conversation_audience, summary
from hamseda.conversations.ports import Work, WorkRequest
from hamseda.conversations.reading import attachment_view, conversation_row, reply_roads, rights, visible
from hamseda.conversations.reading import attachments as read_attachments
from hamseda.conversations.sending import change_state, send_scheduled
from hamseda.conversations.service import wake

__all__ = [
    "Appended", "Appender", "Arrival", "ConversationResolved", "Hearer", "Intake", "NewMessage", "Received", "Work",
    "WorkRequest", "append_within", "attachment_view", "change_state", "conversation_audience", "conversation_row", "mask_message", "read_attachments", "may_hear",
    "reply_roads", "rights", "send_scheduled", "summary", "visible", "wake",
]
