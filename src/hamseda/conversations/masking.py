"""Card numbers, Shaba and national ids never reach storage: masked here, their originals sealed.

An organization that must keep some of them says so by kind and field (`kept_kinds`).
"""

import re
from dataclasses import replace
from html import unescape
from typing import Final

import msgspec

from hamseda.conversations.append import NewMessage
from hamseda.kit.database import Transaction
from hamseda.kit.keys import Keys
from hamseda.kit.persian import ascii_digits
from hamseda.kit.sensitive import KINDS, Finding, Kind, mask, mask_html
from hamseda.organization.api import Terms, read_terms, seal_findings

_TAG: Final = re.compile(r"<[^<>]*>")


class Masking(msgspec.Struct, frozen=True):
    """Masks and seals what people write; `terms` are the installation's."""

    keys: Keys
    terms: Terms

    async def apply(self, work: Transaction, message: NewMessage) -> None:
        """Mask a message in place as its organization wants it, and seal what was found."""
        await mask_and_seal(work, self.keys, message, await read_terms(work, self.terms))


async def mask_and_seal(work: Transaction, keys: Keys, message: NewMessage, terms: Terms) -> None:
    """Mask a message in place and keep the originals encrypted, to be revealed by role with a reason.

    The message names them in `meta.sealed`.
    """
    findings = mask_message(message, terms.masked("notes" if message.kind == "note" else "messages"))
    sealed = await seal_findings(work, keys, "message", message.id, findings, kept=terms.sealed)
    if sealed:
        message.meta = {**message.meta, "sealed": [msgspec.to_builtins(one) for one in sealed]}


def mask_message(message: NewMessage, kinds: frozenset[Kind] = KINDS) -> list[Finding]:
    """Mask text, HTML and file names of a message in place; answers what was found."""
    shown = mask(message.text, kinds)
    message.text = shown.text
    findings = list(shown.findings)
    if message.html is not None:
        page = mask_html(message.html, kinds)
        message.html = page.text
        known = {ascii_digits(f.original) for f in findings}
        found = [_without_tags(one) for one in page.findings]
        findings += [one for one in found if ascii_digits(one.original) not in known]
    if "reply" in message.meta:
        new = {**message.meta["reply"], "text": mask(message.meta["reply"]["text"], kinds).text}
        message.meta = {**message.meta, "reply": new}
    message.attachments = [{**a, "name": mask(str(a.get("name", ""))).text} for a in message.attachments]
    return findings


def _without_tags(finding: Finding) -> Finding:
    """What was found in HTML as it reads: a number is the same one where tags stand between its digits."""
    original, masked = (unescape(_TAG.sub("", said)) for said in (finding.original, finding.masked))
    return replace(finding, original=original, masked=masked)
