"""The door for incoming mail: LMTP, which answers for every recipient and only for what is durable."""

import asyncio
import errno
import hashlib
import logging
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

import asyncpg
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session

from hamseda.channels.email import queries
from hamseda.channels.email.settings import mailbox_key
from hamseda.channels.email.spool import Spool
from hamseda.kit.database import Database, Row
from hamseda.kit.ids import new_id
from hamseda.kit.keys import digest

logger = logging.getLogger(__name__)

Raw = dict[str, Any]
# It writes down every command and line otherwise, contents of mails among them.
logging.getLogger("mail.log").setLevel(logging.ERROR)

MOST_RECIPIENTS: Final = 100
IDLE_SECONDS: Final = 300
# For how long a channel that is switched off or moved may still take mail.
KNOWN_SECONDS: Final = 3.0
MOST_KNOWN: Final = 10_000
READ_BYTES: Final = 256 * 1024
END: Final = b"\r\n.\r\n"

TRY_LATER: Final = "451 4.3.0 The database does not answer now; nothing was stored, send it again later"
DISK_FULL: Final = "452 4.3.1 The disk is full; nothing was stored, send it again later"
TOO_LARGE: Final = "552 5.3.4 The mail is larger than {most} bytes, the most that is taken here"
AWAY: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


class Door:
    """Answers the commands of a sending server; `kept` is told each mail that is durable and waits to be read."""

    def __init__(self, system: Database, spool: Spool, kept: Callable[[Raw], None]) -> None:
        self._system = system
        self._spool = spool
        self._kept = kept
        self._known: dict[str, tuple[Row, float]] = {}
        self.connections: set[asyncio.BaseTransport | None] = set()

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's name
        self, _server: Any, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Say that the border may tell who handed a mail in."""
        session.host_name = hostname
        return [*responses[:-1], "250-XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE", responses[-1]]

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient that is a channel of ours."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients; send it to the others separately"
        try:
            found = await self._recipient(address)
        except AWAY as error:
            logger.warning("a recipient could not be looked up: %s: %s", type(error).__name__, error)
            return TRY_LATER
        if found is None:
            return "550 5.1.1 There is no mailbox of this name here"
        if not found["enabled"]:
            return "450 4.2.1 This mailbox is switched off for now"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.append(found)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Make the mail durable, then say so for every recipient."""
        answers = await self._keep(session, envelope)
        return "\r\n".join(answers)

    async def handle_exception(self, error: Exception) -> str:
        """A fault of ours: the mail stays with the sender, who tries again."""
        logger.error("unexpected fault in the mail door", exc_info=error)
        return "451 4.3.0 Something went wrong on our side; send it again later"

    async def _recipient(self, address: str) -> Row | None:
        key = mailbox_key(address)
        if key is None:
            return None
        known = self._known.get(key)
        if known is not None and known[1] > time.monotonic():
            return known[0]
        async with self._system.everywhere() as connection:
            found: Row | None = await connection.fetchrow(queries.RECIPIENT, digest(key))
        if found is not None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = found, time.monotonic() + KNOWN_SECONDS
        return found

    async def _keep(self, session: Session, envelope: Envelope) -> list[str]:
        content = envelope.original_content or b""
        count = len(envelope.rcpt_tos)
        try:
            key = await self._spool.store(content)
        except OSError as error:
            logger.error("a mail could not be written down: %s", error)  # noqa: TRY400 -- the sentence says it all
            return [DISK_FULL if error.errno in {errno.ENOSPC, errno.EDQUOT} else TRY_LATER] * count
        deliveries = _deliveries(session, envelope, key, content)
        try:
            await self._record(deliveries)
        except AWAY as error:
            # The file stays: the commit may have happened although its answer was lost.
            logger.warning("a mail could not be recorded: %s: %s", type(error).__name__, error)
            return [TRY_LATER] * count
        for one in deliveries:
            self._kept({**one, "content": content})
        return ["250 2.6.0 Stored"] * count

    async def _record(self, deliveries: list[Raw]) -> None:
        columns = ("organization_id", "id", "channel_id", "envelope")
        first = deliveries[0]
        async with self._system.everywhere() as connection:
            await connection.execute(
                queries.KEEP,
                *([one[name] for one in deliveries] for name in columns),
                first["storage_key"],
                first["sha256"],
                first["size"],
            )


def _deliveries(session: Session, envelope: Envelope, key: str, content: bytes) -> list[Raw]:
    """The rows of a mail, one for each channel: two addresses of one channel are one delivery."""
    sender = "" if envelope.mail_from in {None, "<>"} else envelope.mail_from
    said = {"from": sender, "helo": session.host_name, "peer": _peer(session), **_client(session)}
    same = {"storage_key": key, "sha256": hashlib.sha256(content).digest(), "size": len(content)}
    rows: dict[UUID, Raw] = {}
    found: list[Any] = list(envelope.rcpt_options)  # what handle_RCPT put there
    for row, to in zip(found, envelope.rcpt_tos, strict=True):
        known = rows.setdefault(
            row["channel_id"],
            {
                **same,
                "organization_id": row["organization_id"],
                "channel_id": row["channel_id"],
                "id": new_id(),
                "settings": row["settings"],
                "envelope": {**said, "to": []},
            },
        )
        known["envelope"]["to"].append(to)
    return list(rows.values())


