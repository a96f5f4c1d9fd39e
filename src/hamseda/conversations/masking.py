"""Card numbers, Shaba and national ids never reach storage: masked here, their originals sealed.

An organization that must keep some of them says so by kind and field (`kept_kinds`).
"""

import msgspec

from hamseda.conversations.append import NewMessage
from hamseda.kit.database import Transaction
from hamseda.kit.keys import Keys
from hamseda.kit.sensitive import KINDS, Finding, Kind, mask, mask_html
from hamseda.organization.api import Terms, read_terms, seal_findings


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
        known = {f.original for f in findings}
        findings += [f for f in page.findings if f.original not in known]
    if "reply" in message.meta:
        new = {**message.meta["reply"], "text": mask(message.meta["reply"]["text"], kinds).text}
        message.meta = {**message.meta, "reply": new}
    message.attachments = [{**a, "name": mask(str(a.get("name", ""))).text} for a in message.attachments]
    return findings
