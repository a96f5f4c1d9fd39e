"""Routes of files: upload as a stream, download so that a browser can do no harm with it."""

from collections.abc import AsyncIterator
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.datastructures import UploadFile
from litestar.response import Stream

from hamseda.conversations import attachments
from hamseda.conversations.file_types import SAFE_IMAGES
from hamseda.conversations.message_views import AttachmentView
from hamseda.conversations.reading import visible as visible_conversation
from hamseda.kit.blobs import CHUNK, FULL, Blob
from hamseda.kit.database import Database, Transaction
from hamseda.kit.keys import Keys
from hamseda.kit.problem import Conflict, Invalid, NotFound, OutOfSpace
from hamseda.organization.api import READERS, WORKERS, Answer, Attempt, Caller, Repeated, key_of
from hamseda.settings import Settings


@post("/attachments", access=WORKERS)
async def upload(
    caller: Caller, request: Request[Any, Any, Any], database: Database, settings: Settings, keys: Keys
) -> AttachmentView:
    """Upload a file (multipart, field `file`, perhaps `conversation_id`); attach it to a message within a day."""
    file, conversation_id = await read_form(request)
    if conversation_id is not None:
        async with database.reading(caller.organization_id) as view:
            await visible_conversation(view, caller, conversation_id)
    return await take_file(
        file,
        database,
        settings,
        keys,
        caller.organization_id,
        caller.kind,
        caller.id,
        conversation_id,
        key=key_of(request),
    )


@get("/attachments/{attachment_id:uuid}", access=READERS)
async def download(caller: Caller, reading: Transaction, settings: Settings, attachment_id: UUID) -> Stream:
    """The file: safe pictures are shown, everything else is a download."""
    row = await attachments.visible(reading, caller, attachment_id)
    return await file_response(
        settings, row["storage_key"], name=row["name"], content_type=row["content_type"], size=row["size"]
    )


async def take_file(
    file: UploadFile,
    database: Database,
    settings: Settings,
    keys: Keys,
    organization_id: UUID,
    by_kind: str,
    by: UUID,
    conversation_id: UUID | None = None,
    *,
    key: str | None = None,
) -> AttachmentView:
    """Store an uploaded file of somebody; answers its view, to be named by a message within a day.

    The same file under the same `key` again raises Repeated with the first answer; another one raises Conflict.
    """
    blobs = attachments.attachment_blobs(settings)
    blob = await attachments.write_blob(blobs, organization_id, chunks(file), settings.max_upload_bytes)
    try:
        # Opened only now: a slow upload must not hold a connection.
        async with database.transaction(organization_id) as work:
            attempt = None if key is None else Attempt(work, keys, by, key)
            if attempt is not None:
                await attempt.begin(_asked(file, blob, conversation_id))
            view = await attachments.add(
                work,
                blob,
                name=file.filename,
                claimed_type=file.content_type,
                uploaded_by_kind=by_kind,
                uploaded_by=by,
                conversation_id=conversation_id,
            )
            if attempt is not None:
                attempt.answer = Answer(HTTPStatus.CREATED, view)
                await attempt.finish()
            return view
    except (Invalid, Conflict, Repeated):
        await blobs.remove(blob.key)
        raise


def _asked(file: UploadFile, blob: Blob, conversation_id: UUID | None) -> bytes:
    """What an upload asks for: a form's own bytes are others each time it is sent."""
    said = (file.filename, file.content_type, str(conversation_id))
    return sha256(b"\0".join([*(each.encode() for each in said), blob.sha256])).digest()


async def read_form(request: Request[Any, Any, Any]) -> tuple[UploadFile, UUID | None]:
    """Read the multipart form of an upload; large files go to disk while they come in."""
    try:
        form = await request.form()
    except OSError as error:
        if error.errno in FULL:
            raise OutOfSpace("The server's disk is full; nothing was stored.", retry_after=60) from error
        raise
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise Invalid.field("file", "needed", "Send the file in a multipart form, as the field named file.")
    wanted = form.get("conversation_id")
    try:
        return file, UUID(str(wanted)) if wanted else None
    except ValueError as error:
        raise Invalid.field(
            "conversation_id", "not_an_id", "This is not the id of a conversation."
        ) from error


async def chunks(file: UploadFile) -> AsyncIterator[bytes]:
    """Give the bytes of an uploaded file, a piece at a time."""
    while piece := await file.read(CHUNK):
        yield piece


async def file_response(settings: Settings, key: str, *, name: str, content_type: str, size: int) -> Stream:
    """Answer a file with headers that keep a browser from running it. Raises NotFound where the blob is gone."""
    source = attachments.attachment_blobs(settings).read(key)
    try:
        first = await anext(source, b"")
    except FileNotFoundError as error:
        raise NotFound("The file is not there any more.", code="blob_missing") from error

    async def body() -> AsyncIterator[bytes]:
        yield first
        async for piece in source:
            yield piece

    shown = "inline" if content_type in SAFE_IMAGES else "attachment"
    return Stream(
        body(),
        media_type=content_type,
        headers={
            "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Length": str(size),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, max-age=300",
        },
    )


router = Router("/api/v1", route_handlers=[upload, download], tags=["attachments"])
