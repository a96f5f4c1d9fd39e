"""Routes of the widget: bearer visitor tokens, an allow-list of sites, no cookies."""

from typing import Any, Literal, cast
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, asgi, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.response import Stream
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from msgspec import UNSET, UnsetType

from hamseda.channels.webchat import opening, service, tokens
from hamseda.channels.webchat.context import Context
from hamseda.channels.webchat.live import LiveChat
from hamseda.channels.webchat.service import Chat, Said, Visit, Visitor
from hamseda.channels.webchat.views import Acknowledged, News, VisitBegun, WidgetConfig
from hamseda.channels.webchat.wishes import Wish
from hamseda.conversations.api import AttachmentView, file_response, read_form, take_file
from hamseda.kit import limits
from hamseda.kit.clock import Clock, Instant
from hamseda.kit.database import Database, Row
from hamseda.kit.keys import Keys
from hamseda.kit.problem import Forbidden, NotFound, Problem
from hamseda.kit.websocket import POLICY_VIOLATION, Socket, is_websocket, refuse
from hamseda.organization.api import PUBLIC
from hamseda.settings import Settings

VISITS = limits.limit("60/minute", "widget-visit")
UPLOADS = limits.limit("30/10minutes", "widget-upload")
Anything = Request[Any, Any, Any]


class Frame(msgspec.Struct, kw_only=True):
    """One frame of a visitor; which fields it needs depends on `t`, as on the WebSocket."""

    t: Literal["message", "read", "end", "callback", "leave_message"] = "message"
    id: UUID | UnsetType = UNSET
    text: str | UnsetType = UNSET
    attachments: list[UUID] | UnsetType = UNSET
    context: Context | UnsetType = UNSET
    position: int | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    email: str | UnsetType = UNSET
    at: Instant | UnsetType = UNSET
    brief: str | UnsetType = UNSET


class Sharing:
    """Lets pages of other sites read the widget's answers, refusals included, and answers their browsers' preflight.

    Whether a site is on the channel's list is checked at each call, which names the channel; no cookie is read.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == ScopeType.HTTP
            and scope["method"] == "OPTIONS"
            and scope["path"].startswith("/widget/v1/")
        ):
            origin = Headers.from_scope(scope).get("origin")
            headers = [(name.encode(), value.encode()) for name, value in sharing(origin).items()]
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        is_ours = scope["type"] == ScopeType.HTTP and scope["path"].startswith("/widget/v1/")
        origin = Headers.from_scope(scope).get("origin") if is_ours else None
        if origin is None:
            await self._app(scope, receive, send)
            return

        async def share(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [(name.lower().encode(), value.encode()) for name, value in sharing(origin).items()]
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await self._app(scope, receive, share)


def sharing(origin: str | None) -> dict[str, str]:
    """The headers that let one site read an answer; which sites may is checked before."""
    if origin is None:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Vary": "Origin",
        "Access-Control-Allow-Headers": "authorization, content-type",
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Max-Age": "600",
    }


@get("/{widget_key:str}/config", access=PUBLIC)
async def read_config(
    request: Anything, database: Database, settings: Settings, clock: Clock, widget_key: str
) -> Response[WidgetConfig]:
    """What the widget needs to draw itself: name, colours, whether we are open, how long the line is."""
    organization_id, channel = await _channel(request, database, settings, widget_key)
    return Response(
        {
            "name": channel["name"],
            "brand": {"name": channel["brand_name"], "color": channel["brand_color"]},
            "locale": channel["locale"],
            **await opening.now(database, organization_id, channel, clock.now()),
            "queue_wait": await opening.queue_wait(database, organization_id, channel["queue_id"]),
            "features": {
                "attachments": True,
                "location": True,
                "callback": True,
                **(channel["settings"].get("features") or {}),
            },
            "max_upload_bytes": settings.max_upload_bytes,
        },
    )


@post("/{widget_key:str}/visit", access=PUBLIC, status_code=200)
async def begin_visit(
    request: Anything,
    database: Database,
    settings: Settings,
    keys: Keys,
    clock: Clock,
    widget_key: str,
    data: Visit,
) -> Response[VisitBegun]:
    """Begin or continue a visit; the answer's token goes with every further call."""
    organization_id, channel = await _channel(request, database, settings, widget_key)
    await limits.hit(database, VISITS, str(channel["id"]), _address(request))
    token, visitor = await service.visit(database, keys, organization_id, channel, data, clock.now())
    return Response(
        {
            "visitor_token": tokens.encode(keys, token),
            "expires_at": token.expires_at,
            "visitor_id": visitor.id,
            "verified": visitor.is_verified,
            "conversation_id": visitor.conversation_id,
            "name": visitor.name,
        },
    )


@post("/messages", access=PUBLIC, status_code=200)
async def say(
    request: Anything,
    database: Database,
    keys: Keys,
    clock: Clock,
    settings: Settings,
    chat: Chat,
    live_chat: LiveChat,
    data: Frame,
) -> Response[Acknowledged]:
    """Say something, ask for a call, mark as read or end the chat, where no WebSocket can be had.

    The frames are those of the WebSocket; one without `t` is a message. What was stored is answered by `ack`.
    """
    visitor = await _visitor(request, database, keys, clock, settings)
    await limits.hit(database, service.MESSAGES, str(visitor.id))
    answer: dict[str, Any] = {"t": "done"}

    async def say_it(said: Said, wish: Wish | None) -> None:
        message = await chat.say(visitor, said, clock.now(), wish)
        answer.update(t="ack", id=message["id"], position=message["position"], at=message["created_at"])

    await live_chat.act(visitor, msgspec.to_builtins(data), say_it)
    told = cast("Acknowledged", {**answer, "conversation_id": visitor.conversation_id})
    return Response(told)


