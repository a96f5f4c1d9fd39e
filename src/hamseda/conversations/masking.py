"""Card numbers, Shaba and national ids never reach storage: masked here, their originals sealed."""

from datetime import timedelta
from typing import Any

from hamseda.conversations.append import NewMessage
from hamseda.kit.database import Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.keys import Keys
from hamseda.kit.sensitive import Finding, mask, mask_html

INSERT_SEALED = """
INSERT INTO sealed_value (organization_id, id, kind, subject_kind, subject_id, masked, ciphertext, expires_at)
VALUES ($1, $2, $3, 'message', $4, $5, $6, now() + $7)
"""


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


async def seal(work: Transaction, keys: Keys, message: NewMessage, findings: list[Finding], kept: timedelta) -> None:
    """Keep the originals encrypted, to be revealed by role with a reason; the message names them in `meta.sealed`."""
    listed: list[dict[str, Any]] = []
    for finding in findings:
        sealed_id = new_id()
        ciphertext = keys.seal("sealed", finding.original.encode(), sealed_id.bytes)
        await work.execute(
            INSERT_SEALED, work.organization_id, sealed_id, finding.kind, message.id, finding.masked, ciphertext, kept
        )
        listed.append({"id": sealed_id, "kind": finding.kind, "masked": finding.masked})
    if listed:
        message.meta = {**message.meta, "sealed": listed}
