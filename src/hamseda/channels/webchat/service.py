"""Visitors: who they are, what they send, what they may read."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from hamseda.channels.webchat import queries, tokens
from hamseda.channels.webchat.context import Context, clean
from hamseda.channels.webchat.wishes import Wish, keep_wish
from hamseda.conversations.api import (
    Appender,
    Arrival,
    ConversationResolved,
    Intake,
    NewMessage,
    mask_message,
    read_attachments,
    tell_context,
)
from hamseda.customers.api import Claim, add_told_identity, clean_name
from hamseda.kit import limits
from hamseda.kit.database import Database, Row, Transaction, again_when_crossed
from hamseda.kit.ids import new_id
from hamseda.kit.keys import Keys, digest
from hamseda.kit.persian import direction
from hamseda.kit.problem import Forbidden, Invalid, NotFound, Unauthenticated

MOST_CHARACTERS = 10_000
# One visitor's frames that the database has to do with, over all roads.
MESSAGES = limits.limit("120/minute", "widget-message")
FIRST_PAGE = 200
NO_ENGAGEMENT = str(UUID(int=0))


class Visit(msgspec.Struct, kw_only=True):
    """How a browser introduces itself."""

    identity_token: str | None = None
    device_id: Annotated[str, Meta(max_length=200)] | None = None
    resume_token: str | None = None
    locale: Annotated[str, Meta(max_length=35)] | None = None
    is_simulated: bool = False
    # Only of a simulated visitor of the demonstration; everybody else is named by a proof, or by the agent.
    name: Annotated[str, Meta(max_length=200)] | None = None


class Said(msgspec.Struct, kw_only=True):
    """One message of a visitor; `id` is the browser's, so that sending it again is harmless."""

    id: UUID
    text: str = ""
    attachments: list[UUID] = []
    context: Context | None = None


class Visitor(msgspec.Struct):
    """A visitor as this process knows them; the conversation changes as they write."""

    organization_id: UUID
    id: UUID
    channel_id: UUID
    conversation_id: UUID | None
    interaction_id: UUID | None
    customer_id: UUID | None
    is_verified: bool
    claims: list[Claim]
    name: str | None
    locale: str | None
    is_simulated: bool
    token_version: int
    engagements: list[UUID]


async def find_channel(database: Database, widget_key: str) -> tuple[UUID, Row]:
    """The organization and channel of a widget key; NotFound for an unknown or switched-off one."""
    async with database.everywhere() as connection:
        found = await connection.fetchrow(queries.FIND_CHANNEL, digest(widget_key))
    if found is None:
        raise NotFound("There is no chat by this key.", code="widget_key")
    async with database.reading(found["organization_id"]) as view:
        channel = await view.row(queries.CHANNEL, found["organization_id"], found["id"])
    if channel is None or not channel["enabled"]:
        raise NotFound("This chat is switched off.", code="channel_off")
    return found["organization_id"], channel


def check_origin(channel: Row, origin: str | None, own: str) -> None:
    """Refuse a page that the channel's list does not name; our own pages are always allowed."""
    allowed = channel["settings"].get("origins") or []
    if origin is None or origin == own or origin in allowed or "*" in allowed:
        return
    raise Forbidden("This site is not on the channel's list of allowed sites.", code="origin_not_allowed")


@again_when_crossed
async def visit(
    database: Database, keys: Keys, organization_id: UUID, channel: Row, wanted: Visit, now: datetime
) -> tuple[tokens.VisitorToken, Visitor]:
    """Begin or continue a visit: proven by an identity token, continued by our own, anonymous otherwise."""
    async with database.transaction(organization_id) as work:
        proven_at = None
        if wanted.identity_token:
            visitor, proven_at = await _proven(work, keys, channel, wanted, now), now
        elif (continued := await _continued(work, keys, channel, wanted, now)) is not None:
            visitor, proven_at = continued
        else:
            is_simulated = wanted.is_simulated and channel["is_demo"]
            visitor = await _new(work, channel, wanted, [], wanted.name if is_simulated else None)
    token = tokens.issue(
        organization_id,
        channel["id"],
        visitor.id,
        version=visitor.token_version,
        proven_at=proven_at,
        now=now,
    )
    return token, visitor


