"""The files of mails, kept where all attachments of the installation are kept."""

from collections.abc import AsyncIterator
from uuid import UUID

from hamseda.channels.email.mail import Attachment
from hamseda.channels.email.spool import StoreError
from hamseda.conversations.api import AttachmentView, add_attachment, attachment_blobs
from hamseda.kit.blobs import Blob
from hamseda.kit.database import Transaction
from hamseda.kit.problem import TooLarge
from hamseda.settings import Settings

Kept = list[tuple[Attachment, Blob]]


async def keep_files(settings: Settings, organization_id: UUID, files: list[Attachment]) -> Kept:
    """Write the files of a mail where they are safe; their rows come after. Raises TooLarge, StoreError."""
    if not files:
        return []
    blobs = attachment_blobs(settings)
    most = max(settings.max_mail_bytes, settings.max_upload_bytes)
    try:
        return [(file, await blobs.write(str(organization_id), _whole(file.content), most)) for file in files]
    except TooLarge:
        raise
    except Exception as error:  # each store has errors of its own
        raise StoreError(f"{type(error).__name__}: {error}") from error


async def record_files(
    work: Transaction, kept: Kept, html: str | None
) -> tuple[list[AttachmentView], str | None]:
    """Write the rows; gives their public views, and the HTML with the addresses that its pictures now have."""
    views: list[AttachmentView] = []
    for file, blob in kept:
        view = await add_attachment(
            work,
            blob,
            name=file.name,
            claimed_type=file.content_type,
            uploaded_by_kind="customer",
            content_id=file.content_id,
            is_strict=False,
        )
        views.append(view)
        if html and file.content_id:
            html = html.replace(f"/attachments/{file.id}", f"/attachments/{view['id']}")
    return views, html


async def load_file(settings: Settings, key: str) -> bytes:
    """Read a stored file whole."""
    return await attachment_blobs(settings).whole(key)


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
