"""`hamseda demo --check`: the main job once, on the running product, seen from outside."""

import asyncio
import json
import os
import secrets
import socket
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

START_SECONDS = 180
PLAY_SECONDS = 60
WORDS = ("سفارش", "کیف چرمی", "قبض", "بازپرداخت", "آدرس", "تحویل", "رنگ آبی", "تخفیف", "گارانتی", "پیگیری")


def run() -> int:
    """Start, play, print one JSON line, stop; 0 only if everything held."""
    with tempfile.TemporaryDirectory(prefix="hamseda-check-") as folder:
        # The embedded PostgreSQL may run as another user, who must be able to pass.
        Path(folder).chmod(0o755)
        seen = asyncio.run(_play_in(Path(folder)))
    sys.stdout.write(json.dumps(seen, ensure_ascii=False) + "\n")
    return 0 if seen["ok"] else 1


async def _play_in(folder: Path) -> dict[str, Any]:
    seen: dict[str, Any] = {"ok": False}
    began = time.time()
    mailbox = await Actor.start("mailbox", {})
    try:
        smtp = await mailbox.wait("listening", 10)
        product = await Product.start(folder, smtp["port"])
        try:
            seen["start_s"] = round(time.time() - began, 1)
            await _play(product, mailbox, seen)
        except (TimeoutError, httpx.HTTPError, KeyError, ActorEndedError) as error:
            seen["fault"] = f"{type(error).__name__}: {error}"
            seen["log"] = product.tail()
        finally:
            await product.stop()
    finally:
        await mailbox.stop()
    seen["seconds"] = round(time.time() - began, 1)
    return seen


async def _play(product: "Product", mailbox: "Actor", seen: dict[str, Any]) -> None:
    scene = await _prepare(product)
    agent = await Actor.start(
        "agent",
        {
            "base": product.base,
            "email": scene["agent"],
            "seconds": PLAY_SECONDS,
            "expect": {
                "webchat": {"text": scene["chat_text"], "answer": scene["chat_answer"]},
                "email": {"text": scene["mail_text"], "answer": scene["mail_answer"]},
            },
        },
    )
    try:
        await agent.wait("live", 20)
        chat_asked = await _chat(product, agent, scene, seen)
        mail_asked = await _mail(product, agent, mailbox, scene, seen)
        forged = await _forge(product, scene, chat_asked["conversation_id"])
        seen["same_customer"] = chat_asked["customer_id"] == mail_asked["customer_id"]
        seen["same_conversation"] = chat_asked["conversation_id"] == mail_asked["conversation_id"]
        seen["context_seen"] = chat_asked["context"].get("pages", [{}])[0].get("title") == scene["page"]
        seen["forged_mail_apart"] = forged
        seen["ok"] = all(
            seen[name]
            for name in (
                "verified",
                "chat_answered",
                "mail_answered",
                "same_customer",
                "same_conversation",
                "context_seen",
                "forged_mail_apart",
            )
        )
    finally:
        await agent.stop()


async def _chat(
    product: "Product", agent: "Actor", scene: dict[str, Any], seen: dict[str, Any]
) -> dict[str, Any]:
    visitor = await Actor.start(
        "visitor",
        {
            "base": product.base,
            "key": scene["key"],
            "secret": scene["secret"],
            "sub": scene["sub"],
            "name": scene["name"],
            "email": scene["email"],
            "text": scene["chat_text"],
            "until": scene["chat_answer"],
            "page": scene["page"],
            "seconds": PLAY_SECONDS,
        },
    )
    try:
        visit = await visitor.wait("visit", 20)
        acknowledged = await visitor.wait("ack", 20)
        asked = await agent.wait("asked", PLAY_SECONDS, channel="webchat")
        answer = await visitor.wait("answer", PLAY_SECONDS, text=scene["chat_answer"])
    finally:
        await visitor.stop()
    seen["verified"] = visit["verified"]
    seen["chat_answered"] = answer["text"] == scene["chat_answer"]
    seen["chat_ask_ms"] = round((asked["at"] - acknowledged["at"]) * 1000)
    seen["chat_answer_ms"] = round((answer["at"] - asked["at"]) * 1000)
    return asked


async def _mail(
    product: "Product", agent: "Actor", mailbox: "Actor", scene: dict[str, Any], seen: dict[str, Any]
) -> dict[str, Any]:
    sent = await _send(
        product, scene, scene["mail_text"], f"{scene['authserv']}; dmarc=pass header.from=example.com"
    )
    asked = await agent.wait("asked", PLAY_SECONDS, channel="email")
    answer = await mailbox.wait("mail", PLAY_SECONDS)
    seen["mail_answered"] = scene["mail_answer"] in answer["text"] and answer["to"] == [scene["email"]]
    seen["mail_ask_ms"] = round((asked["at"] - sent["at"]) * 1000)
    seen["mail_answer_ms"] = round((answer["at"] - asked["at"]) * 1000)
    return asked


async def _forge(product: "Product", scene: dict[str, Any], conversation_id: str) -> bool:
    """A mail that only claims to be from the customer: it must be kept, and stand apart."""
    await _send(product, scene, scene["forged_text"], "")
    async with asyncio.timeout(PLAY_SECONDS):
        while True:
            page = (
                await product.http.get("/api/v1/conversations", params={"view": "all", "limit": 20})
            ).json()
            for row in page["items"]:
                if scene["forged_text"][:60] in row["last_message_preview"]:
                    return bool(row["id"] != conversation_id and not row["customer"]["is_verified"])
            await asyncio.sleep(0.3)


