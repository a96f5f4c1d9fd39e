"""The real product for journeys: its processes on a database of their own, a shop page, a mail server that listens."""

import asyncio
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import asyncpg
import httpx
from aiosmtpd.controller import Controller
from joserfc import jwt
from joserfc.jwk import OctKey

from fixtures.mail import BORDER, hand_in, proved, written
from fixtures.people import Organization, Person, enrol, plant
from fixtures.servers import free_port
from hamseda.kit.database import Database

STATIC = Path(__file__).resolve().parents[2] / "src" / "hamseda" / "static"
IS_BUILT = (STATIC / "desk" / "index.html").exists() and (STATIC / "widget" / "loader.js").exists()
START_S, PATIENCE_S = 60.0, 30.0
# Every client would read the authorities of the world anew, which none of them asks.
TRUST = ssl.create_default_context()

SHOP = """<!doctype html><html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1>
<script>window.Hamseda = [{calls}];</script>
<script async src="{host}/widget/loader.js" data-key="{key}" data-locale="{lang}"></script></body></html>"""
TITLES = {"fa": "سبد خرید", "en": "Your basket"}


def eventually(ask: Callable[[], Any], what: str, patience_s: float = PATIENCE_S) -> Any:
    """Ask again and again until the answer is yes; fails with `what` after a while."""
    until, pause_s = time.monotonic() + patience_s, 0.05
    while not (answer := ask()):
        assert time.monotonic() < until, f"{what} did not happen within {patience_s} s"
        time.sleep(pause_s)
        pause_s = min(pause_s * 1.2, 0.5)  # what takes long is not slowed down by who asks
    return answer


@dataclass
class Letters:
    """What the mail server of the journey was handed."""

    taken: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.taken if address in str(letter["To"])]


@dataclass(frozen=True)
class Shop:
    """One organization with its roads: the chat of its page, and its mailbox."""

    organization: Organization
    colleague: Person
    widget_key: str
    chat_id: str
    secret: str
    mailbox: str

    @property
    def agents(self) -> tuple[Person, Person]:
        return self.organization.agent, self.colleague


@dataclass(frozen=True)
class Product:
    """A running product; `site` is the shop's own web server, another origin than the product's."""

    address: str
    site: str
    lmtp_port: int
    dsn: str
    letters: Letters

    def found(self, language: str = "fa", undo_s: int = 0) -> Shop:
        """Make an organization with a chat, a mailbox and two agents of one queue who read `language`."""
        organization, colleague = _apart(self._plant())
        with self.client(organization.admin) as admin:
            queue = str(organization.sales_queue_id)
            chat = _made(
                admin, kind="webchat", name="Chat", queue_id=queue, settings={"origins": [self.site]}
            )
            mailbox = f"sales-{uuid4().hex[:8]}@hamseda.test"
            mail = {"address": mailbox, "name": "Mehr", "authserv_id": BORDER}
            _made(admin, kind="email", name="Mail", queue_id=queue, settings=mail)
            secret = admin.post(f"/api/v1/channels/{chat['id']}/secret").json()["secret"]
        for person in (*organization.people.values(), colleague):
            self.read(person, language, undo_s)
        return Shop(organization, colleague, chat["widget_key"], chat["id"], secret, mailbox)

    def read(self, person: Person, language: str, undo_s: int = 0, theme: str = "light") -> None:
        """Let somebody read a language, in its calendar and digits."""
        is_persian = language == "fa"
        with self.client(person) as client:
            answer = client.patch(
                "/api/v1/me",
                json={
                    "locale": language,
                    "calendar": "jalali" if is_persian else "gregorian",
                    "digits": "fa" if is_persian else "latn",
                    "preferences": {"undo_s": undo_s, "theme": theme},
                },
            )
        assert answer.status_code == 204, answer.text

    def client(self, person: Person) -> httpx.Client:
        headers = {"x-csrf-token": person.csrf, "origin": self.address}
        return httpx.Client(
            base_url=self.address, cookies={"hamseda_session": person.token}, headers=headers, verify=TRUST
        )

    def there(self, person: Person, state: str = "available") -> None:
        with self.client(person) as client:
            answer = client.put("/api/v1/me/presence", json={"state": state})
        assert answer.status_code == 200, answer.text

    def page(self, shop: Shop, language: str, path: str = "/bag", token: str = "") -> str:
        """The address of a page of the shop that carries its chat."""
        return f"{self.site}{path}?key={shop.widget_key}&lang={language}&token={token}"

    def mail(self, shop: Shop, text: str, sender: str, subject: str = "پیگیری") -> None:
        """A customer's mail, as the border server passes it on with its proof."""
        letter = written(shop.mailbox, sender=f"Negar <{sender}>", text=text, subject=subject)
        domain = sender.rpartition("@")[2]
        hand_in(self.lmtp_port, proved(letter, f"dmarc=pass header.from={domain}"), shop.mailbox, sender)

    def rows(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        """Look into rows as their owner: for what no screen shows."""
        return _apart(self._rows(sql, *values))

    def hurry(self, shop: Shop, kind: str) -> None:
        """Let the time of the shop's timers of a kind have come: nobody waits an hour for a test."""
        sql = "UPDATE timer SET due_at = now() WHERE organization_id = $1 AND kind = $2 RETURNING id"
        assert self.rows(sql, shop.organization.id, kind), f"no timer of kind {kind} waits"

    async def _rows(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.dsn)
        try:
            return await connection.fetch(sql, *values)
        finally:
            await connection.close()

    async def _plant(self) -> tuple[Organization, Person]:
        database = await Database.connect(self.dsn, role="NONE", most=1)
        try:
            async with database.everywhere() as owner, owner.transaction():
                made = await plant(owner)
                colleague = await enrol(
                    owner, made.id, "agent", "نیما همراه", made.sales_id, made.sales_queue_id
                )
                return made, colleague
        finally:
            await database.close()


def identity(shop: Shop, email: str, name: str) -> str:
    """What the shop's server says of a visitor who is logged in there."""
    now = int(time.time())
    claims = {
        "sub": email, "iat": now, "exp": now + 300, "name": name, "email": email, "email_verified": True,
    }  # fmt: skip
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(shop.secret))


