"""Which part of a mail is new: shown first by the desk, and what lists show of it; the whole stays as it came."""

from typing import Any, Final
from uuid import UUID

from hamseda.channels.email import queries_thread
from hamseda.channels.email.mail import Mail
from hamseda.channels.email.reply import Reply, split
from hamseda.kit.database import Transaction

MOST_COMPARED: Final = 200_000
"""Characters of a mail that are compared with what we sent: the placing of mails waits for it."""


async def new_text_of(work: Transaction, mail: Mail, thread_id: UUID | None) -> dict[str, Any] | None:
    """The new text of a mail and which step found it, for `meta.reply`; None where the whole text is new."""
    found = mail.reply
    if thread_id is not None and len(mail.text) + len(mail.html or "") <= MOST_COMPARED:
        rows = await work.fetch(queries_thread.SENT_IN, work.organization_id, thread_id)
        found = _surer(mail, [row["text"] for row in rows]) or found
    if found is None or not (found.quoted or found.signature):
        return None
    return {"text": found.reply, "by": found.by}


def _surer(mail: Mail, sent: list[str]) -> Reply | None:
    """What the comparison with our own mails found: surer than any mark, where it found something."""
    if not sent or mail.reply is None:
        return None
    compared = split(mail.text, mail.html, sent)
    return compared if compared.by == "sent" else None
