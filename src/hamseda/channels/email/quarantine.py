"""Suspicious mails are held with their reason until somebody lets them through or discards them: never dropped."""

import time
from typing import Any, Final
from uuid import UUID

import msgspec

from hamseda.channels.email import queries_quarantine as queries
from hamseda.channels.email.bounce_prose import is_daemon
from hamseda.channels.email.findings import MOST_SUBJECT, Finding
from hamseda.channels.email.reports import mark_of
from hamseda.channels.email.rules import Place
from hamseda.channels.email.settings import normal_address
from hamseda.channels.email.suspicion import Facts, Suspicion, suspicions
from hamseda.kit.database import Transaction
from hamseda.kit.keys import Keys
from hamseda.kit.sensitive import mask, mask_html

MOST_TEXT: Final = 20_000
MOST_HTML: Final = 300_000
KNOWN_SECONDS: Final = 30.0
MOST_KNOWN: Final = 1_000


class Quarantine:
    """Holds what speaks against itself; knows each organization's own addresses for half a minute."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._known: dict[UUID, tuple[float, list[str]]] = {}

    def is_loop(self, organization_id: UUID, found: Finding) -> bool:
        """Whether a mail is our own automatic one that came back: its mark is signed."""
        marks = found.mail.machine.marks
        return bool(marks) and mark_of(self._keys, organization_id) in marks

    async def take(
        self, work: Transaction, raw_id: UUID, found: Finding, where: Place
    ) -> tuple[str, str, None] | None:
        """Hold a mail that speaks against itself; answers the state and reason of its raw mail, None for others."""
        reasons = await self._reasons(work, found, where)
        if not reasons:
            return None
        if not await work.value(queries.HOLD, work.organization_id, raw_id, *_row(found, reasons)):
            return "duplicate", "delivered_before", None
        return "quarantined", reasons[0], None

    async def _reasons(self, work: Transaction, found: Finding, where: Place) -> list[Suspicion]:
        if self.is_loop(work.organization_id, found):
            return ["loop"]
        mail, authenticity = found.mail, found.authenticity
        own = await self._own(work)
        # Whoever alone was passed something holds a token of their own, and answers beside the talk.
        is_answer = where.proof == "reply_token" or (where.forward_id is not None and not where.is_shared)
        is_proved = found.method is not None or is_answer
        is_staff = not is_proved and bool(found.sender) and await _is_staff(work, found.sender)
        return suspicions(
            Facts(
                sender=found.sender,
                name=found.written.name if found.written else "",
                from_count=len(mail.senders),
                is_proved=is_proved,
                is_knowable=authenticity.is_knowable,
                dmarc=authenticity.dmarc,
                policy=authenticity.policy,
                own=own,
                is_staff=is_staff,
                is_report=bool(mail.machine.bounces) and is_daemon(found.sender),
                dangers=mail.dangers,
            )
        )

    async def _own(self, work: Transaction) -> list[str]:
        """Our addresses in their normal form."""
        known = self._known.get(work.organization_id)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        rows = await work.fetch(queries.OWN_ADDRESSES, work.organization_id)
        own = [key for row in rows if (key := normal_address(row["address"] or "")) is not None]
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[work.organization_id] = time.monotonic() + KNOWN_SECONDS, own
        return own


async def _is_staff(work: Transaction, sender: str) -> bool:
    return bool(await work.value(queries.IS_STAFF, work.organization_id, sender))


def _row(found: Finding, reasons: list[Suspicion]) -> tuple[Any, ...]:
    mail = found.mail
    html = mask_html(mail.html).text if mail.html and len(mail.html) <= MOST_HTML else None
    return (
        found.channel_id,
        reasons[0],
        reasons,
        mail.sha256,
        mask(found.sender or (found.written.address if found.written else "")).text,
        mask(found.written.name).text if found.written else "",
        mask(mail.subject).text[:MOST_SUBJECT],
        mask(mail.text[:MOST_TEXT]).text,
        html,
        _detail(found),
    )


def _detail(found: Finding) -> dict[str, Any]:
    mail = found.mail
    senders = [one.address for one in mail.senders[:10]]
    return {
        "auth": msgspec.to_builtins(found.authenticity),
        "senders": [mask(one).text for one in senders],
        "files": [mask(one).text for one in mail.dangers],
        "attachments": len(mail.attachments),
        "date": mail.date,
        "to": [mask(one.address).text for one in (*mail.to, *mail.cc)][:20],
    }