@contextmanager
def running(dsn: str, folder: Path) -> Iterator[Product]:
    """Run web, worker and router as the supervisor does, and what stands around them."""
    letters = Letters()
    post = Controller(letters, hostname="127.0.0.1", port=free_port())
    web, lmtp = free_port(), free_port()
    address = f"http://127.0.0.1:{web}"
    post.start()
    site = _Site(address)
    processes = [_start(verb, dsn, folder, web, lmtp, post.port) for verb in ("worker", "router", "web")]
    try:
        _await(processes, address, lmtp)
        yield Product(address, site.address, lmtp, dsn, letters)
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            _end(process)
        site.close()
        post.stop()


def _start(verb: str, dsn: str, folder: Path, web: int, lmtp: int, smtp: int) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "HAMSEDA_DATABASE_URL": dsn,
        "HAMSEDA_FOLDER": str(folder),
        "HAMSEDA_PORT": str(web),
        "HAMSEDA_LMTP_PORT": str(lmtp),
        "HAMSEDA_SMTP_HOST": "127.0.0.1",
        "HAMSEDA_SMTP_PORT": str(smtp),
        "HAMSEDA_SMTP_TLS": "0",
        "HAMSEDA_OUTBOUND_PRIVATE_HOSTS": "127.0.0.1",
        "HAMSEDA_MAIL_DOMAIN": "hamseda.test",
    }
    with (folder / f"{verb}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "hamseda", verb], env=environment, stdout=log, stderr=log
        )


def _await(processes: list[subprocess.Popen[bytes]], address: str, lmtp: int) -> None:
    def answers() -> bool:
        assert all(process.poll() is None for process in processes), "a process of the product ended"
        try:
            socket.create_connection(("127.0.0.1", lmtp), 1).close()
            return httpx.get(f"{address}/health/live", timeout=2).status_code == httpx.codes.OK
        except OSError:
            return False
        except httpx.HTTPError:
            return False

    eventually(answers, "the start of the product", START_S)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class _Site:
    """The shop's web server: every path is a page with the chat whose key the query names."""

    def __init__(self, host: str) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = {name: value[0] for name, value in parse_qs(urlsplit(self.path).query).items()}
                lang = asked.get("lang", "fa")
                token = asked.get("token")
                page = SHOP.format(
                    lang=lang, dir="rtl" if lang == "fa" else "ltr", title=TITLES[lang], host=host,
                    key=asked.get("key", ""), calls=f'["setUser", "{token}"]' if token else "",
                ).encode()  # fmt: skip
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _made(client: httpx.Client, **channel: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/channels", json=channel)
    assert answer.status_code == 201, answer.text
    return answer.json()


def _apart(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a thread of its own: the browser's driver has the loop of this one."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(asyncio.run(work)))
    thread.start()
    thread.join()
    assert found, "the arrangement failed; its trace stands above"
    return found[0]
