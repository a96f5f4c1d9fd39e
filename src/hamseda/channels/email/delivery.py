"""What became of a mail of ours, on its message: a state that screens follow, and a line where it failed."""

from typing import Any, Final
from uuid import UUID

from hamseda.channels.email import parties, queries
from hamseda.channels.email.parties import Outcome
from hamseda.conversations.api import NewMessage, append_within, change_state, conversation_row
from hamseda.kit.database import Row, Transaction
from hamseda.kit.i18n import translate

FAILED: Final = "failed"


async def settle_delivery(work: Transaction, message: Row, state: str, detail: dict[str, Any]) -> Row | None:
    """Move a message's delivery forward, with what is known of it; answers the message as it stood, None if it stayed.

    A failure may also be reported of what was sent already: the other side has taken it and could not deliver it.
    """
    current = await _locked(work, message)
    if current is None:
        return None
    conversation = await conversation_row(work, current["conversation_id"])
    return current if await change_state(work, conversation, current, state, detail) else None


async def settle_recipients(
    work: Transaction, message: Row, news: dict[str, Outcome], detail: dict[str, Any]
) -> None:
    """Write down what became of a mail for some of its recipients, and say who will not get it.

    The last act of its transaction.
    """
    current = await _locked(work, message)
    if current is None:
        return
    said = current["meta"].get("delivery") or {}
    before = parties.known(said, parties.named(current["meta"]))
    after = parties.merged(before, news)
    lost = [one for one in after if after[one]["state"] == FAILED and before[one]["state"] != FAILED]
    state = parties.state_of(after, current["state"])
    whole = {**said, **detail, **_reason(after, state), "recipients": parties.told(after)}
    conversation = await conversation_row(work, current["conversation_id"])
    await change_state(work, conversation, current, state, whole)
    if lost:
        await tell_failure(work, current, await _words(work, after, lost))


async def _locked(work: Transaction, message: Row) -> Row | None:
    """Lock a message where it stands: the conversation first, as every append does."""
    await work.row(queries.LOCK_CONVERSATION, work.organization_id, message["conversation_id"])
    current = await work.row(queries.LOCK_MESSAGE, work.organization_id, message["id"])
    if current is not None and current["conversation_id"] != message["conversation_id"]:
        # A split or a merge held the lock: the message stands elsewhere by now.
        return await _locked(work, current)
    return current


def _reason(after: dict[str, Outcome], state: str) -> dict[str, Any]:
    """Where nobody has it, what is said of the first is said of the whole."""
    if state != FAILED:
        return {}
    return {k: v for k, v in next(iter(after.values())).items() if k in {"why", "text", "reason"}}


async def _words(work: Transaction, after: dict[str, Outcome], lost: list[str]) -> str:
    locale = await work.value(queries.LOCALE, work.organization_id) or "fa"
    said = list(dict.fromkeys(str(after[one].get("text", "")) for one in lost))
    addresses = ("، " if locale.startswith("fa") else ", ").join(lost)
    return translate(locale, "email.undelivered.some", addresses=addresses, reason=" ".join(said))


async def tell_failure(work: Transaction, message: Row, reason: str) -> None:
    """Leave a line on the timeline where the message stands; the last act of its transaction."""
    await append_within(
        work,
        NewMessage(
            conversation_id=message["conversation_id"],
            kind="notice",
            direction="internal",
            author_kind="system",
            text="",
            text_direction="rtl",
            meta={"notice": "mail_failed", "message_id": message["id"], "reason": reason},
        ),
    )


async def suppress(work: Transaction, address: str, message_id: UUID, detail: dict[str, Any]) -> None:
    """Send nothing more to an address until somebody lifts that."""
    await work.execute(
        queries.SUPPRESS,
        work.organization_id,
        address,
        detail["why"],
        detail["status"],
        detail["reason"],
        message_id,
    )
