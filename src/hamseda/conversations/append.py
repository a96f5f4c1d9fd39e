"""Group commit: messages that wait together become durable together, in one statement and one commit."""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from hamseda.conversations.message_views import AttachmentView
from hamseda.kit.database import DISCONNECTED, Database, Transaction
from hamseda.kit.hub import LiveEvent, live_event
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, Invalid, NotFound, OutOfSpace, Problem, Unavailable

PREVIEW_CHARACTERS = 140
MOST_TOGETHER = 64
MOST_WAITING = 5_000

AWAY = (asyncpg.PostgresError, *DISCONNECTED)

# Also used inside an ordinary transaction, as its last statement.
APPEND = "SELECT ord, outcome, message_id, message_position, event_number, answer, event FROM append_messages($1, $2)"


LOCK = "SELECT 1 FROM conversation WHERE organization_id = $1 AND id = $2 FOR UPDATE"

logger = logging.getLogger(__name__)


class NewMessage(msgspec.Struct, kw_only=True):
    """Everything that one appended message needs; the writer adds ids and preview."""

    conversation_id: UUID
    kind: str
    direction: str
    author_kind: str
    text: str
    text_direction: str
    id: UUID = msgspec.field(default_factory=new_id)
    interaction_id: UUID | None = None
    author_id: UUID | None = None
    author_name: str | None = None
    channel_id: UUID | None = None
    channel_kind: str | None = None
    html: str | None = None
    state: str = "sent"
    send_at: str | None = None
    attachments: list[AttachmentView] = []
    meta: dict[str, Any] = {}
    caller: UUID | None = None
    key: str | None = None
    digest: str | None = None
    viewer: dict[str, Any] | None = None
    outbox: dict[str, Any] | None = None
    external: str | None = None
    reopen: bool | None = None
    seek_road: bool = False
    preview: str = ""
    event_id: UUID = msgspec.field(default_factory=new_id)


class Appended(msgspec.Struct, frozen=True):
    """What became of a message: `message` is its view as clients see it."""

    message: dict[str, Any]
    repeated: bool


class NoLiveRoadError(Exception):
    """A reply that seeks its own road found no chat: the sender must choose the road by the rules."""


class ConversationResolved(Conflict):
    """A customer writes into a resolved conversation: the caller must open or rejoin one first."""

    code = "conversation_resolved"


Waiting = tuple[NewMessage, asyncio.Future[Appended]]
# Hears of what was just committed, the numbered events with it, so that nobody here need read them again.
Publish = Callable[[UUID, list[LiveEvent]], None]


class Appender:
    """One writer per organization and process; its callers wait until their message is durable."""

    def __init__(self, database: Database, publish: Publish | None = None) -> None:
        self._database = database
        self._publish: Publish = publish or (lambda organization_id, _events: database.wake(organization_id))
        self._waiting: dict[UUID, list[Waiting]] = {}
        self._writers: dict[UUID, asyncio.Task[None]] = {}

    async def append(self, organization_id: UUID, message: NewMessage) -> Appended:
        """Store a message; returns once it is committed. Raises NotFound, ConversationResolved, Conflict, Unavailable."""
        prepare(message)
        queue = self._waiting.setdefault(organization_id, [])
        if len(queue) >= MOST_WAITING:
            raise Unavailable("Too many messages wait for the database; try again in a moment.")
        future: asyncio.Future[Appended] = asyncio.get_running_loop().create_future()
        queue.append((message, future))
        if organization_id not in self._writers:
            self._writers[organization_id] = asyncio.create_task(self._write(organization_id))
        return await future

    async def close(self) -> None:
        for task in list(self._writers.values()):
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _write(self, organization_id: UUID) -> None:
        queue = self._waiting[organization_id]
        try:
            while queue:
                batch, queue[:MOST_TOGETHER] = queue[:MOST_TOGETHER], []
                await self._commit(organization_id, batch)
        finally:
            del self._writers[organization_id]
            # A message that came between the last look and here starts a writer of its own.
            if queue:
                self._writers[organization_id] = asyncio.create_task(self._write(organization_id))

    async def _commit(self, organization_id: UUID, batch: list[Waiting]) -> None:
        try:
            rows = await self._store(organization_id, [message for message, _ in batch])
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
            if len(batch) == 1:
                _fail(batch[0][1], _explain(error))
                return
            # One poisoned row must fail alone.
            for one in batch:
                await self._commit(organization_id, [one])
            return
        except AWAY as error:
            for _, future in batch:
                _fail(future, _not_stored(error))
            return
        except Exception:
            # Nobody may wait for ever for an answer that cannot come.
            logger.exception("a batch of messages failed")
            for _, future in batch:
                _fail(future, Unavailable("Something went wrong on our side; the message may not be stored."))
            return
        for (_, future), row in zip(batch, rows, strict=True):
            _settle(future, row)
        self._publish(organization_id, [event_of(row) for row in rows if row["event"] is not None])

    async def _store(self, organization_id: UUID, messages: list[NewMessage]) -> list[asyncpg.Record]:
        async with self._database.everywhere() as connection:
            try:
                return await connection.fetch(APPEND, organization_id, messages)  # type: ignore[no-any-return]
            except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
                # Rolled back as a whole: the same once more is safe.
                return await connection.fetch(APPEND, organization_id, messages)  # type: ignore[no-any-return]


