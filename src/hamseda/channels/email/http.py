"""Routes of mails: the original of a mail, and its page for a frame."""

from uuid import UUID

from litestar import Response, Router, get

from hamseda.channels.email import frame as frames
from hamseda.channels.email import queries
from hamseda.channels.email.composer_views import MailSource
from hamseda.channels.email.source import source_of
from hamseda.channels.email.spool import Spool
from hamseda.conversations.api import visible
from hamseda.kit.database import AuditEntry, Row, Transaction
from hamseda.kit.problem import NotFound
from hamseda.organization.api import LEADERS, READERS, Caller
from hamseda.settings import Settings


@get("/mails/{message_id:uuid}/raw", access=LEADERS)
async def download_raw(
    caller: Caller, work: Transaction, settings: Settings, message_id: UUID
) -> Response[bytes]:
    """The mail as it came, with numbers that are masked elsewhere; every download is written into the audit log."""
    content = await _original(work, caller, settings, message_id)
    return Response(
        content,
        media_type="message/rfc822",
        headers={
            "Content-Disposition": f'attachment; filename="mail-{message_id}.eml"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "no-store",
        },
    )


@get("/mails/{message_id:uuid}/source", access=LEADERS)
async def show_source(caller: Caller, work: Transaction, settings: Settings, message_id: UUID) -> MailSource:
    """The mail as it came, to look at: headers and bytes as text, with numbers that are masked elsewhere. Audited."""
    return source_of(await _original(work, caller, settings, message_id))


@get("/mails/{message_id:uuid}/frame", access=READERS)
async def show_frame(
    caller: Caller, reading: Transaction, settings: Settings, message_id: UUID, images: bool = False
) -> Response[str]:
    """The mail as a page for a sandboxed frame; `images=1` also loads pictures of other servers."""
    row = await _mail(reading, caller, message_id)
    page = await frames.frame(reading, settings, row, images=images)
    return frames.response(page, images=images)


async def _original(work: Transaction, caller: Caller, settings: Settings, message_id: UUID) -> bytes:
    """The bytes of a mail; that somebody reads them is written into the audit log. Raises NotFound."""
    row = await _mail(work, caller, message_id)
    if row["storage_key"] is None:
        raise NotFound("This message did not come by mail.")
    if not row["storage_key"]:
        raise NotFound("The original is not kept any more.", code="original_gone")
    try:
        content = await Spool(settings.data_folder, settings.raw_mail_url).read(row["storage_key"])
    except FileNotFoundError as error:
        raise NotFound("The original is not kept any more.", code="original_gone") from error
    await work.audit(
        AuditEntry(
            actor_kind=caller.kind,
            actor_id=caller.id,
            action="mail.original_read",
            subject_kind="message",
            subject_id=message_id,
            detail={"raw_id": row["raw_id"], "conversation_id": row["conversation_id"]},
        )
    )
    return content


async def _mail(view: Transaction, caller: Caller, message_id: UUID) -> Row:
    """The row of a mail in a conversation that the caller may see; NotFound otherwise."""
    row = await view.row(queries.MAIL_OF_MESSAGE, view.organization_id, message_id)
    if row is None:
        raise NotFound("The mail is not there.")
    await visible(view, caller, row["conversation_id"])
    return row


router = Router(
    "/api/v1",
    tags=["mail"],
    route_handlers=[download_raw, show_source, show_frame],
)
