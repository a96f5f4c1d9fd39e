"""Simulated customers who write mails: in by LMTP as from a border mail server, the answers from the demo's folder.

Each mail carries a Message-ID that only this installation can make, so that it is known as simulated.
"""

import asyncio
import hashlib
import hmac
import random
import secrets
import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Final

import msgspec

from hamseda.demo.live_mind import Mind, Pace

DOMAIN: Final = "example.com"
LOOK_SECONDS: Final = 2.0
LMTP_SECONDS: Final = 20.0


class MailRoad(msgspec.Struct, frozen=True):
    """Where mails go in, where the answers lie, and the key that marks a mail as simulated."""

    host: str
    port: int
    recipient: str
    authserv: str
    key: str
    outgoing: str


def road(text: str) -> MailRoad | None:
    """The road as the starter describes it; None where mail cannot be simulated here."""
    return msgspec.json.decode(text, type=MailRoad) if text else None


class MailCustomer:
    """One simulated customer at the mailbox, from the first mail to the last."""

    def __init__(self, road: MailRoad, mind: Mind, pace: Pace, rng: random.Random) -> None:
        self._road = road
        self._mind = mind
        self._pace = pace
        self._rng = rng
        self.address = f"{mind.name.latin}.{secrets.token_hex(3)}@{DOMAIN}"
        self._subject = mind.situation.topic
        self._read: set[str] = set()

    async def write(self) -> None:
        """Ask by mail, react to each answer, thank."""
        await self._send("\n".join(self._mind.opening()), self._road.recipient)
        is_over = False
        while not is_over:
            try:
                answer = await asyncio.wait_for(self._answer(), self._pace.patience)
            except TimeoutError:
                return
            await asyncio.sleep(self._rng.uniform(*self._pace.reading))
            body = answer.get_body(("plain",))
            text, is_over = self._mind.answer(body.get_content() if body else "")
            await self._send(text, str(answer["Reply-To"] or self._road.recipient), answer)

    async def _send(self, text: str, to: str, answered: EmailMessage | None = None) -> None:
        mail = EmailMessage()
        mail["Authentication-Results"] = f"{self._road.authserv}; dmarc=pass header.from={DOMAIN}"
        mail["From"] = f"{self._mind.name.full} <{self.address}>"
        mail["To"] = to
        mail["Subject"] = f"Re: {self._subject}" if answered else self._subject
        mail["Message-ID"] = message_id(bytes.fromhex(self._road.key), self.address)
        if answered:
            mail["In-Reply-To"] = str(answered["Message-ID"])
            mail["References"] = str(answered["Message-ID"])
        mail.set_content(f"{text}\n\n{self._mind.name.full}\n")
        await asyncio.to_thread(self._hand_in, mail)

    def _hand_in(self, mail: EmailMessage) -> None:
        with smtplib.LMTP(self._road.host, self._road.port, timeout=LMTP_SECONDS) as server:
            server.send_message(mail, self.address, [str(mail["To"]).rpartition("<")[2].rstrip(">")])

    async def _answer(self) -> EmailMessage:
        while True:
            found = await asyncio.to_thread(self._next)
            if found is not None:
                return found
            await asyncio.sleep(min(LOOK_SECONDS, self._pace.every))

    def _next(self) -> EmailMessage | None:
        """The first mail to this customer that they have not read."""
        for file in sorted(Path(self._road.outgoing).glob("*.eml")):
            if file.name in self._read:
                continue
            self._read.add(file.name)
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            if self.address in str(mail["To"]):
                return mail
        return None


def message_id(key: bytes, sender: str) -> str:
    """A Message-ID that says: this mail of this sender is simulated; checked by the mail channel in the demo."""
    nonce = secrets.token_hex(8)
    proof = hmac.digest(key, f"{nonce}:{sender}".encode(), hashlib.sha256).hex()[:32]
    return f"<simulated.{nonce}.{proof}@{DOMAIN}>"