async def append_within(work: Transaction, message: NewMessage, *, is_locked: bool = False) -> Appended:
    """Append as the last act of a transaction that had more to do; its earlier events get their numbers first.

    `is_locked`: this transaction holds the conversation's row already.
    """
    prepare(message)
    # Conversations are locked before the event head, here as in every writer: the other way round is a deadlock.
    if not is_locked:
        await work.execute(LOCK, work.organization_id, message.conversation_id)
    await work.record_events()
    try:
        row = await work.row(APPEND, work.organization_id, [message])
    except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
        raise _explain(error) from error
    if row is None:
        raise RuntimeError("append_messages answered no row for its message.")
    work.mark_written()
    return outcome_of(row)


def prepare(message: NewMessage) -> None:
    """Fill in what follows from the rest."""
    message.preview = preview(new_text(message.meta) or message.text)
    if message.key is not None and message.digest is None:
        message.digest = request_digest(message)


def new_text(meta: dict[str, Any]) -> str:
    """What is new in a message that also quotes another one; empty where nothing says so."""
    return str(meta.get("reply", {}).get("text", ""))


def preview(text: str) -> str:
    """First line's worth of a message for lists."""
    return " ".join(text[: 4 * PREVIEW_CHARACTERS].split())[:PREVIEW_CHARACTERS]


def request_digest(message: NewMessage) -> str:
    """Tells a repeated request from another one under the same key."""
    content = [
        message.conversation_id,
        message.kind,
        message.text,
        message.html,
        message.channel_id,
        message.attachments,
    ]
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()


def outcome_of(row: asyncpg.Record) -> Appended:
    """The answer of one appended message, or the refusal it met."""
    outcomes: dict[str, Callable[[], Exception]] = {
        "no_live_road": NoLiveRoadError,
        "merged": lambda: merged(row["answer"]["conversation_id"]),
        "missing": lambda: NotFound("The conversation is not there."),
        "resolved": lambda: ConversationResolved("The conversation is closed."),
        "key_reused": lambda: Conflict(
            "This key was used for another request.", code="idempotency_key_reused"
        ),
    }
    refusal = outcomes.get(row["outcome"])
    if refusal is not None:
        raise refusal()
    return Appended(row["answer"], row["outcome"] == "repeated")


def merged(into: Any) -> Conflict:
    """What a conversation answers that went into another one."""
    return Conflict("This conversation was merged; go on there.", code="merged", conversation_id=str(into))


def event_of(row: asyncpg.Record) -> LiveEvent:
    """The event that an appended message is, as the log has it."""
    message, told = row["answer"], row["event"]
    return live_event(
        row["event_number"],
        "message.appended",
        UUID(message["conversation_id"]),
        told["audience"],
        {"message": message, "conversation": told["conversation"]},
        datetime.fromisoformat(message["created_at"]),
    )


def _settle(future: asyncio.Future[Appended], row: asyncpg.Record) -> None:
    if future.done():
        return
    try:
        future.set_result(outcome_of(row))
    except (Problem, NoLiveRoadError) as refusal:
        future.set_exception(refusal)


def _not_stored(error: Exception) -> Problem:
    if isinstance(error, asyncpg.DiskFullError):
        return OutOfSpace("The server's disk is full; nothing was stored.", retry_after=60)
    said = "The database does not answer; the message was not stored."
    return Unavailable(said, code="database_unavailable", retry_after=2)


def _fail(future: asyncio.Future[Appended], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)


def _explain(error: asyncpg.PostgresError) -> Exception:
    if isinstance(error, asyncpg.UniqueViolationError):
        return Conflict("A message with this id is there already.", code="message_exists")
    refusal = Invalid("The message cannot be stored: it holds what no table can.")
    refusal.__cause__ = error
    return refusal