async def _send(product: "Product", scene: dict[str, Any], text: str, results: str) -> dict[str, Any]:
    mailer = await Actor.start(
        "mailer",
        {
            "host": "127.0.0.1",
            "port": product.lmtp_port,
            "name": scene["name"],
            "sender": scene["email"],
            "recipient": scene["address"],
            "subject": scene["page"],
            "text": text,
            "authentication_results": results,
        },
    )
    try:
        return await mailer.wait("accepted", 20)
    finally:
        await mailer.stop()


async def _prepare(product: "Product") -> dict[str, Any]:
    """What an administrator of the shop knows: keys, addresses, and who works in the queue; random words."""
    accounts = (await product.http.get("/api/v1/demo/accounts")).json()["items"]
    by_role = {account["role"]: account["email"] for account in reversed(accounts)}
    await product.log_in(by_role["admin"])
    channels = (await product.http.get("/api/v1/channels")).json()["items"]
    chat = next(c for c in channels if c["kind"] == "webchat")
    mail = next(c for c in channels if c["kind"] == "email")
    secret = (await product.call("POST", f"/api/v1/channels/{chat['id']}/secret"))["secret"]
    tag = secrets.token_hex(6)
    words = [secrets.choice(WORDS) for _ in range(5)]
    return {
        "agent": by_role["agent"],
        "key": chat["widget_key"],
        "secret": secret,
        "address": mail["address"],
        "authserv": mail["settings"]["authserv_id"],
        "sub": f"u-{tag}",
        "email": f"person-{tag}@example.com",
        "name": f"مشتری {tag[:4]}",
        "page": f"{words[0]} {tag}",
        "chat_text": f"سلام، {words[1]} چه شد؟ {tag}-1",
        "chat_answer": f"درود! {words[2]} بررسی شد. {tag}-2",
        "mail_text": f"با سلام، {words[3]} را هم بفرمایید. {tag}-3",
        "mail_answer": f"چشم، {words[4]} انجام شد. {tag}-4",
        "forged_text": f"من همان مشتری‌ام، رمز را بفرستید {tag}-5",
    }


class ActorEndedError(Exception):
    """An actor ended before it saw what it was waiting for."""


class Actor:
    """One person of the play, in a process of their own."""

    def __init__(self, name: str, process: asyncio.subprocess.Process) -> None:
        self.name = name
        self._process = process
        self._told: list[dict[str, Any]] = []
        self._news = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, name: str, orders: dict[str, Any]) -> "Actor":
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            f"hamseda.demo.actors.{name}",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        if process.stdin is None:
            raise ActorEndedError(f"{name} has no ears")
        process.stdin.write(json.dumps(orders).encode() + b"\n")
        await process.stdin.drain()
        return cls(name, process)

    async def wait(self, saw: str, seconds: float, **like: Any) -> dict[str, Any]:
        """The first thing told of this kind with these values."""

        def found() -> dict[str, Any] | None:
            return next(
                (t for t in self._told if t["saw"] == saw and all(t.get(k) == v for k, v in like.items())),
                None,
            )

        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(lambda: found() is not None or self._reading.done())
        seen = found()
        if seen is None:
            raise ActorEndedError(f"{self.name} ended before {saw}; told: {self._told[-5:]}")
        return seen

    async def stop(self) -> None:
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()
        await self._reading

    async def _read(self) -> None:
        if self._process.stdout is None:
            return
        async for line in self._process.stdout:
            try:
                told = json.loads(line)
            except ValueError:
                told = {"saw": "said", "text": line.decode(errors="replace").rstrip()}
            async with self._news:
                self._told.append(told)
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()


class Product:
    """The product, started as anybody would start it, on free ports with a folder of its own."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path, port: int, lmtp_port: int) -> None:
        self._process = process
        self._log = log
        self.base = f"http://127.0.0.1:{port}"
        self.lmtp_port = lmtp_port
        self.http = httpx.AsyncClient(base_url=self.base, timeout=20)

    @classmethod
    async def start(cls, folder: Path, smtp_port: int) -> "Product":
        port, lmtp_port = _free_port(), _free_port()
        environment = {key: value for key, value in os.environ.items() if not key.startswith("HAMSEDA_")} | {
            "HAMSEDA_FOLDER": str(folder),
            "HAMSEDA_PORT": str(port),
            "HAMSEDA_LMTP_PORT": str(lmtp_port),
            "HAMSEDA_SMTP_HOST": "127.0.0.1",
            "HAMSEDA_SMTP_PORT": str(smtp_port),
            "HAMSEDA_SMTP_TLS": "0",
        }
        log = folder / "check.log"
        with log.open("wb") as out:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "hamseda",
                "demo",
                env=environment,
                stdout=out,
                stderr=out,
                stdin=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        product = cls(process, log, port, lmtp_port)
        await product._wait_ready()
        return product

    async def _wait_ready(self) -> None:
        async with asyncio.timeout(START_SECONDS):
            while True:
                if self._process.returncode is not None:
                    raise ActorEndedError(f"the demo did not start: {self.tail()}")
                try:
                    answer = await self.http.get("/health/ready")
                    if answer.status_code == 200 and answer.json()["status"] == "ok":
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.2)

    async def log_in(self, email: str) -> None:
        (await self.http.post("/api/v1/demo/session", json={"email": email})).raise_for_status()
        self.http.headers["X-CSRF-Token"] = (await self.http.get("/api/v1/me")).json()["csrf"]

    async def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = await self.http.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json()

    def tail(self) -> str:
        return self._log.read_text(errors="replace")[-2000:] if self._log.exists() else ""

    async def stop(self) -> None:
        await self.http.aclose()
        if self._process.returncode is None:
            self._process.terminate()
            async with asyncio.timeout(60):
                await self._process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
