"""A scripted double of the API: enough of it to look at the desk and to test it without a backend."""

import asyncio
import json
import mimetypes
import os
import re
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import uvicorn

from hamseda.static_files import YEAR
from journeys.desk_double_data import (
    CHAT,
    DEMO,
    MAIL,
    ME,
    NEGAR,
    OMID,
    PARS,
    PEOPLE,
    ROWS,
    SAID,
    SALES,
    SARA,
    SUPPORT,
    at,
    message,
    uid,
)
from journeys.desk_double_mail import MAILS, plain
from journeys.desk_double_mail import ROUTES as MAIL_ROUTES

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

STATIC = Path(os.environ.get("HAMSEDA_DESK_FILES") or Path(__file__).parents[2] / "src/hamseda/static/desk")
IS_BUILT = (STATIC / "index.html").exists()
QR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">'
    '<path d="M0 0h3v3H0zM5 0h3v3H5zM0 5h3v3H0zM4 4h2v1H4zM6 6h2v2H6z"/></svg>'
)
PIXELS = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="440" height="296"><rect width="440" height="296" fill="#d9cbb2"/>'
    '<rect x="120" y="70" width="200" height="160" rx="12" fill="#a97c50"/><path d="M120 120h200M220 70v50" '
    'stroke="#7d5630" stroke-width="6"/><path d="M250 150l30 60-20-10-15 20-10-55z" fill="#5b3a1c"/></svg>'
)


