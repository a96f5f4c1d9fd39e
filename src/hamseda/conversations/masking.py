"""Card numbers, Shaba and national ids never reach storage: masked here, their originals sealed."""

from datetime import timedelta

import msgspec

from hamseda.conversations.append import NewMessage
from hamseda.kit.database import Transaction
from hamseda.kit.keys import Keys
from hamseda.kit.sensitive import Finding, mask, mask_html
from hamseda.organization.api import seal_findings


def mask_message(message: NewMessage) -> list[Finding]:
    """Mask text, HTML and file names of a message in place; answers what was found."""
    shown = mask(message.text)
    message.text = shown.text
    findings = list(shown.findings)
    if message.html is not None:
        page = mask_html(message.html)
        message.html = page.text
        known = {f.original for f in findings}
        findings += [f for f in page.findings if f.original not in known]
    message.attachments = [{**a, "name": mask(str(a.get("name", ""))).text} for a in message.attachments]
    return findings


async def seal(
    work: Transaction, keys: Keys, message: NewMessage, findings: list[Finding], kept: timedelta
) -> None:
    """Keep the originals encrypted, to be revealed by role with a reason; the message names them in `meta.sealed`."""
    sealed = await seal_findings(work, keys, "message", message.id, findings, kept=kept)
    if sealed:
        message.meta = {**message.meta, "sealed": [msgspec.to_builtins(one) for one in sealed]}