@get("/messages", access=PUBLIC)
async def listen(
    request: Anything,
    database: Database,
    keys: Keys,
    clock: Clock,
    settings: Settings,
    chat: Chat,
    live_chat: LiveChat,
    after: int = 0,
    wait: int = 0,
) -> Response[News]:
    """What was said after a position, waiting up to 25 s for something new (long polling)."""
    visitor = await _visitor(request, database, keys, clock, settings)
    items = await chat.timeline(visitor, after)
    if not items and wait > 0:
        await live_chat.wait_for_news(visitor, min(wait, 25))
        items = await chat.timeline(visitor, after)
    news = {"items": items, "wait": await live_chat.wait_of(visitor)}
    return Response(cast("News", news))


@post("/attachments", access=PUBLIC, status_code=201)
async def upload(
    request: Anything,
    database: Database,
    keys: Keys,
    clock: Clock,
    settings: Settings,
) -> Response[AttachmentView]:
    """Upload a file or a photo, to be named by a message afterwards."""
    visitor = await _visitor(request, database, keys, clock, settings)
    await limits.hit(database, UPLOADS, str(visitor.id))
    file, _ = await read_form(request)
    view = await take_file(file, database, settings, keys, visitor.organization_id, "visitor", visitor.id)
    return Response({**view, "url": f"/widget/v1/attachments/{view['id']}"}, status_code=201)


@get("/attachments/{attachment_id:uuid}", access=PUBLIC)
async def download(
    request: Anything,
    database: Database,
    keys: Keys,
    clock: Clock,
    settings: Settings,
    attachment_id: UUID,
) -> Stream:
    """A file of this visitor's own conversation."""
    visitor = await _visitor(request, database, keys, clock, settings)
    async with database.reading(visitor.organization_id) as view:
        row = await view.row(
            OWN_ATTACHMENT,
            visitor.organization_id,
            attachment_id,
            visitor.id,
            visitor.conversation_id,
            visitor.is_verified,
            visitor.engagements,
        )
    if row is None:
        raise NotFound("The file is not there.")
    return await file_response(
        settings, row["storage_key"], name=row["name"], content_type=row["content_type"], size=row["size"]
    )


OWN_ATTACHMENT = """
SELECT a.* FROM attachment a LEFT JOIN message m ON m.organization_id = a.organization_id AND m.id = a.message_id
WHERE a.organization_id = $1 AND a.id = $2 AND (
    (a.uploaded_by_kind = 'visitor' AND a.uploaded_by = $3)
    OR (a.conversation_id = $4 AND m.kind = 'message' AND m.meta->'mail'->>'private' IS NULL
        AND m.state NOT IN ('scheduled', 'cancelled')
        AND ($5 OR m.interaction_id = ANY ($6))))
"""


@asgi("/chat", access=PUBLIC)
async def chat_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """The WebSocket of one chat: `?token=…&after=position`."""
    if not is_websocket(scope):
        raise NotFound("This address is a WebSocket.")
    request: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
    house = scope["litestar_app"].state.house
    try:
        token = tokens.decode(house.keys, request.query_params.get("token") or "", house.clock.now())
        visitor, channel = await _load(house.database, token)
        service.check_origin(channel, request.headers.get("origin"), _own(house.settings, request))
        if not channel["enabled"]:
            raise Forbidden("This chat is switched off.", code="channel_off")
        hours = await opening.now(house.database, visitor.organization_id, channel, house.clock.now())
    except Problem as problem:
        await refuse(receive, send, POLICY_VIOLATION, problem.code)
        return
    socket = Socket(receive, send)
    await socket.accept()
    after = request.query_params.get("after") or "0"
    position = int(after) if after.isdigit() else 0
    await house.live_chat.serve(visitor, socket, position, hours, token.expires_at)


async def _channel(
    request: Anything, database: Database, settings: Settings, widget_key: str
) -> tuple[UUID, Row]:
    organization_id, channel = await service.find_channel(database, widget_key)
    service.check_origin(channel, request.headers.get("origin"), _own(settings, request))
    return organization_id, channel


async def _visitor(
    request: Anything, database: Database, keys: Keys, clock: Clock, settings: Settings
) -> Visitor:
    bearer = request.headers.get("authorization", "")
    token = tokens.decode(keys, bearer[7:] if bearer[:7].lower() == "bearer " else "", clock.now())
    visitor, channel = await _load(database, token)
    service.check_origin(channel, request.headers.get("origin"), _own(settings, request))
    return visitor


async def _load(database: Database, token: tokens.VisitorToken) -> tuple[Visitor, Row]:
    async with database.reading(token.organization_id) as view:
        visitor = await service.bearer(view, token)
        channel = await view.row(
            "SELECT * FROM channel WHERE organization_id = $1 AND id = $2",
            token.organization_id,
            token.channel_id,
        )
    if channel is None or visitor.channel_id != channel["id"]:
        raise NotFound("This chat is not there any more.", code="channel_off")
    return visitor, channel


def _own(settings: Settings, request: ASGIConnection[Any, Any, Any, Any]) -> str:
    host = request.headers.get("host", "")
    own = settings.base_url
    scheme = "https" if own.startswith("https") else "http"
    return own if own.split("://", 1)[-1] == host else f"{scheme}://{host}"


def _address(request: Anything) -> str:
    return request.client.host if request.client else ""


router = Router(
    "/widget/v1",
    tags=["widget"],
    route_handlers=[
        read_config,
        begin_visit,
        say,
        listen,
        upload,
        download,
        chat_socket,
    ],
)