class Double:
    """The state of one desk, and the frames its screens get."""

    def __init__(self) -> None:
        self.is_signed_in = True
        self.locale = "fa"
        self.number = 100
        self.sockets: dict[asyncio.Queue[str], asyncio.AbstractEventLoop] = {}
        self.drafts: dict[str, Any] = {}
        self.uploads = 0
        # What differs from the ordinary composition of a mail; None: this server knows no rich mail.
        self.composition: dict[str, Any] | None = {}
        self.calls: list[tuple[str, str, Any]] = []
        self.fail_next: set[tuple[str, str]] = set()
        self.presence = {"state": "available", "reason": None}
        self.work: dict[str, Any] = {
            "capacity": 100,
            "load": 60,
            "reservations": [],
            "active": [],
            "wrap_up": [],
            "shift": {"id": uid("shift"), "started_at": at(hours=3), "headset_ok": True},
            "bulletins_unread": 1,
            "break_reasons": ["rest", "meal", "prayer", "meeting", "training", "other_work"],
            "handed_over": [],
        }
        self.me = {
            "user": {
                "id": ME,
                "name": "مریم احمدی",
                "email": "maryam@mehr.example",
                "locale": "fa",
                "calendar": "jalali",
                "digits": "fa",
                "time_zone": "Asia/Tehran",
                "preferences": {"theme": "light"},
            },
            "organization": {
                "id": uid("org"),
                "name": "فروشگاه مهر",
                "slug": "mehr",
                "is_demo": True,
                "time_zone": "Asia/Tehran",
                "locale": "fa",
            },
            "role": "supervisor",
            "department_id": uid("d-support"),
            "csrf": "token",
            "permissions": [
                "conversations.read",
                "conversations.write",
                "work.take",
                "customers.merge",
                "board.read",
                "sealed_values.reveal",
            ],
            "memberships": [],
        }
        self.rows = [self._row(*row, **more) for *row, more in ROWS]
        self.messages = {row["id"]: [] for row in self.rows}
        for row in self.rows:
            said = {**SAID, PARS: MAILS}.get(
                row["customer"]["id"], [("in", row["last_message_channel"], row["last_message_preview"], 30)]
            )
            for i, (who, channel, text, minutes, *more) in enumerate(said, 1):
                self.messages[row["id"]].append(
                    message(row, i, who, channel, text, minutes, more[0] if more else {})
                )
            row["last_position"] = len(said)

    def _row(
        self,
        customer: str,
        name: str,
        subject: str | None,
        preview: str,
        channel: str,
        minutes: int,
        **more: Any,
    ) -> dict[str, Any]:
        return {
            "id": uid("c" + customer),
            "number": 20418 + len(customer) * 7 + minutes,
            "customer": {"id": customer, "name": name, "is_verified": more.pop("verified", False)},
            "subject": subject,
            "status": "open",
            "mark": None,
            "queue_id": SUPPORT,
            "department_id": uid("d-support"),
            "assignee_id": ME,
            "brand_id": None,
            "labels": [],
            "snoozed_until": None,
            "due_at": None,
            "next_step": None,
            "last_position": 1,
            "last_message_at": at(minutes=minutes),
            "last_message_preview": preview,
            "last_message_channel": channel,
            "last_message_inbound": True,
            "waiting_since": at(minutes=minutes),
            "read_position": 0,
            "unread": 1,
            "opened_at": at(minutes=minutes + 40),
            "resolved_at": None,
            **more,
        }

    def emit(self, kind: str, body: Any, conversation: str | None = None) -> None:
        self.number += 1
        self.say({"t": "event", "n": self.number, "k": kind, "c": conversation, "b": body, "at": at()})

    def say(self, frame: dict[str, Any]) -> None:
        for queue, loop in self.sockets.items():
            loop.call_soon_threadsafe(queue.put_nowait, json.dumps(frame))

    def write(self, customer: str, text: str, channel: str = "webchat") -> None:
        """A customer writes, as the live events tell it."""
        row = self.row(uid("c" + customer))
        said = message(row, row["last_position"] + 1, "in", channel, text, 0, {})
        self.messages[row["id"]].append(said)
        changes = {
            "last_position": said["position"],
            "last_message_at": said["created_at"],
            "last_message_preview": text,
            "last_message_channel": channel,
            "last_message_inbound": True,
            "waiting_since": said["created_at"],
        }
        row.update(changes, unread=row["unread"] + 1)
        self.emit(
            "message.appended",
            {
                "message": said,
                "conversation": {
                    "id": row["id"],
                    "status": "open",
                    "assignee_id": row["assignee_id"],
                    **changes,
                },
            },
            row["id"],
        )

    def talk_at_length(self, customer: str, length: int) -> None:
        """Give a customer a conversation of many messages, of different lengths and over many days."""
        row = self.row(uid("c" + customer))
        self.messages[row["id"]] = [
            message(
                row,
                n,
                "out" if n % 3 == 0 else "in",
                "email" if n % 500 < 20 else "webchat",
                f"پیام {n} " + "سفارش هنوز نرسیده است و منتظرم. " * (n * 7 % 11),
                (length - n) * 7,
                {},
            )
            for n in range(1, length + 1)
        ]
        row["last_position"] = length

    def open_new(self, name: str, text: str) -> None:
        row = self._row(uid(name), name, None, text, "webchat", 0)
        self.rows.append(row)
        self.messages[row["id"]] = [message(row, 1, "in", "webchat", text, 0, {})]
        self.emit("conversation.opened", row, row["id"])

    def offer(self, customer: str, seconds: int = 20) -> None:
        row = self.row(uid("c" + customer))
        now = datetime.now(UTC)
        reservation = {
            "id": str(uuid.uuid4()),
            "work_item_id": uid("w"),
            "agent_id": ME,
            "offered_at": now.isoformat(),
            "due_at": (now + timedelta(seconds=seconds)).isoformat(),
            "explanation": {
                "sentence": "چون گفتگوی پیشین این مشتری را شما حل کردید و اکنون کمترین کار را دارید."
            },
        }
        self.work["reservations"] = [{**reservation, "conversation": row}]
        self.emit("reservation.offered", {"reservation": reservation, "conversation": row}, row["id"])

    def row(self, row_id: str) -> dict[str, Any]:
        return next(row for row in self.rows if row["id"] == row_id)

    def delay_of(self, _path: str) -> float:
        """Seconds that this request waits for its answer; others go on."""
        return 0.0

    def answer(self, method: str, path: str, query: str, body: Any) -> tuple[int, Any]:
        self.calls.append((method, path, body))
        if (method, path) in self.fail_next:
            self.fail_next.discard((method, path))
            return 503, {"type": "about:blank", "title": "سرور در دسترس نیست", "status": 503}
        if path == "/session" and method == "POST":
            self.is_signed_in = True
            return 200, self.me
        if path == "/session":
            self.is_signed_in = False
            return 204, None
        if path == "/demo/accounts":
            return 200, {"items": DEMO}
        if path == "/demo/session":
            self.is_signed_in = True
            return 200, self.me
        if not self.is_signed_in:
            return 401, {"title": "وارد شوید", "status": 401, "code": "not_signed_in"}
        for wanted, pattern, handler in ROUTES:
            found = re.fullmatch(pattern, path)
            if found and wanted == method:
                return handler(self, query, body, *found.groups())
        return (200, {"items": [], "next": None}) if method == "GET" else (204, None)