async def _proven(work: Transaction, keys: Keys, channel: Row, wanted: Visit, now: datetime) -> Visitor:
    if channel["secret"] is None:
        raise Invalid.field(
            "identity_token", "no_secret", "This channel has no secret to check identity tokens with."
        )
    secret = keys.open("channel", channel["secret"], channel["id"].bytes)
    identity = tokens.read_identity(secret, wanted.identity_token or "", now)
    claims, name = identity.claims(keys, channel["id"]), clean_name(identity.name)
    proof = [msgspec.to_builtins(claims[0])]
    known = await work.value(queries.SAME_PERSON, work.organization_id, channel["id"], proof)
    if known is None:
        return await _new(work, channel, wanted, claims, name)
    await work.execute(queries.RENEW_VISITOR, work.organization_id, known, msgspec.to_builtins(claims), name)
    return await load(work, known)


async def _continued(
    work: Transaction, keys: Keys, channel: Row, wanted: Visit, now: datetime
) -> tuple[Visitor, datetime | None] | None:
    if not wanted.resume_token:
        return None
    try:
        token = tokens.decode(keys, wanted.resume_token, now)
        if token.organization_id != work.organization_id or token.channel_id != channel["id"]:
            return None
        visitor = await bearer(work, token)
    except Unauthenticated:
        return None
    if token.proven_at is not None and token.proven_at + tokens.LONGEST_PROOF <= now:
        return None
    return visitor, token.proven_at


async def _new(
    work: Transaction, channel: Row, wanted: Visit, claims: list[Claim], name: str | None
) -> Visitor:
    visitor_id = new_id()
    await work.execute(
        queries.NEW_VISITOR,
        work.organization_id,
        visitor_id,
        channel["id"],
        bool(claims),
        msgspec.to_builtins(claims),
        name,
        wanted.locale,
        wanted.is_simulated and channel["is_demo"],
    )
    return await load(work, visitor_id)


async def bearer(view: Transaction, token: tokens.VisitorToken) -> Visitor:
    """The visitor whom a token still names; Unauthenticated where it was called back, or carries no proof for them.

    What a proven visitor sends is taken as the person's own word, so nobody may be one without the proof.
    """
    visitor = await load(view, token.visitor_id)
    if visitor.token_version != token.version or visitor.is_verified != token.is_verified:
        raise Unauthenticated("The visitor token does not hold any more.", code="visitor_token")
    return visitor


async def load(view: Transaction, visitor_id: UUID) -> Visitor:
    """A visitor by id; Unauthenticated where it is gone."""
    row = await view.row(queries.VISITOR, view.organization_id, visitor_id)
    if row is None:
        raise Unauthenticated("The visit is not known any more.", code="visitor_token")
    return Visitor(
        view.organization_id,
        row["id"],
        row["channel_id"],
        row["conversation_id"],
        row["interaction_id"],
        row["customer_id"],
        row["is_verified"],
        msgspec.convert(row["claims"], list[Claim]),
        row["name"],
        row["locale"],
        row["is_simulated"],
        row["token_version"],
        row["engagements"],
    )


