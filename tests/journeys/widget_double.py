"""A scripted server that speaks /widget/v1, so that the widget is tested alone, with faults on order."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn
from litestar import Litestar, Request, Response, WebSocket, get, post, websocket
from litestar.config.cors import CORSConfig
from litestar.exceptions import WebSocketDisconnect
from litestar.static_files import create_static_files_router

STATIC = Path(__file__).parents[2] / "src" / "hamseda" / "static" / "widget"
KEY = "wk_double"

PAGE = """<!doctype html><html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{host}/page.css"></head>
<body><main><h1>{title}</h1><a href="/shop/bag?secret=1#top">bag</a><p>{filler}</p></main>
{before}<script async src="{host}/widget/loader.js" data-key="{key}" {data}></script></body></html>"""
PAGE_CSS = "body{font-family:sans-serif;margin:40px;background:#e9edf2} *{letter-spacing:1px}"

Frame = dict[str, Any]


@dataclass
class Double:
    """What the server holds and how it misbehaves; tests read and change it from their own thread."""

    config: Frame = field(default_factory=dict)
    messages: list[Frame] = field(default_factory=list)
    received: list[Frame] = field(default_factory=list)
    visits: list[Frame] = field(default_factory=list)
    conversation: str | None = None
    position: int = 0
    drop_acks: int = 0
    refuse_sockets: bool = False
    refuse_messages: str | None = None
    refuse_visits: int = 0
    fail_uploads: int = 0
    hold_uploads: bool = False
    crowded: bool = False
    agent: str | None = None
    token_hours: float = 1
    silent: bool = False
    token: str = "token-1"
    uploads: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    polls: int = 0
    connections: list[int] = field(default_factory=list)
    before: str = ""
    data: str = ""
    lang: str = "fa"
    strict: bool = True
    port: int = 0
    sockets: list[Any] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop | None = None
    fresh: asyncio.Event = field(default_factory=asyncio.Event)

    def reset(self) -> None:
        """Begin a test: nothing said, nobody there, open for business, no faults."""
        self.cut()
        blank = Double()
        kept = {"port", "sockets", "loop", "fresh"}
        for name, value in vars(blank).items():
            if name not in kept:
                setattr(self, name, value)
        self.config = {
            "name": "فروشگاه مهر", "brand": {"name": "فروشگاه مهر", "color": "#0f766e"}, "open": True,
            "opens_at": None, "closes_at": None, "locale": "fa", "queue_wait": None,
            "features": {"attachments": True, "location": True, "callback": True},
            "max_upload_bytes": 1_000_000,
        }  # fmt: skip

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def site(self) -> str:
        """The shop's own origin: another one than the chat's, as in life."""
        return f"http://localhost:{self.port}"

    def of(self, kind: str) -> list[Frame]:
        return [frame for frame in self.received if frame["t"] == kind]

    def say(
        self, text: str, author: str = "نگار احمدی", *, lost: bool = False, attachments: Any = ()
    ) -> Frame:
        """Let the agent write; `lost` keeps the frame from the sockets, as a fault in the fan-out would."""
        frame = self.append("outbound", text, author, list(attachments))
        if not lost:
            self.push(frame)
        return frame

    def skip(self, count: int = 1) -> None:
        """Positions that a visitor never sees: notes of the staff."""
        self.position += count

    def append(self, direction: str, text: str, author: str | None, attachments: list[Frame]) -> Frame:
        self.position += 1
        frame = {
            "t": "message", "id": str(uuid4()), "position": self.position, "direction": direction,
            "author_name": author, "text": text, "attachments": attachments, "at": now(),
        }  # fmt: skip
        self.messages.append(frame)
        return frame

    def push(self, frame: Frame) -> None:
        self.do(self.send_all(frame))

    def cut(self, code: int = 1012) -> None:
        """Cut every connection."""
        if self.loop:
            self.do(self.close_all(code))

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        assert self.loop
        result: Future[None] = asyncio.run_coroutine_threadsafe(work, self.loop)
        result.result(5)

    async def send_all(self, frame: Frame) -> None:
        self.fresh.set()
        for held in list(self.sockets):
            with contextlib.suppress(Exception):
                await held.send_json(frame)

    async def close_all(self, code: int) -> None:
        self.fresh.set()
        for held in list(self.sockets):
            with contextlib.suppress(Exception):
                await held.close(code=code)
        self.sockets.clear()

    def hello(self) -> Frame:
        return {
            "t": "hello", "conversation_id": self.conversation, "position": self.position,
            "open": self.config["open"], "opens_at": self.config["opens_at"], "agent": self.agent,
        }  # fmt: skip

    def answer(self, frame: Frame) -> list[Frame]:
        """Do what a frame asks for; the frames that answer its sender."""
        self.received.append(frame)
        kind = frame["t"]
        if kind == "ping":
            return [] if self.silent else [{"t": "pong"}]
        if kind == "start":
            self.conversation = self.conversation or str(uuid4())
        if kind not in {"message", "leave_message", "callback"}:
            return []
        if self.refuse_messages:
            return [{"t": "refused", "id": frame["id"], "code": "refused", "message": self.refuse_messages}]
        held = next((m for m in self.messages if m["id"] == frame["id"]), None)
        if held is None:
            names = [self.attachment(one) for one in frame.get("attachments", [])]
            held = self.append("inbound", frame.get("text", ""), None, names)
            held["id"] = frame["id"]
        if self.drop_acks:
            self.drop_acks -= 1
            return []
        return [{"t": "ack", "id": frame["id"], "position": held["position"], "at": held["at"]}]

    def after(self, position: int) -> list[Frame]:
        return [held for held in self.messages if held["position"] > position]

    def attachment(self, key: str) -> Frame:
        name, kind, body = self.uploads[key]
        return {
            "id": key,
            "name": name,
            "content_type": kind,
            "size": len(body),
            "is_image": kind == "image/png",
        }


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def later(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")


def eventually(holds: Callable[[], Any], what: str, within: float = 10) -> Any:
    """Wait until something holds on the server's side."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.02)
    raise AssertionError(f"never happened: {what}")