def listed(double: Double, query: str, body: Any) -> tuple[int, Any]:
    view = re.search(r"view=(\w+)", query)
    name = view.group(1) if view else "all"
    return 200, {
        "items": [
            r for r in sorted(double.rows, key=lambda r: r["last_message_at"], reverse=True) if VIEWS[name](r)
        ],
        "next": None,
        "as_of": double.number,
    }


def counted(double: Double, query: str, body: Any) -> tuple[int, Any]:
    return 200, {
        name: sum(map(VIEWS[name], double.rows))
        for name in ("mine", "handed", "queues", "unassigned", "waiting", "snoozed")
    }


def shown(double: Double, query: str, body: Any, cid: str) -> tuple[int, Any]:
    row = double.row(cid)
    customer = PEOPLE.get(row["customer"]["id"], {"identities": [], "attributes": {}, "context": {}})
    others = [r for r in double.rows if r["customer"]["id"] == row["customer"]["id"] and r["id"] != cid]
    return 200, {
        **row,
        "customer": {
            "id": row["customer"]["id"],
            "kind": "person",
            "name": row["customer"]["name"],
            "is_verified": row["customer"]["is_verified"],
            "attributes": customer["attributes"],
            "created_at": at(days=420),
            "identities": customer["identities"],
            "conversations": customer.get("past", []) + others,
            "suggestions": customer.get("suggestions", []),
        },
        "interactions": [
            {
                "id": uid("i" + cid),
                "channel_id": CHAT,
                "channel_kind": "webchat",
                "direction": "inbound",
                "state": "active",
                "agent_id": ME,
                "context": customer["context"],
                "address": None,
                "started_at": at(minutes=40),
                "answered_at": None,
                "ended_at": None,
                "disposition_id": None,
            }
        ],
        "participants": [],
        "work_item": None,
        "reply_channels": [
            *(
                []
                if row["customer"]["id"] == PARS
                else [
                    {
                        "channel_id": CHAT,
                        "kind": "webchat",
                        "name": "گفتگوی سایت",
                        "address": None,
                        "available": True,
                        "reason": None,
                    }
                ]
            ),
            {
                "channel_id": MAIL,
                "kind": "email",
                "name": "پشتیبانی",
                "address": "negar.rezaei@example.com",
                "available": True,
                "reason": None,
            },
        ],
        "suggested_step": customer.get("step"),
        "as_of": double.number,
    }


def customer(double: Double, query: str, body: Any, cid: str) -> tuple[int, Any]:
    return 200, shown(double, query, body, uid("c" + cid))[1]["customer"]


def thread(double: Double, query: str, body: Any, cid: str) -> tuple[int, Any]:
    asked = parse_qs(query)
    before, limit = int(asked.get("before", ["0"])[0]), int(asked.get("limit", ["50"])[0])
    older = [m for m in double.messages[cid] if not before or m["position"] < before]
    return 200, {"items": older[-limit:], "has_more": len(older) > limit}


