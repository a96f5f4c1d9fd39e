"""From a durable raw mail to a message in its conversation; woken at once, and finds what a crash left."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import asyncpg

from hamseda.channels.email import queries, rules
from hamseda.channels.email.acknowledging import acknowledge
from hamseda.channels.email.deciding import decide, prove_sender
from hamseda.channels.email.files import keep_files, record_files
from hamseda.channels.email.findings import Finding, arrival_of, settings_of
from hamseda.channels.email.mail import UnreadableError
from hamseda.channels.email.new_text import new_text_of
from hamseda.channels.email.parsing.judged import Seen
from hamseda.channels.email.quarantine import Quarantine
from hamseda.channels.email.reader import Reader
from hamseda.channels.email.reader_process import Doubt
from hamseda.channels.email.reports import take_machine
from hamseda.channels.email.settings import EmailSettings
from hamseda.channels.email.simulation import is_simulated
from hamseda.channels.email.spool import Spool, StoreError
from hamseda.channels.email.suffixes import suffixes
from hamseda.conversations.api import Arrival, Intake, Received
from hamseda.customers.api import Claim
from hamseda.kit.clock import Clock
from hamseda.kit.database import Database, Transaction
from hamseda.kit.i18n import translate
from hamseda.kit.ids import new_id
from hamseda.kit.keys import Keys
from hamseda.settings import Settings

logger = logging.getLogger(__name__)

Raw = Mapping[str, Any]

AT_ONCE: Final = 50
MOST_OFFERED: Final = 1_000
# Bytes of mails that wait in memory: beyond them a mail is read from where it lies.
MOST_HELD: Final = 64 * 1024 * 1024
MOST_ATTEMPTS: Final = 5
# The database or the disk is away: the mail waits, and this is no attempt.
NOT_ITS_FAULT: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    OSError,
)
# So many in one turn, and the store is taken to be away; few are broken files, and the others go on.
MOST_STALLED: Final = 3


class Placer:
    """Reads waiting mails one after the other and places each in one transaction."""

    def __init__(
        self,
        *,
        settings: Settings,
        system: Database,
        database: Database,
        intake: Intake,
        keys: Keys,
        clock: Clock,
        spool: Spool,
        reader: Reader,
    ) -> None:
        self._settings = settings
        self._system = system
        self._database = database
        self._intake = intake
        self._keys = keys
        self._clock = clock
        self._spool = spool
        self._reader = reader
        self._quarantine = Quarantine(keys)
        self._offered: asyncio.Queue[Raw] = asyncio.Queue(MOST_OFFERED)
        self._held = 0
        self._stalled = 0

    def offer(self, raw: Raw) -> None:
        """Hand over a mail that was just made durable; what finds no room here is found in the table."""
        size = len(raw.get("content") or b"")
        if self._held + size > MOST_HELD:
            raw, size = {**raw, "content": None}, 0
        with contextlib.suppress(asyncio.QueueFull):
            self._offered.put_nowait(raw)
            self._held += size

    async def place_offered(self, seconds: float) -> int:
        """Place mails as they come in; answers how many, 0 when none came for `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                raw = await self._offered.get()
        except TimeoutError:
            return 0
        self._held -= len(raw.get("content") or b"")
        return int(await self._one(raw))

    async def parse_waiting(self) -> int:
        """Place what waits in the table: what was offered, and all that a crash or a fault has left."""
        placed = self._stalled = 0
        while True:
            # The table knows these too: they must not be read twice.
            while not self._offered.empty():
                self._offered.get_nowait()
            self._held = 0
            async with self._system.everywhere() as connection:
                rows = await connection.fetch(queries.WAITING, AT_ONCE)
            some = 0
            for row in rows:
                some += await self._one(row)
                if self._stalled >= MOST_STALLED:
                    return placed + some
            placed += some
            if len(rows) < AT_ONCE or not some:
                return placed

    async def _one(self, raw: Raw) -> bool:
        try:
            return await self._read_and_place(raw)
        except StoreError as fault:
            logger.warning("mail %s waits for its store: %s", raw["id"], fault)
            return await self._stall(raw)
        except NOT_ITS_FAULT:
            raise
        except Exception as error:
            logger.exception("mail %s could not be placed", raw["id"])
            return await self._count_attempt(raw, f"{type(error).__name__}: {error}"[:500])

    async def _read_and_place(self, raw: Raw) -> bool:
        if "full_size" in raw["envelope"]:
            return await self._place_unreadable(raw, "too_large", f"{raw['envelope']['full_size']} bytes")
        settings = settings_of(raw["settings"])
        try:
            content = raw.get("content") or await self._spool.read(raw["storage_key"])
        except FileNotFoundError:
            return await self._place_unreadable(raw, "gone", "its file is gone")
        try:
            mail = await self._reader.read(content, _doubt(raw, settings))
        except UnreadableError as refusal:
            logger.warning("mail %s cannot be read: %s", raw["id"], refusal)
            return await self._place_unreadable(raw, "unread", str(refusal))
        found = Finding.of(
            raw, mail, settings, self._organization_of, is_released=bool(raw.get("is_released"))
        )
        kept = await keep_files(self._settings, raw["organization_id"], mail.attachments)
        async with self._database.transaction(raw["organization_id"]) as work:
            message_id = new_id()
            if not await _settle(work, raw["id"], "stored", None, message_id):
                return False
            where = await self._where(work, raw, found, message_id)
            if where is None:
                return True
            arrival = arrival_of(message_id, found, where)
            new_text = await new_text_of(work, mail, where.thread_id)
            if new_text is not None:
                arrival.meta["reply"] = new_text
            arrival.is_simulated = self._settings.demo and is_simulated(
                self._keys, found.mail.message_id, found.sender
            )
            arrival.attachments, arrival.html = await record_files(work, kept, arrival.html)
            received = await self._receive(work, raw, arrival, where)
            sender = str(raw["envelope"].get("from") or "")
            # Of what somebody let through nobody knows who wrote it: nothing goes out by itself.
            if where.forward_id is None and not raw.get("is_released"):
                await acknowledge(work, found.settings, found, sender, received, self._clock.now())
        return True

    def _organization_of(self, domain: str) -> str:
        """By the newest list of public suffixes, which is loaded for the first mail that needs it."""
        return suffixes(self._settings.suffix_file).organization_of(domain)

    async def _where(
        self, work: Transaction, raw: Raw, found: Finding, message_id: UUID
    ) -> rules.Place | None:
        """Where a mail belongs; None: it is settled without a message of its own."""
        is_code = found.mail.is_code_of_others
        decision = await decide(work, self._keys, found)
        if raw.get("is_released"):
            # What answers a forward is nothing of a customer's, whoever has let it through.
            is_beside = decision.where.forward_id is not None
            return rules.CODE if is_code else decision.where if is_beside else rules.APART
        taken = await self._take_aside(work, raw, found, decision.where, message_id)
        if taken is not None:
            await work.execute(queries.RESETTLE, work.organization_id, raw["id"], *taken)
            return None
        if is_code and decision.where.proof != "reply_token":
            return rules.CODE
        await prove_sender(work, self._settings, decision, found.sender)
        return decision.where

    async def _take_aside(
        self, work: Transaction, raw: Raw, found: Finding, where: rules.Place, message_id: UUID
    ) -> tuple[str, str | None, UUID | None] | None:
        """A machine's word about a mail of ours, or a mail that is suspicious: the state, reason and message then."""
        # An absence is anybody's who says so, where several got what it answers.
        is_anybodys = where.is_shared and found.method is None
        is_loop = self._quarantine.is_loop(work.organization_id, found)
        held = await self._quarantine.take(work, raw["id"], found, where) if is_loop or is_anybodys else None
        if held is None and not is_loop:
            taken = await take_machine(work, self._keys, found, where, message_id)
            if taken is not None:
                return taken
        return held or await self._quarantine.take(work, raw["id"], found, where)

    async def _receive(self, work: Transaction, raw: Raw, arrival: Arrival, where: rules.Place) -> Received:
        receive = self._intake.receive if where.forward_id is None else self._intake.receive_beside
        received = await receive(work, arrival, self._clock.now())
        if received.repeated:
            first = UUID(str(received.message["id"]))
            await work.execute(
                queries.RESETTLE, work.organization_id, raw["id"], "duplicate", "delivered_before", first
            )
        return received

    async def _place_unreadable(self, raw: Raw, code: str, said: str) -> bool:
        """What cannot be read is still shown: who sent it by the envelope, why, and where the original is."""
        async with self._database.transaction(raw["organization_id"]) as work:
            message_id = new_id()
            if not await _settle(work, raw["id"], "failed", f"{code}: {said}", message_id):
                return False
            locale = await work.value(queries.LOCALE, work.organization_id) or "fa"
            sender = str(raw["envelope"].get("from") or "")
            why = translate(locale, f"email.unreadable.{code}")
            arrival = Arrival(
                id=message_id,
                channel_id=raw["channel_id"],
                claims=[Claim("email", sender)] if sender else [],
                address=sender or None,
                text=translate(locale, "email.unreadable.text", reason=why, sender=sender or "—"),
                subject=translate(locale, "email.unreadable.subject"),
                mark="unverified_sender",
                external_id=f"raw:{raw['id']}",
                meta={"mail": {"raw_id": raw["id"], "unreadable": code, "said": said}},
            )
            await self._intake.receive(work, arrival, self._clock.now())
        return True

    async def _stall(self, raw: Raw) -> bool:
        """Let a mail wait behind the others for as long as its store gives or takes nothing."""
        self._stalled += 1
        async with self._database.transaction(raw["organization_id"]) as work:
            await work.execute(queries.STALL, work.organization_id, raw["id"])
        return False

    async def _count_attempt(self, raw: Raw, reason: str) -> bool:
        async with self._database.transaction(raw["organization_id"]) as work:
            state = await work.value(
                queries.COUNT_ATTEMPT, work.organization_id, raw["id"], reason, MOST_ATTEMPTS
            )
        return bool(state == "failed")


def _doubt(raw: Raw, settings: EmailSettings) -> Doubt | None:
    """What the sender is to be judged by, where no border's word counts."""
    if settings.authserv_id or raw.get("is_released"):
        return None
    envelope = raw["envelope"]
    seen = Seen(
        str(envelope.get("client") or ""),
        str(envelope.get("client_helo") or ""),
        str(envelope.get("from") or ""),
    )
    return Doubt(seen, settings.is_received_ours)


async def _settle(work: Transaction, raw_id: UUID, state: str, reason: str | None, message_id: UUID) -> bool:
    """Take a waiting mail for this transaction; False where somebody else has placed it."""
    return bool(await work.execute(queries.SETTLE, work.organization_id, raw_id, state, reason, message_id))
