"""Which conversation a mail continues, and what verifies its sender: asked of the database, decided by `rules`."""

from msgspec import Struct

from hamseda.channels.email import parties, queries, rules
from hamseda.channels.email.findings import Finding
from hamseda.channels.email.reply_address import Token, proves, read_reply_address
from hamseda.channels.email.settings import normal_address
from hamseda.conversations.api import verify_conversation
from hamseda.customers.api import Claim, prove_identity
from hamseda.kit.database import Row, Transaction
from hamseda.kit.keys import Keys
from hamseda.organization.api import read_terms, terms_of
from hamseda.settings import Settings


class Decision(Struct, frozen=True):
    """Where a mail belongs; `named`: the conversation that it names, whatever that is worth."""

    where: rules.Place
    named: Row | None


async def decide(work: Transaction, keys: Keys, found: Finding) -> Decision:
    """Decide from what is proved. Changes nothing."""
    for token in (read_reply_address(one) for one in found.recipients):
        if token is not None and token.kind == "f" and (where := await _beside(work, keys, found, token)):
            return Decision(where, None)
    named, is_issued = await _named_by_token(work, keys, found)
    if named is None and found.mail.refers_to:
        named = await work.row(
            queries.REFERRED, work.organization_id, found.mail.refers_to, found.channel_id, found.sender
        )
    is_own = (
        named is not None
        and bool(found.sender)
        and bool(
            await work.value(queries.HOLDS_ADDRESS, work.organization_id, named["customer_id"], found.sender)
        )
    )
    where = rules.place(
        thread_id=named["id"] if named else None,
        is_issued_to_sender=is_issued,
        is_authenticated=found.method is not None,
        is_customers_own=is_own,
        subject=found.mail.subject,
    )
    return Decision(where, named)


async def prove_sender(work: Transaction, settings: Settings, decision: Decision, sender: str) -> None:
    """The answer to our mail shows that its sender reads that mailbox: the customer of the thread is verified."""
    named = decision.named
    if named is None or decision.where.proof != "reply_token":
        return
    claim = Claim("email", sender, "reply_token")
    terms = await read_terms(work, terms_of(settings))
    if await prove_identity(work, named["customer_id"], claim, terms.verification_days):
        await verify_conversation(work, named["id"], named["customer_id"])


async def _named_by_token(work: Transaction, keys: Keys, found: Finding) -> tuple[Row | None, bool]:
    """The conversation that a recipient address names, and whether its token was issued to the sender."""
    for recipient in found.recipients:
        token = read_reply_address(recipient)
        if token is None:
            continue
        row = await work.row(
            queries.CONVERSATION_BY_NUMBER, work.organization_id, token.number, found.mail.refers_to
        )
        if row is not None:
            is_issued = (
                token.kind == "r"
                and bool(found.sender)
                and proves(keys, token, work.organization_id, row["issued_id"], found.sender)
            )
            return row, is_issued
    return None, False


async def _beside(work: Transaction, keys: Keys, found: Finding, token: Token) -> rules.Place | None:
    """Where the answer to a forward belongs: its token was issued with it, its sender is one of those it went to."""
    row = await work.row(queries.CONVERSATION_BY_NUMBER, work.organization_id, token.number, [])
    if row is None or not found.sender:
        return None
    forwards = await work.fetch(
        queries.FORWARDS, work.organization_id, row["issued_id"], found.mail.refers_to
    )
    of_this_token = [
        (forward, named)
        for forward in forwards
        if (named := [normal_address(one) for one in parties.named({"mail": forward})])
        and proves(keys, token, work.organization_id, row["issued_id"], named[0] or "")
    ]
    # Whoever got any of them knows the token of all.
    holders = {one for _, named in of_this_token for one in named}
    for forward, named in of_this_token:
        if found.sender in named:
            return rules.beside(forward["conversation_id"], forward["id"], is_shared=len(holders) > 1)
    return None
