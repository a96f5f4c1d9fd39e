"""Fetching mailboxes: one process for each at a time, every mail safe here before anything is done to it there."""

import asyncio
import hashlib
import logging
import random
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final
from uuid import UUID, uuid4

from msgspec import Struct

from hamseda.channels.email import queries_mailbox as queries
from hamseda.channels.email.boxes import (
    Box,
    FetchedMail,
    Login,
    LoginError,
    Position,
    open_box,
)
from hamseda.channels.email.mailbox_faults import fault_of, said_by
from hamseda.channels.email.oauth import TokenError, Tokens
from hamseda.channels.email.parsing.head import read_head
from hamseda.channels.email.queries import KEEP
from hamseda.channels.email.renewing import keeper
from hamseda.channels.email.settings import EmailSettings, Mailbox, mailbox_key, read_settings
from hamseda.channels.email.spool import Spool
from hamseda.conversations.api import opened_settings
from hamseda.kit.database import Database, Row
from hamseda.kit.ids import new_id
from hamseda.kit.keys import Keys
from hamseda.kit.outbound import Outbound
from hamseda.settings import Settings

logger = logging.getLogger(__name__)

HELD_SECONDS: Final = 30
"""For how long a mailbox belongs to a process that says nothing any more."""
WAIT_SECONDS: Final = 60.0
FIRST_PAUSE_S: Final = 5.0
LONGEST_PAUSE_S: Final = 300.0
# Servers lock accounts that are tried with a wrong password again and again.
LOGIN_PAUSE_S: Final = 900.0
MOST_HEADER: Final = 64 * 1024
MOST_RECIPIENTS: Final = 100
ENVELOPE_HEADERS: Final = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
ADDRESS: Final = re.compile(r"[^\s\x00-\x20<>()\[\],;:\"\\@]{1,64}@[^\s\x00-\x20<>()\[\],;:\"\\@]{1,255}")

Raw = dict[str, Any]
Place = tuple[UUID, UUID]


class LostError(Exception):
    """Another process fetches this mailbox now."""


class Roads(Struct, frozen=True):
    """What fetching needs of the open house, and to whom it hands what is safe."""

    settings: Settings
    system: Database
    database: Database
    keys: Keys
    spool: Spool
    offer: Callable[[Raw], None]