def sent(double: Double, query: str, body: Any, cid: str) -> tuple[int, Any]:
    row = double.row(cid)
    who = "note" if body["kind"] == "note" else "out"
    more: dict[str, Any] = {"id": body["id"], "author_id": ME, "author_name": "مریم احمدی", "state": "sent"}
    if body.get("undo_s"):
        more |= {"state": "scheduled", "send_at": at(seconds=-body["undo_s"])}
    words = body["text"] or plain(body.get("html") or "")
    if body.get("channel_id") == MAIL:
        more |= {"html": body.get("html")}
        more["meta"] = {"mail": {"recipients": {name: body.get(name, []) for name in ("to", "cc", "bcc")}}}
    said = message(
        row,
        row["last_position"] + 1,
        who,
        "email" if body.get("channel_id") == MAIL else "webchat",
        words,
        0,
        more,
    )
    double.messages[cid].append(said)
    row.update(
        last_position=said["position"],
        waiting_since=None,
        last_message_at=said["created_at"],
        last_message_preview=words,
    )
    double.emit(
        "message.appended",
        {
            "message": said,
            "conversation": {
                "id": cid,
                "last_position": said["position"],
                "waiting_since": None,
                "last_message_at": said["created_at"],
                "last_message_preview": words,
            },
        },
        cid,
    )
    return 201, said


def unsent(double: Double, query: str, body: Any, cid: str, mid: str) -> tuple[int, Any]:
    back = next(m for m in double.messages[cid] if m["id"] == mid)
    double.messages[cid].remove(back)
    return 200, back


def drafted(double: Double, query: str, body: Any, cid: str) -> tuple[int, Any]:
    double.drafts[cid] = body if body["text"].strip() or body["attachments"] or body.get("mail") else None
    return 204, None


def resolved(double: Double, query: str, body: Any, cid: str) -> tuple[int, Any]:
    double.row(cid).update(status="resolved", resolved_at=at(), waiting_since=None)
    return 204, None


def reopened(double: Double, query: str, body: Any, cid: str) -> tuple[int, Any]:
    double.row(cid).update(status="open", resolved_at=None, snoozed_until=None)
    return 204, None


def snoozed(double: Double, query: str, body: Any, cid: str) -> tuple[int, Any]:
    double.row(cid).update(status="snoozed", snoozed_until=body["until"])
    return 204, None


def decided(double: Double, query: str, body: Any, cid: str, what: str) -> tuple[int, Any]:
    double.work["reservations"] = []
    double.emit("reservation.decided", {"id": cid, "work_item_id": uid("w"), "agent_id": ME, "state": what})
    return 200, {}


def present(double: Double, query: str, body: Any) -> tuple[int, Any]:
    double.presence = body
    return 200, {}


def changed(double: Double, query: str, body: Any) -> tuple[int, Any]:
    double.me["user"].update(body)  # type: ignore[attr-defined]
    return 200, double.me


def marked(double: Double, query: str, body: Any, cid: str) -> tuple[int, Any]:
    double.row(cid).update(read_position=body["position"], unread=0)
    return 204, None


def assigned(double: Double, query: str, body: Any, cid: str) -> tuple[int, Any]:
    double.row(cid).update(assignee_id=body["user_id"])
    return 204, None


def labelled(double: Double, query: str, body: Any, cid: str, label: str) -> tuple[int, Any]:
    double.row(cid)["labels"].append(label)
    return 204, None


def unlabelled(double: Double, query: str, body: Any, cid: str, label: str) -> tuple[int, Any]:
    double.row(cid)["labels"] = [each for each in double.row(cid)["labels"] if each != label]
    return 204, None


def patched(double: Double, query: str, body: Any, cid: str) -> tuple[int, Any]:
    double.row(cid).update(body)
    return 200, double.row(cid)


def fixed(answer: Any) -> Callable[..., tuple[int, Any]]:
    return lambda double, *_: (200, answer(double) if callable(answer) else answer)


def items(*rows: dict[str, Any]) -> Callable[..., tuple[int, Any]]:
    return fixed({"items": list(rows), "next": None})


