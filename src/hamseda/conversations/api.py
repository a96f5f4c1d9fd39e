"""The front door of conversations."""

from hamseda.conversations.append import Appended, Appender, ConversationResolved, NewMessage, append_within
from hamseda.conversations.arriving import Arrival, Received
from hamseda.conversations.attachments import add as add_attachment
from hamseda.conversations.attachments import attachment_blobs, sweep_orphans, write_blob
from hamseda.conversations.attachments_http import file_response, read_form, take_file
from hamseda.conversations.channel_setup import keep_setting, opened_settings
from hamseda.conversations.configuration import QueueSettings, queue_settings
from hamseda.conversations.contexts import tell_context
from hamseda.conversations.hearing import Hearer, may_hear
from hamseda.conversations.index import index_new_messages
from hamseda.conversations.intake import Intake
from hamseda.conversations.mail_fields import answered_mail, clean_html, mail_meta, signature_of
from hamseda.conversations.masking import Masking, mask_message
from hamseda.conversations.message_views import AttachmentView, MailAddress, MessageView, Signature
from hamseda.conversations.notices import conversation_audience, summary, summary_for
from hamseda.conversations.ports import Went, Work, WorkRequest
from hamseda.conversations.reading import (
    attachment_view,
    conversation_row,
    reply_roads,
    rights,
    visible,
    workable,
)
from hamseda.conversations.reading import attachments as read_attachments
from hamseda.conversations.sending import change_state, send_off, send_scheduled
from hamseda.conversations.service import assign, let_go, transfer, wake
from hamseda.conversations.verifying import verify_conversation
from hamseda.conversations.views import ConversationSummary, WorkItemView

__all__ = [
    "Appended",
    "Appender",
    "Arrival",
    "AttachmentView",
    "ConversationResolved",
    "ConversationSummary",
    "Hearer",
    "Intake",
    "MailAddress",
    "Masking",
    "MessageView",
    "NewMessage",
    "QueueSettings",
    "Received",
    "Signature",
    "Went",
    "Work",
    "WorkItemView",
    "WorkRequest",
    "add_attachment",
    "answered_mail",
    "append_within",
    "assign",
    "attachment_blobs",
    "attachment_view",
    "change_state",
    "clean_html",
    "conversation_audience",
    "conversation_row",
    "file_response",
    "index_new_messages",
    "keep_setting",
    "let_go",
    "mail_meta",
    "mask_message",
    "may_hear",
    "opened_settings",
    "queue_settings",
    "read_attachments",
    "read_form",
    "reply_roads",
    "rights",
    "send_off",
    "send_scheduled",
    "signature_of",
    "summary",
    "summary_for",
    "sweep_orphans",
    "take_file",
    "tell_context",
    "transfer",
    "verify_conversation",
    "visible",
    "wake",
    "workable",
    "write_blob",
]
