"""Files of conversations: the blob first, then its row; read by those who see the conversation."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from hamseda.conversations.file_types import settled_type, tolerant_type
from hamseda.conversations.message_views import AttachmentView
from hamseda.conversations.reading import attachment_view
from hamseda.kit.blobs import Blob, Blobs, blobs_at
from hamseda.kit.database import Database, Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Invalid, NotFound
from hamseda.kit.sensitive import mask
from hamseda.organization.api import Caller
from hamseda.settings import Settings

MOST_NAME_LETTERS: Final = 200
ORPHAN_AGE: Final = timedelta(days=1)
MOST_SWEPT: Final = 500

ADD: Final = """
INSERT INTO attachment (organization_id, id, conversation_id, name, content_type, size, sha256, storage_key,
                        content_id, uploaded_by_kind, uploaded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
RETURNING id, name, content_type, size
"""
# A file of a message is read by those who see its conversation; one not sent yet only by whoever uploaded it.
VISIBLE: Final = """
SELECT a.id, a.name, a.content_type, a.size, a.storage_key FROM attachment a
WHERE a.organization_id = $1 AND a.id = $6 AND CASE
    WHEN a.message_id IS NULL THEN a.uploaded_by = $2 AND a.uploaded_by_kind IN ('user', 'api_key')
    ELSE EXISTS (SELECT FROM conversation c WHERE c.organization_id = $1 AND c.id = a.conversation_id
                 AND may_see_conversation(c, $2, $3, $4, $5)) END
"""
# A file that waits in somebody's draft is not lost.
REMOVE_ORPHANS: Final = """
DELETE FROM attachment WHERE (organization_id, id) IN (
    SELECT a.organization_id, a.id FROM attachment a
    WHERE a.message_id IS NULL AND a.created_at < $1 AND NOT EXISTS (
        SELECT FROM draft d WHERE d.organization_id = a.organization_id
          AND d.attachments @> jsonb_build_array(jsonb_build_object('id', a.id::text)))
    ORDER BY a.created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING storage_key
"""
KNOWN_KEYS: Final = (
    "SELECT storage_key FROM attachment WHERE organization_id = ANY ($1) AND storage_key = ANY ($2)"
)


def attachment_blobs(settings: Settings) -> Blobs:
    """Give the store of attachments: `attachments_url`, else a folder of this installation."""
    return blobs_at(settings.attachments_url or str(settings.data_folder / "attachments"))


async def write_blob(blobs: Blobs, organization_id: UUID, chunks: AsyncIterator[bytes], most: int) -> Blob:
    """Put a file where it is safe; its row comes after. Raises TooLarge, OutOfSpace, Invalid (empty)."""
    blob = await blobs.write(str(organization_id), chunks, most)
    if blob.size == 0:
        await blobs.remove(blob.key)
        raise Invalid.field("file", "empty", "The file is empty: choose another one.")
    return blob


async def add(
    work: Transaction,
    blob: Blob,
    *,
    name: str,
    claimed_type: str,
    uploaded_by_kind: str,
    uploaded_by: UUID | None = None,
    conversation_id: UUID | None = None,
    content_id: str | None = None,
    is_strict: bool = True,
) -> AttachmentView:
    """Write the row of a blob and answer the file as clients see it.

    `is_strict` refuses programs and files that belie their type (Invalid); a mail's files are kept whatever they are.
    """
    shown = clean_name(name)
    settled = (
        settled_type(shown, claimed_type, blob.head) if is_strict else tolerant_type(claimed_type, blob.head)
    )
    row = await work.row(
        ADD,
        work.organization_id,
        new_id(),
        conversation_id,
        shown,
        settled,
        blob.size,
        blob.sha256,
        blob.key,
        content_id,
        uploaded_by_kind,
        uploaded_by,
    )
    if row is None:
        raise RuntimeError("The attachment just written is not there.")
    return attachment_view(row)


async def visible(view: Transaction, caller: Caller, attachment_id: UUID) -> Row:
    """Give the row of a file that the caller may read; NotFound otherwise."""
    row = await view.row(
        VISIBLE,
        view.organization_id,
        caller.id,
        caller.role,
        caller.department_id,
        caller.scope,
        attachment_id,
    )
    if row is None:
        raise NotFound("The file is not there.")
    return row


def clean_name(name: str) -> str:
    """Bring a file's name to one harmless line: no path, no control signs, sensitive numbers masked."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    line = "".join(sign for sign in last if sign.isprintable() or sign == "\u200c").strip(" .")
    masked = mask(line).text
    if len(masked) > MOST_NAME_LETTERS:
        stem, dot, suffix = masked.rpartition(".")
        masked = (
            f"{stem[: MOST_NAME_LETTERS - len(suffix) - 1]}.{suffix}" if dot and len(suffix) < 20 else masked
        )
    return masked[:MOST_NAME_LETTERS] or "file"


async def sweep_orphans(database: Database, blobs: Blobs, now: datetime, age: timedelta = ORPHAN_AGE) -> int:
    """Remove rows that no message took within `age`, and blobs that no row names; answers how many blobs went.

    `database` is in the system's role. Rows go first: a crash between leaves a blob for the next sweep.
    """
    async with database.everywhere() as connection:
        rows = await connection.fetch(REMOVE_ORPHANS, now - age, MOST_SWEPT)
        gone = [row["storage_key"] for row in rows]
        old = await blobs.older_than(now - age)
        for start in range(0, len(old), MOST_SWEPT):
            some = old[start : start + MOST_SWEPT]
            owners = list({UUID(key.split("/", 1)[0]) for key in some})
            known = {row["storage_key"] for row in await connection.fetch(KNOWN_KEYS, owners, some)}
            gone += [key for key in some if key not in known]
    for key in dict.fromkeys(gone):
        await blobs.remove(key)
    return len(set(gone))