def _peer(session: Session) -> str:
    peer = session.peer
    return str(peer[0]) if isinstance(peer, tuple) and peer else "local"


def _client(session: Session) -> dict[str, str]:
    """Who handed the mail to our border, as far as it told; whoever reaches this port is believed."""
    told: dict[str, str] = getattr(session, "forwarded", {})
    known = {"client": told.get("ADDR", ""), "client_helo": told.get("HELO", "")}
    return {name: value for name, value in known.items() if value}


_ATTRIBUTE: Final = re.compile(r"([A-Z]{2,20})=(\S{1,255})")
_HEXADECIMAL: Final = re.compile(r"\+([0-9A-F]{2})")
UNKNOWN: Final = frozenset({"[UNAVAILABLE]", "[TEMPUNAVAIL]"})


def read_attributes(argument: str) -> dict[str, str]:
    """The attributes of XFORWARD or XCLIENT, in their xtext undone; "" for what the border does not know."""
    told: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(argument[:2_000].replace("\r", " ")):
        plain = _HEXADECIMAL.sub(lambda found: chr(int(found[1], 16)), value)
        is_known = plain.upper() not in UNKNOWN and plain.isprintable()
        told[name] = re.sub(r"(?i)^ipv6:", "", plain) if is_known else ""
    return told


_PATH: Final = re.compile(r"<(?:@[^<>:\s]+:)?([^<>\s]*|\"[^\"\\]*\"@[^<>\s]+)>(.*)", re.DOTALL)


class MailServer(LMTP):
    """One connection. Lines may be of any length; only CRLF . CRLF ends a mail."""

    line_length_limit = 64 * 1024
    local_part_limit = 0

    def __init__(self, door: Door, *, most_bytes: int, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            door,
            data_size_limit=most_bytes,
            enable_SMTPUTF8=True,
            hostname="hamseda",
            ident="Hamseda LMTP",
            timeout=IDLE_SECONDS,
            loop=loop,
        )
        self._most_bytes = most_bytes
        self._door = door
        self._forwarded: dict[str, str] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._door.connections.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._door.connections.discard(self.transport)
        super().connection_lost(error)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Take an address and its parameters apart; the general parser of headers costs half a millisecond."""
        found = _PATH.fullmatch(arg.strip())
        if found is None:
            return None, None
        return found[1] or "<>", found[2].strip()

    async def smtp_XFORWARD(self, arg: str | None) -> None:  # noqa: N802 -- aiosmtpd's name
        """Take from the border who handed the next mail of this connection in."""
        if self.session is None or not arg:
            await self.push("501 5.5.4 XFORWARD needs its attributes")
            return
        self._forwarded = self._forwarded | read_attributes(arg)
        await self.push("250 2.0.0 OK")

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 -- aiosmtpd's name
        """Read a mail in large pieces; what is too large is read to its end and refused."""
        if await self.check_helo_needed() or self.envelope is None or self.session is None:
            return
        if not self.envelope.rcpt_tos or arg:
            await self.push("501 5.5.4 DATA takes nothing" if arg else "503 5.5.1 Name a recipient first")
            return
        await self.push("354 Go on, end with a dot on a line of its own")
        content = await self._read_mail()
        self.session.forwarded, self._forwarded = self._forwarded, {}  # type: ignore[attr-defined]
        count = len(self.envelope.rcpt_tos)
        if content is None:
            status = "\r\n".join([TOO_LARGE.format(most=self._most_bytes)] * count)
        else:
            self.envelope.content = self.envelope.original_content = content
            status = await self._door.handle_DATA(self, self.session, self.envelope)
        self.envelope = self._create_envelope()
        await self.push(status)

    async def _read_mail(self) -> bytes | None:
        """The mail without its transparency dots; None when it is too large."""
        # A mail may begin with its ending dot, so the line end before it is put in front and taken off again.
        received = bytearray(b"\r\n")
        size, is_too_large = 0, False
        while True:
            piece = await self._reader.read(READ_BYTES)
            if not piece:
                raise asyncio.CancelledError
            self._reset_timeout()
            searched = max(len(received) - len(END) + 1, 0)
            received += piece
            end = received.find(END, searched)
            if end >= 0:
                break
            size += len(piece)
            if is_too_large or size > self._most_bytes:
                is_too_large = True
                del received[: -len(END)]
        rest = bytes(received[end + len(END) :])
        if rest:
            # Commands that were sent along with the mail.
            self._reader.feed_data(rest)
        content = bytes(received[2:end] + b"\r\n" if end else b"").replace(b"\r\n.", b"\r\n")
        content = content.removeprefix(b".")
        return None if is_too_large or len(content) > self._most_bytes else content


@asynccontextmanager
async def serve_lmtp(door: Door, host: str, port: int, most_bytes: int) -> AsyncIterator[int]:
    """Listen for mail; gives the port (a free one for 0)."""
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(
            lambda: MailServer(door, most_bytes=most_bytes, loop=loop), host, port
        )
    except OSError as error:
        raise OSError(
            error.errno, f"Mail cannot be taken at {host}:{port} ({error.strerror}): set HAMSEDA_LMTP_PORT."
        ) from error
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        # A sender that was cut off before its answer sends again; the second copy is recognised.
        for transport in list(door.connections):
            if transport is not None:
                transport.close()
