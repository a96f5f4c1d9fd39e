"""What a mail system says of a mail of ours: not delivered, late, delivered, or reported as unwanted.

Three voices, in this order: delivery status (RFC 3464), feedback reports (RFC 5965), and prose, which names the
recipient and gives its reason in words.
"""

from email.message import Message
from email.utils import parseaddr
from typing import Final

from hamseda.channels.email.bounce_kinds import Action, Bounce
from hamseda.channels.email.bounce_parts import (
    REPORTS,
    STATUS,
    blocks,
    field,
    one_line,
    original_id_of,
    originals_in,
    receipts_in,
    walk,
)
from hamseda.channels.email.bounce_prose import prose

MOST_RECIPIENTS: Final = 20
_ACTIONS: Final[dict[str, Action]] = {
    "failed": "failed",
    "failure": "failed",
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "relayed",
    "expanded": "expanded",
}


def read_bounces(message: "Message[str, str]") -> list[Bounce]:
    """Read what a mail reports of other mails: one entry a recipient, at most 20; empty where it reports nothing."""
    parts = list(walk(message))
    found = _delivery_status(parts) or _feedback(parts) or prose(message, parts)
    if not found:
        return []
    original_id, receipts = original_id_of(message, parts), receipts_in(parts)
    return [
        Bounce(
            recipient=one.recipient,
            status=one.status,
            action=one.action,
            reason=one.reason,
            original_id=original_id,
            receipts=receipts,
        )
        for one in found[:MOST_RECIPIENTS]
    ]


def _delivery_status(parts: "list[Message[str, str]]") -> list[Bounce]:
    found: list[Bounce] = []
    for part in parts:
        if part.get_content_type() in REPORTS:
            found += [one for block in blocks(part) if (one := _recipient(block)) is not None]
    return found


def _recipient(block: "Message[str, str]") -> Bounce | None:
    action = _ACTIONS.get(field(block, "action").split("(")[0].strip().lower())
    # What we wrote to is what we know; the final recipient may be what a forwarding server made of it.
    address = _typed(field(block, "original-recipient")) or _typed(field(block, "final-recipient"))
    if action is None or not (address or field(block, "status")):
        return None
    status = STATUS.search(field(block, "status"))
    said = _typed(field(block, "diagnostic-code"))
    return Bounce(
        recipient=address[:320],
        status=_sharper(status[1] if status else "", said),
        action=action,
        reason=one_line(said),
    )


def _sharper(status: str, said: str) -> str:
    """The class in the server's own words where the report has only a general one such as 5.0.0."""
    inner = STATUS.search(said)
    return (
        inner[1]
        if inner and (not status or status.endswith(".0.0")) and inner[1][0] in (status or inner[1])
        else status
    )


def _typed(value: str) -> str:
    """A field of the kind `rfc822; somebody@example.com` without its type."""
    kind, separator, rest = value.partition(";")
    text = (rest if separator and " " not in kind.strip() else value).strip()
    return text.strip("<>").strip() if "@" in text and " " not in text else text


def _feedback(parts: "list[Message[str, str]]") -> list[Bounce]:
    for part in parts:
        if part.get_content_type() != "message/feedback-report":
            continue
        for block in blocks(part):
            kind = field(block, "feedback-type").lower()
            if kind:
                to = parseaddr(field(block, "original-rcpt-to"))[1] or _written_to(parts)
                words = kind if kind == "abuse" else f"{kind} {field(block, 'authentication-results')}"
                return [Bounce(recipient=to[:320], status="", action="complained", reason=one_line(words))]
    return []


def _written_to(parts: "list[Message[str, str]]") -> str:
    return next((parseaddr(field(one, "to"))[1] for one in originals_in(parts)), "")
