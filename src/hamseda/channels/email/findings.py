"""What was found out about a mail that was read: who wrote it, what proves that, and what the desk is shown."""

import logging
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from hamseda.channels.email import rules
from hamseda.channels.email.authentication import (
    Trust,
    authenticated_by,
    is_unanswered,
    policy_in,
    trusted_results,
)
from hamseda.channels.email.dmarc import Organization
from hamseda.channels.email.doubts import Authenticity, judged_by_ourselves, told_by_border
from hamseda.channels.email.mail import Mail
from hamseda.channels.email.parsing.addresses import Address
from hamseda.channels.email.settings import EmailSettings, normal_address, read_settings
from hamseda.conversations.api import Arrival
from hamseda.customers.api import Claim
from hamseda.kit.problem import Problem
from hamseda.kit.sensitive import mask

logger = logging.getLogger(__name__)

MOST_SUBJECT: Final = 500


class Finding(Struct, frozen=True):
    """A mail that was read, with what its envelope and headers prove."""

    raw_id: UUID
    channel_id: UUID
    mail: Mail
    sender: str
    written: Address | None
    authenticity: Authenticity
    recipients: list[str]
    settings: EmailSettings = EmailSettings()

    @property
    def method(self) -> str | None:
        """What proves the From address, None where nothing does."""
        return self.authenticity.method

    @classmethod
    def of(
        cls,
        raw: Mapping[str, Any],
        mail: Mail,
        settings: EmailSettings,
        organization_of: Organization,
        *,
        is_released: bool = False,
    ) -> "Finding":
        written = mail.senders[0] if mail.senders else _of_envelope(raw)
        sender = (normal_address(written.address) if written else None) or ""
        # Two From addresses are a way to show one and prove the other.
        is_single = len(mail.senders) == 1 and bool(sender)
        found = _authenticity(mail, sender if is_single else "", settings, organization_of)
        if is_released:
            # Somebody has let it through, and vouches for nobody.
            found = msgspec.structs.replace(found, method=None, why="released")
        return cls(
            raw["id"],
            raw["channel_id"],
            mail,
            sender if len(mail.senders) <= 1 else "",
            written,
            found,
            list(raw["envelope"].get("to") or []),
            settings,
        )


def _authenticity(
    mail: Mail, sender: str, settings: EmailSettings, organization_of: Organization
) -> Authenticity:
    """By the border's word where there is a border, else by what was found out here."""
    if not settings.authserv_id:
        return judged_by_ourselves(mail.judged, len(mail.senders))
    trust = Trust(settings.authserv_id, settings.authserv_place, settings.authserv_headers)
    method = authenticated_by(mail.trace, sender, trust, organization_of) if sender else None
    return told_by_border(
        trusted_results(mail.trace, trust),
        policy_in(mail.trace, trust),
        method,
        len(mail.senders),
        is_unanswered=is_unanswered(mail.trace, sender, trust, organization_of),
    )


def settings_of(stored: dict[str, Any]) -> EmailSettings:
    """The settings of the channel of a mail; without them where they are wrong."""
    try:
        return read_settings(stored)
    except Problem as problem:
        # A wrong setting must not stop mail: without it nobody is authenticated.
        logger.warning("%s", problem.detail)
        return EmailSettings()


def _of_envelope(raw: Mapping[str, Any]) -> Address | None:
    sender = raw["envelope"].get("from")
    return Address("", str(sender)) if sender else None


def arrival_of(message_id: UUID, found: Finding, where: rules.Place) -> Arrival:
    mail = found.mail
    subject = mask(mail.subject).text[:MOST_SUBJECT]
    name = mask(found.written.name).text if found.written else ""
    return Arrival(
        id=message_id,
        channel_id=found.channel_id,
        claims=[Claim("email", found.sender, where.proof)] if found.sender else [],
        text=mail.text,
        html=mail.html,
        name=name or None,
        subject=subject or None,
        address=found.sender or None,
        external_id=rules.external_id(mail.message_id, found.sender, mail.sha256),
        thread_id=where.thread_id,
        mark=where.mark,
        meta={"mail": about(found, where, subject)},
    )


def about(found: Finding, where: rules.Place, subject: str) -> dict[str, Any]:
    """What the desk shows beside the text of a mail."""
    mail = found.mail
    return {
        "raw_id": found.raw_id,
        "subject": subject,
        "from": _shown(mail.senders),
        "to": _shown(mail.to),
        "cc": _shown(mail.cc),
        "date": mail.date,
        "message_id": mail.message_id,
        "proof": where.proof,
        "authenticated_by": found.method,
        "auth": _shown_authenticity(found.authenticity),
        "remote_pictures": mail.remote_pictures,
        "automatic": mail.machine.automatic is not None,
        "machine": mail.machine.automatic,
        "private": "third_party_code" if mail.is_code_of_others else None,
        "cut": mail.is_cut,
        **({"third_party": _third_party(found, where.forward_id)} if where.forward_id else {}),
    }


def _third_party(found: Finding, forward_id: UUID) -> dict[str, Any]:
    name = mask(found.written.name).text if found.written else ""
    return {"name": name, "address": found.sender, "forward_id": forward_id}


def _shown_authenticity(found: Authenticity) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(found)
    return shown | {"signers": [mask(one).text for one in found.signers[:3]]}


def _shown(addresses: list[Address]) -> list[dict[str, str]]:
    return [{"name": mask(one.name).text, "address": mask(one.address).text} for one in addresses]
