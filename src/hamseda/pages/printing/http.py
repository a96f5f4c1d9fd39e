"""Pages to print: a conversation, a mail. No script; only what is stored masked; each one that is opened is on record."""

from pathlib import Path
from typing import Any, Final
from uuid import UUID

from litestar import Response, Router, get
from markupsafe import Markup

from hamseda.channels.email.api import shown_mail
from hamseda.conversations.api import visible
from hamseda.kit.clock import Clock
from hamseda.kit.database import Row, Transaction
from hamseda.kit.problem import NotFound
from hamseda.organization.api import PUBLIC, READERS, Caller
from hamseda.pages.printing import queries
from hamseda.pages.printing.writing import Reader
from hamseda.pages.rendering import guarded, templates_beside
from hamseda.pages.typeface import faces
from hamseda.settings import Settings

HERE: Final = Path(__file__).parent
MOST_MESSAGES: Final = 1_000
# Mails carry their looks in the tags themselves; nothing else is let in, and nothing runs.
LOOKS: Final = {
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "font-src": "'self'",
    "img-src": "data:",
}
HEADERS: Final = guarded(LOOKS, referrer="no-referrer")
PAGES: Final = templates_beside(__file__)


@get("/conversations/{conversation_id:uuid}/print", access=READERS)
async def print_conversation(
    caller: Caller, work: Transaction, clock: Clock, conversation_id: UUID, notes: bool = False
) -> Response[str]:
    """The talk of a conversation as a page to print; `notes=1` also prints what is for the house alone. Audited."""
    await visible(work, caller, conversation_id)
    head = await work.row(queries.PRINTED, work.organization_id, conversation_id)
    rows = await work.fetch(queries.SAID, work.organization_id, conversation_id, notes, MOST_MESSAGES + 1)
    await work.audit(caller.did("conversation.printed", "conversation", conversation_id, {"notes": notes}))
    return _page(
        "conversation.html",
        Reader(caller),
        head=head,
        messages=rows[:MOST_MESSAGES][::-1],
        is_cut=len(rows) > MOST_MESSAGES,
        printed_at=clock.now(),
    )


@get("/mails/{message_id:uuid}/print", access=READERS)
async def print_mail(
    caller: Caller, work: Transaction, settings: Settings, clock: Clock, message_id: UUID
) -> Response[str]:
    """One mail as a page to print, with its own pictures and nobody else's. Audited."""
    mail = await work.row(queries.MAIL, work.organization_id, message_id)
    if mail is None:
        raise NotFound("The mail is not there.")
    await visible(work, caller, mail["conversation_id"])
    head = await work.row(queries.PRINTED, work.organization_id, mail["conversation_id"])
    body = await shown_mail(work, settings, mail)
    detail = {"conversation_id": mail["conversation_id"]}
    await work.audit(caller.did("mail.printed", "message", message_id, detail))
    return _page(
        "mail.html",
        Reader(caller),
        head=head,
        mail=mail,
        subject=(mail["meta"].get("mail") or {}).get("subject") or (head["subject"] if head else None),
        # Harmless since it was stored: see channels/email/markup.py and kit/rich_text.
        body=Markup(body),  # noqa: S704
        parties=_parties(mail),
        printed_at=clock.now(),
    )


@get("/print/print.css", access=PUBLIC, include_in_schema=False, sync_to_thread=False)
def style() -> Response[str]:
    """The style sheet of the pages to print."""
    sheet = (HERE / "assets" / "print.css").read_text(encoding="utf-8")
    return Response(
        f"{faces('Vazirmatn')}\n{sheet}",
        media_type="text/css",
        headers={"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"},
    )


def _page(template: str, reader: Reader, **values: Any) -> Response[str]:
    html = PAGES.get_template(template).render(
        reader=reader, t=reader.text, locale=reader.caller.locale, **values
    )
    return Response(html, media_type="text/html", headers=HEADERS)


def _parties(mail: Row) -> list[tuple[str, list[dict[str, str]]]]:
    """Who wrote a mail and to whom, as its head says; of ours, whom it was sent to."""
    said: dict[str, Any] = mail["meta"].get("mail") or {}
    if mail["direction"] == "inbound":
        return [(name, said.get(name) or []) for name in ("from", "to", "cc")]
    sent = said.get("recipients") or {}
    own = [{"name": mail["author_name"] or "", "address": ""}]
    return [
        ("from", own),
        *(
            (name, [{"name": "", "address": one} for one in sent.get(name, [])])
            for name in ("to", "cc", "bcc")
        ),
    ]


router = Router("/api/v1", route_handlers=[print_conversation, print_mail], tags=["conversations"])
assets = Router("/", route_handlers=[style], include_in_schema=False)