def build(double: Double) -> Litestar:
    """The routes of the contract, over one `Double`."""

    @get("/shop/{rest:path}", sync_to_thread=False)
    def page(rest: str) -> Response[str]:
        text = PAGE.format(
            lang=double.lang, dir="rtl" if double.lang == "fa" else "ltr", title=f"کالای {rest.strip('/')}",
            host=double.host, key=KEY, data=double.data, before=double.before, filler="… " * 400,
        )  # fmt: skip
        return Response(text, media_type="text/html", headers=policy(double))

    @get("/page.css", sync_to_thread=False)
    def page_css() -> Response[str]:
        return Response(PAGE_CSS, media_type="text/css")

    @get(f"/widget/v1/{KEY}/config", sync_to_thread=False)
    def config() -> Frame:
        return double.config

    @post(f"/widget/v1/{KEY}/visit", sync_to_thread=False)
    def visit(data: Frame) -> Response[Frame]:
        double.visits.append(data)
        if double.refuse_visits:
            return Response({"status": double.refuse_visits}, status_code=double.refuse_visits)
        return Response({
            "visitor_token": double.token, "expires_at": later(double.token_hours), "visitor_id": data.get("device_id"),
            "verified": False, "conversation_id": double.conversation, "name": None,
        })  # fmt: skip

    @websocket("/widget/v1/chat")
    async def chat(socket: WebSocket[Any, Any, Any], token: str, after: int) -> None:
        if double.refuse_sockets or token != double.token:
            await socket.close(code=1008)
            return
        await socket.accept()
        if double.crowded:
            await socket.close(code=4029)
            return
        double.connections.append(after)
        await socket.send_json(double.hello())
        for message in double.after(after):
            await socket.send_json(message)
        double.sockets.append(socket)
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                for answer in double.answer(await socket.receive_json()):
                    await socket.send_json(answer)
        if socket in double.sockets:
            double.sockets.remove(socket)

    @get("/widget/v1/messages")
    async def poll(request: Request[Any, Any, Any], after: int, wait: int) -> Response[Frame]:
        if request.headers.get("authorization") != f"Bearer {double.token}":
            return Response({}, status_code=401)
        double.polls += 1
        if wait and not double.after(after):
            double.fresh.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(double.fresh.wait(), 2)
        return Response({"items": double.after(after), "wait": None})

    @post("/widget/v1/messages", sync_to_thread=False)
    def send(data: Frame) -> Response[Frame]:
        if context := data.pop("context", None):
            double.answer({"t": "start", "context": context})
        answer = double.answer({"t": "message", **data})[0]
        if answer["t"] == "refused":
            return Response({"code": answer["code"], "detail": answer["message"]}, status_code=422)
        return Response({**answer, "conversation_id": double.conversation}, status_code=200)

    @post("/widget/v1/attachments")
    async def upload(request: Request[Any, Any, Any]) -> Response[Frame]:
        while double.hold_uploads:
            await asyncio.sleep(0.05)
        if double.fail_uploads:
            double.fail_uploads -= 1
            return Response({}, status_code=503)
        held = (await request.form())["file"]
        key = str(uuid4())
        double.uploads[key] = (held.filename, held.content_type, await held.read())
        return Response(double.attachment(key), status_code=201)

    @get("/widget/v1/attachments/{key:str}", sync_to_thread=False)
    def download(key: str) -> Response[bytes]:
        _, kind, body = double.uploads[key]
        return Response(body, media_type=kind)

    static = create_static_files_router(path="/widget", directories=[STATIC])
    routes = [page, page_css, config, visit, chat, poll, send, upload, download, static]
    return Litestar(routes, cors_config=CORSConfig(allow_origins=["*"]), openapi_config=None)


def policy(double: Double) -> dict[str, str]:
    """The strictest policy the widget promises to live under (the page's own style sheet apart)."""
    if not double.strict:
        return {}
    host, ws = double.host, double.host.replace("http", "ws")
    return {
        "Content-Security-Policy": f"default-src 'none'; script-src {host}; connect-src {host} {ws}; "
        f"img-src {host}; font-src {host}; style-src {host}/page.css; require-trusted-types-for 'script'; "
        "trusted-types hamseda"
    }


@contextlib.contextmanager
def running() -> Any:
    """Serve a `Double` on a free port, in a thread of its own."""
    double = Double()
    server = uvicorn.Server(
        uvicorn.Config(build(double), log_level="warning", lifespan="off", ws="websockets-sansio")
    )
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        double.port = listener.getsockname()[1]

        async def serve() -> None:
            double.loop = asyncio.get_running_loop()
            double.fresh = asyncio.Event()
            await server.serve([listener])

        thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        thread.start()
        eventually(lambda: server.started, "the double starts")
        yield double
        server.should_exit = True
        server.force_exit = True
        thread.join(10)