ID = r"([0-9a-f-]{36})"
C = rf"/conversations/{ID}"
ROUTES: list[tuple[str, str, Callable[..., tuple[int, Any]]]] = [
    *MAIL_ROUTES,
    ("GET", "/me", fixed(lambda d: d.me)),
    ("PATCH", "/me", changed),
    ("GET", "/conversations", listed),
    ("GET", "/conversations/counts", counted),
    ("GET", C, shown),
    ("PATCH", C, patched),
    ("GET", rf"/customers/{ID}", customer),
    ("GET", C + "/messages", thread),
    ("POST", C + "/messages", sent),
    ("DELETE", rf"{C}/messages/{ID}", unsent),
    ("GET", C + "/draft", lambda d, q, b, cid: (200, d.drafts.get(cid))),
    ("PUT", C + "/draft", drafted),
    ("POST", C + "/typing", lambda *_: (204, None)),
    ("PUT", C + "/read", marked),
    ("PUT", C + "/resolution", resolved),
    ("DELETE", C + "/resolution", reopened),
    ("PUT", C + "/snooze", snoozed),
    ("DELETE", C + "/snooze", reopened),
    ("PUT", C + "/assignee", assigned),
    ("PUT", rf"{C}/labels/{ID}", labelled),
    ("DELETE", rf"{C}/labels/{ID}", unlabelled),
    ("GET", "/me/work", fixed(lambda d: d.work)),
    ("PUT", "/me/presence", present),
    ("GET", "/presence", fixed(lambda d: {"items": [{"user_id": ME, "since": at(hours=1), **d.presence}]})),
    ("POST", rf"/reservations/{ID}/(acceptance|refusal)", decided),
    (
        "GET",
        "/users",
        items(
            {
                "id": ME,
                "name": "مریم احمدی",
                "email": "maryam@mehr.example",
                "role": "supervisor",
                "department_id": None,
            },
            {
                "id": SARA,
                "name": "سارا کریمی",
                "email": "sara@mehr.example",
                "role": "agent",
                "department_id": None,
            },
            {
                "id": OMID,
                "name": "امید رستمی",
                "email": "omid@mehr.example",
                "role": "agent",
                "department_id": None,
            },
        ),
    ),
    (
        "GET",
        "/queues",
        items(
            {"id": SUPPORT, "name": "پشتیبانی سفارش", "department_id": uid("d-support")},
            {"id": SALES, "name": "فروش", "department_id": uid("d-sales")},
        ),
    ),
    (
        "GET",
        "/departments",
        items({"id": uid("d-support"), "name": "پشتیبانی"}, {"id": uid("d-sales"), "name": "فروش"}),
    ),
    (
        "GET",
        "/labels",
        items(
            {"id": uid("l1"), "name": "فوری", "color": "#c2410c"},
            {"id": uid("l2"), "name": "مرجوعی", "color": "#6d28d9"},
        ),
    ),
    (
        "GET",
        "/dispositions",
        items(
            {"id": uid("x1"), "code": "solved", "name": "حل شد"},
            {"id": uid("x2"), "code": "follow", "name": "نیاز به پیگیری"},
            {"id": uid("x3"), "code": "info", "name": "اطلاع‌رسانی"},
        ),
    ),
    (
        "GET",
        "/canned-replies",
        items(
            {
                "id": uid("k1"),
                "shortcut": "send",
                "title": "زمان ارسال سفارش",
                "text": "سلام {{customer.name}}، سفارش شما امروز…",
            },
            {"id": uid("k2"), "shortcut": "bye", "title": "پایان گفتگو", "text": "خوشحال شدیم که کمک کردیم."},
        ),
    ),
    (
        "GET",
        "/bulletins",
        items(
            {
                "id": uid("b1"),
                "title": "تعطیلی انبار در روز دوشنبه",
                "text": "سفارش‌های دوشنبه، سه‌شنبه فرستاده می‌شوند.",
                "published_at": at(hours=5),
                "is_read": False,
            }
        ),
    ),
    (
        "GET",
        "/search",
        fixed(
            {
                "messages": [
                    {
                        "message_id": uid("m"),
                        "conversation_id": uid("c" + NEGAR),
                        "number": 20418,
                        "customer_name": "نگار رضایی",
                        "channel_kind": "email",
                        "created_at": at(hours=4),
                        "highlight": [
                            {"text": "عکس جعبه‌ی ", "hit": False},
                            {"text": "سفارش", "hit": True},
                            {"text": " را فرستادم.", "hit": False},
                        ],
                    }
                ],
                "customers": [{"id": NEGAR, "name": "نگار رضایی"}],
                "did_you_mean": [{"query": "سلام", "reason": "keyboard"}],
            }
        ),
    ),
    ("POST", rf"/sealed-values/{ID}/reveal", fixed({"value": "6037991812345678"})),
    (
        "POST",
        "/me/totp",
        fixed(
            {
                "secret": "JBSWY3DPEHPK3PXP",
                "uri": "otpauth://totp/x",
                "qr_svg": QR,
            }
        ),
    ),
]