class Fetching:
    """All mailboxes that this process fetches; its step takes what is free and lets go what is not wanted."""

    def __init__(self, house: Roads) -> None:
        self._house = house
        self._holder = uuid4()
        self._tokens = Tokens(Outbound(house.settings.outbound_private_hosts))
        self._running: dict[Place, tuple[dict[str, Any], asyncio.Task[None]]] = {}

    async def step(self) -> int:
        """Renew our hold on every mailbox, begin those that are free, end those that are gone or changed."""
        async with self._house.system.everywhere() as connection:
            rows = await connection.fetch(queries.HOLD, self._holder, HELD_SECONDS)
        held = {(row["organization_id"], row["channel_id"]): row for row in rows}
        for place in list(self._running):
            if place not in held or self._running[place][0] != held[place]["settings"]:
                await self._end(place)
        for place, row in held.items():
            running = self._running.get(place)
            if running is not None and running[1].done():
                _log_end(running[1])
                running = None
            if running is None:
                fetcher = Fetcher(self._house, self._holder, self._tokens, row)
                self._running[place] = row["settings"], asyncio.create_task(fetcher.run())
        return 0

    async def close(self) -> None:
        """End all, and let other processes have them at once."""
        for place in list(self._running):
            await self._end(place)
        async with self._house.system.everywhere() as connection:
            await connection.execute(queries.LET_GO, self._holder)

    async def _end(self, place: Place) -> None:
        _, task = self._running.pop(place)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Fetcher:
    """One mailbox: fetch what is there, wait for more, and after a fault come again with growing pauses."""

    def __init__(self, house: Roads, holder: UUID, tokens: Tokens, row: Row) -> None:
        self._house = house
        self._holder = holder
        self._tokens = tokens
        self.organization_id: UUID = row["organization_id"]
        self.channel_id: UUID = row["channel_id"]
        self._stored = row["settings"]
        self._unsettled: str | None = None
        self._pause = FIRST_PAUSE_S
        # The library waits in its own thread; threads of others must not wait for it.
        self._thread = ThreadPoolExecutor(1, f"mailbox {self.channel_id}")

    async def run(self) -> None:
        """Fetch until cancelled."""
        try:
            while True:
                try:
                    await self._session()
                    wait = WAIT_SECONDS
                except LostError:
                    return
                except Exception as error:  # noqa: BLE001 -- whatever a server does, it is asked again later
                    await self._note(error)
                    wait = LOGIN_PAUSE_S if isinstance(error, (LoginError, TokenError)) else self._pause
                    self._pause = min(self._pause * 2, LONGEST_PAUSE_S)
                await asyncio.sleep(wait * random.uniform(0.8, 1.2))  # noqa: S311 -- only spreads the load
        finally:
            self._thread.shutdown(wait=False)

    async def _session(self) -> None:
        """One connection, until only a new one would show more."""
        channel = read_settings(opened_settings(self._house.keys, self.channel_id, self._stored))
        login = await login_of(
            channel.mailbox,
            self._tokens,
            keeper(self._house.database, self._house.keys, self.organization_id, self.channel_id, "mailbox"),
        )
        settings = self._house.settings
        box = open_box(channel.mailbox, login, settings.outbound_private_hosts, settings.max_mail_bytes)
        try:
            await self._in_thread(box.open)
            while True:
                await self._fetch(box, channel)
                self._pause = FIRST_PAUSE_S
                if not await self._in_thread(box.wait, WAIT_SECONDS):
                    await self._in_thread(box.close)
                    return
        finally:
            box.abort()

    async def _in_thread(self, act: Callable[..., Any], *values: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, act, *values)

    async def _fetch(self, box: Box, channel: EmailSettings) -> None:
        async with self._house.system.everywhere() as connection:
            held = await connection.fetchrow(
                queries.POSITION, self.organization_id, self.channel_id, self._holder
            )
            if held is None:
                raise LostError
            known = held["position"]
            if known.get("of") != place_of(channel.mailbox):
                # Another account or folder: what was fetched there says nothing of this one.
                known = {}
                await connection.execute(queries.FORGET, self.organization_id, self.channel_id, [])
            seen = await connection.fetch(queries.SEEN, self.organization_id, self.channel_id)
        if known.get("settling"):
            await self._settle(box, str(known["settling"]))
        position, names = await self._in_thread(box.pending, known, {row["name"] for row in seen})
        position = position | {"of": place_of(channel.mailbox), "settling": None}
        await self._reached(position, box.listed(), skipped=box.listed() if not known and not names else None)
        for name in names:
            try:
                mail = await self._in_thread(box.read, name)
            except LookupError:
                continue  # somebody has taken it away meanwhile
            position = box.passed(position, name)
            await self._keep(mail, channel, position | {"settling": name}, name)
            await self._settle(box, name)
        if names:
            await self._reached(position, box.listed())

    async def _settle(self, box: Box, name: str) -> None:
        """Do there what is wished; a mail that is safe here is not held up by a folder that cannot be made."""
        try:
            await self._in_thread(box.settle, name)
            self._unsettled = None
        except Exception as error:  # noqa: BLE001 -- whatever a server refuses; a lost connection shows at the next mail
            self._unsettled = said_by(error)
            logger.warning(
                "a fetched mail of channel %s stays as it is: %s", self.channel_id, self._unsettled
            )

    async def _reached(
        self, position: Position, listed: list[str] | None, skipped: list[str] | None = None
    ) -> None:
        async with self._house.system.everywhere() as connection:
            await self._advance(connection, position)
            if skipped:
                await connection.execute(queries.REMEMBER, self.organization_id, self.channel_id, skipped)
            if listed is not None:
                await connection.execute(queries.FORGET, self.organization_id, self.channel_id, listed)

    async def _keep(self, mail: FetchedMail, channel: EmailSettings, position: Position, name: str) -> None:
        """The mail and how far we are, in one commit: neither is there without the other."""
        key = await self._house.spool.store(mail.content)
        raw = {
            "organization_id": self.organization_id,
            "id": new_id(),
            "channel_id": self.channel_id,
            "storage_key": key,
            "sha256": hashlib.sha256(mail.content).digest(),
            "size": len(mail.content),
            "settings": self._stored,
            "envelope": envelope_of(mail, channel),
        }
        async with self._house.system.everywhere() as connection, connection.transaction():
            await self._advance(connection, position)
            if channel.mailbox.protocol == "pop3":
                await connection.execute(queries.REMEMBER, self.organization_id, self.channel_id, [name])
            one = ([raw[column]] for column in ("organization_id", "id", "channel_id", "envelope"))
            await connection.execute(KEEP, *one, key, raw["sha256"], raw["size"])
        self._house.offer(raw)

    async def _advance(self, connection: Any, position: Position) -> None:
        if not await connection.fetchval(
            queries.ADVANCE,
            self.organization_id,
            self.channel_id,
            self._holder,
            position,
            "settle" if self._unsettled else None,
            self._unsettled,
        ):
            raise LostError

    async def _note(self, error: Exception) -> None:
        said = said_by(error)
        logger.warning("the mailbox of channel %s could not be fetched: %s", self.channel_id, said)
        async with self._house.system.everywhere() as connection:
            await connection.execute(
                queries.NOTE, self.organization_id, self.channel_id, fault_of(error), said
            )


async def login_of(mailbox: Mailbox, tokens: Tokens, renewed: Any = None) -> Login:
    """How to get into a mailbox: its password, or a fresh token. Raises TokenError, OutboundError."""
    if mailbox.oauth is None or not mailbox.oauth.token_url:
        return Login(mailbox.user, mailbox.password, is_token=False)
    return Login(mailbox.user, await tokens.token(mailbox.oauth, renewed), is_token=True)


def place_of(mailbox: Mailbox) -> str:
    """What a position is the position of: account and folder, as one short name."""
    parts = (mailbox.protocol, mailbox.host, str(mailbox.usual_port), mailbox.user, mailbox.folder)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def envelope_of(mail: FetchedMail, channel: EmailSettings) -> Raw:
    """What a delivering server would have told: sender and recipients, found in the headers it left."""
    head, _ = read_head(mail.content, 0, len(mail.content))
    ours = {mailbox_key(one) for one in channel.addresses}
    named = [one for name in ENVELOPE_HEADERS for value in head.all(name) for one in _addresses(value)]
    to = list(dict.fromkeys(one for one in named if mailbox_key(one) in ours))[:MOST_RECIPIENTS]
    envelope = {
        "from": next(iter(_addresses(head.first("return-path"))), ""),
        "helo": "",
        "peer": channel.mailbox.host,
        "to": to or [channel.address],
    }
    return envelope | ({"full_size": mail.full_size} if mail.is_cut else {})


def _addresses(value: bytes) -> list[str]:
    """Whatever looks like an address in a header, however the rest of it is written."""
    return [found[0] for found in ADDRESS.finditer(value[:MOST_HEADER].decode("utf-8", "replace"))]


def _log_end(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.error("fetching a mailbox ended and begins anew", exc_info=task.exception())