class Chat:
    """Takes what visitors say, and reads what they may see."""

    def __init__(self, database: Database, appender: Appender, intake: Intake) -> None:
        self._database = database
        self._appender = appender
        self._intake = intake

    async def say(
        self, visitor: Visitor, said: Said, now: datetime, wish: Wish | None = None
    ) -> dict[str, Any]:
        """Store a visitor's message, with the checked wish that it tells of; durable when it returns.

        The same id again answers the first result.
        """
        _check(said)
        if visitor.conversation_id is not None and not said.attachments and wish is None:
            message = self._message(visitor, said, visitor.conversation_id)
            if not mask_message(message):
                try:
                    appended = await self._appender.append(visitor.organization_id, message)
                except ConversationResolved:
                    pass
                else:
                    if said.context is not None:
                        await self.tell(visitor, said.context)
                    return appended.message
        return await self._arrive(visitor, said, now, wish)

    async def tell(self, visitor: Visitor, context: Context) -> bool:
        """Add to what the agent sees of a contact that goes on; false where there is none yet to add it to."""
        if visitor.interaction_id is None:
            return False
        async with self._database.transaction(visitor.organization_id) as work:
            await tell_context(work, visitor.interaction_id, clean(context), is_withdrawn=context.withdrawn)
        return True

    def _message(self, visitor: Visitor, said: Said, conversation_id: UUID) -> NewMessage:
        return NewMessage(
            id=said.id,
            conversation_id=conversation_id,
            interaction_id=visitor.interaction_id,
            kind="message",
            direction="inbound",
            author_kind="customer",
            author_id=visitor.customer_id,
            author_name=visitor.name,
            channel_id=visitor.channel_id,
            channel_kind="webchat",
            text=said.text,
            text_direction=direction(said.text),
            caller=visitor.id,
            key=str(said.id),
        )

    @again_when_crossed
    async def _arrive(self, visitor: Visitor, said: Said, now: datetime, wish: Wish | None) -> dict[str, Any]:
        """The longer way: a first message, a closed conversation, files, a wish, or something masked."""
        async with self._database.transaction(visitor.organization_id) as work:
            # Two first messages at once meet in one conversation.
            await work.execute(
                "SELECT 1 FROM visitor WHERE organization_id = $1 AND id = $2 FOR UPDATE",
                work.organization_id,
                visitor.id,
            )
            fresh = await load(work, visitor.id)
            told = wish.claims() if wish is not None else []
            if fresh.customer_id is not None:
                # Before the message: once it has its place in the log, nothing may wait for a lock any more.
                for claim in told:
                    await add_told_identity(work, fresh.customer_id, claim)
                told = []
            received = await self._intake.receive(
                work,
                Arrival(
                    id=said.id,
                    channel_id=visitor.channel_id,
                    claims=(fresh.claims or [Claim("device", str(visitor.id), None)]) + told,
                    text=said.text,
                    name=fresh.name,
                    locale=fresh.locale,
                    thread_id=fresh.conversation_id,
                    attachments=await read_attachments(work, said.attachments, visitor.id, said.id),
                    context=clean(said.context) if said.context else {},
                    external_id=f"{visitor.id}:{said.id}",
                    caller=visitor.id,
                    key=str(said.id),
                    is_simulated=fresh.is_simulated,
                ),
                now,
            )
            if wish is not None:
                await keep_wish(work, received.conversation_id, wish)
            if not received.repeated:
                await work.execute(
                    queries.PLACED,
                    work.organization_id,
                    visitor.id,
                    received.customer_id,
                    received.conversation_id,
                    received.interaction_id,
                )
                work.after_commit(_follow(visitor, received))
        return received.message

    async def timeline(self, visitor: Visitor, after: int, limit: int = FIRST_PAGE) -> list[dict[str, Any]]:
        """What the visitor may see after a position: everything said to a proven person, else only this visit."""
        if visitor.conversation_id is None:
            return []
        async with self._database.reading(visitor.organization_id) as view:
            rows = await view.fetch(
                queries.OWN_TIMELINE,
                visitor.organization_id,
                visitor.conversation_id,
                after,
                limit,
                visitor.is_verified,
                visitor.engagements,
            )
        return [shown(dict(row)) for row in rows]


def _follow(visitor: Visitor, received: Any) -> Any:
    async def act() -> None:
        visitor.conversation_id = received.conversation_id
        visitor.interaction_id = received.interaction_id
        if received.interaction_id not in visitor.engagements:
            visitor.engagements.append(received.interaction_id)
        visitor.customer_id = received.customer_id

    return act


def may_see(visitor: Visitor, message: dict[str, Any]) -> bool:
    """Whether a live message is for this visitor: the live twin of OWN_TIMELINE."""
    if message["kind"] != "message" or message["state"] in {"scheduled", "cancelled"}:
        return False
    if ((message.get("meta") or {}).get("mail") or {}).get("private"):
        return False
    return visitor.is_verified or UUID(message["interaction_id"] or NO_ENGAGEMENT) in visitor.engagements


def shown(message: dict[str, Any]) -> dict[str, Any]:
    """A message as the widget shows it."""
    return {
        "t": "message",
        "id": message["id"],
        "position": message["position"],
        "direction": message["direction"],
        "author_name": message["author_name"] if message["direction"] == "outbound" else None,
        "text": message["text"],
        "channel_kind": message["channel_kind"],
        "state": message["state"],
        "attachments": [_file(a) for a in message["attachments"]],
        "at": message["created_at"],
    }


def _file(attachment: dict[str, Any]) -> dict[str, Any]:
    kept = {name: attachment[name] for name in ("id", "name", "content_type", "size", "is_image")}
    return {**kept, "url": f"/widget/v1/attachments/{attachment['id']}"}


def _check(said: Said) -> None:
    if not said.text.strip() and not said.attachments:
        raise Invalid.field("text", "empty", "Write something, or attach a file.")
    if len(said.text) > MOST_CHARACTERS:
        raise Invalid.field("text", "too_long", f"A message has at most {MOST_CHARACTERS} characters.")