VIEWS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "mine": lambda r: r["assignee_id"] == ME and r["status"] == "open",
    "handed": lambda r: ME in [p["user_id"] for p in r.get("participants", [])],
    "queues": lambda r: r["status"] == "open",
    "unassigned": lambda r: r["assignee_id"] is None and r["status"] == "open",
    "waiting": lambda r: r["waiting_since"] is not None and r["status"] == "open",
    "snoozed": lambda r: r["status"] == "snoozed",
    "resolved": lambda r: r["status"] == "resolved",
    "all": lambda r: True,
}


class Application:
    """The ASGI side: the desk's files, the answers, the live frames, and the strings that a test pulls."""

    def __init__(self) -> None:
        self.double = Double()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.live(receive, send)
        elif scope["type"] == "http":
            await self.http(scope, receive, send)

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while (part := await receive())["type"] == "http.request":
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        path: str = scope["path"]
        content = json.loads(body) if body[:1] in {b"{", b"["} else None
        if path.endswith("/frame"):
            return await reply(send, 200, b"<p dir=rtl>" + "متن ایمیل".encode(), "text/html; charset=utf-8")
        if path == "/api/v1/picture" or (
            path.startswith("/api/v1/attachments/") and scope["method"] == "GET"
        ):
            return await reply(send, 200, PIXELS.encode(), "image/svg+xml")
        if path.startswith("/api/v1"):
            await asyncio.sleep(self.double.delay_of(path.removeprefix("/api/v1")))
            status, answer = self.double.answer(
                scope["method"], path.removeprefix("/api/v1"), scope["query_string"].decode(), content
            )
        else:
            return await self.file(path, send)
        return await reply(
            send, status, b"" if answer is None else json.dumps(answer).encode(), "application/json"
        )

    async def file(self, path: str, send: Send) -> None:
        target = STATIC / path.removeprefix("/desk").lstrip("/")
        target = target if target.is_file() else STATIC / "index.html"
        kind = mimetypes.guess_type(target.name)[0] or "application/octet-stream"
        # As the product does it: a browser keeps what has its digest in its name.
        await reply(send, 200, target.read_bytes(), kind, YEAR if "/assets/" in path else "no-cache")

    async def live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        queue: asyncio.Queue[str] = asyncio.Queue()
        queue.put_nowait(json.dumps({"t": "hello", "as_of": self.double.number, "retry_ms": 500}))
        self.double.sockets[queue] = asyncio.get_running_loop()
        pump = asyncio.create_task(self.pump(queue, send))
        while (frame := await receive())["type"] != "websocket.disconnect":
            if '"ping"' in (frame.get("text") or ""):
                queue.put_nowait('{"t":"pong"}')
        self.double.sockets.pop(queue, None)
        pump.cancel()

    async def pump(self, queue: asyncio.Queue[str], send: Send) -> None:
        while True:
            await send({"type": "websocket.send", "text": await queue.get()})


async def reply(send: Send, status: int, body: bytes, kind: str, cache: str = "no-store") -> None:
    headers = [(b"content-type", kind.encode()), (b"cache-control", cache.encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body if status != 204 else b""})


@contextmanager
def running(port: int = 0) -> Iterator[tuple[str, Application]]:
    """Serves the desk over a double on a free port; the double is replaced by assigning `application.double`."""
    application = Application()
    server = uvicorn.Server(
        uvicorn.Config(application, host="127.0.0.1", port=port, log_level="warning", ws_ping_interval=None)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    bound = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{bound}", application
    server.should_exit = True
    thread.join(timeout=10)
