"""Where a mail belongs: decided from what is proved, not from what it says."""

import re
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

Mark = Literal["foreign_subject", "unverified_sender", "third_party_code"]
_TAG: Final = re.compile(r"\[#\s*[0-9۰-۹٠-٩]{1,12}\s*\]")


class Place(Struct, frozen=True):
    """`thread_id`: the conversation that the mail continues; `proof`: what verifies its From address.

    `forward_id`: what was passed on to its sender, who is somebody outside and answers beside the talk. `is_shared`:
    others got it too, with the same reply address, so that any of them may be who writes.
    """

    thread_id: UUID | None
    proof: str | None
    mark: Mark | None
    forward_id: UUID | None = None
    is_shared: bool = False


def beside(thread_id: UUID, forward_id: UUID, *, is_shared: bool) -> Place:
    """The place of an answer to a forward: beside the talk of its conversation, and no proof of anything."""
    return Place(thread_id, None, None, forward_id, is_shared)


def place(
    *,
    thread_id: UUID | None,
    is_issued_to_sender: bool,
    is_authenticated: bool,
    is_customers_own: bool,
    subject: str,
) -> Place:
    """Decide whether a mail joins the conversation that it names.

    `thread_id`: the conversation named by a reply address or by References, whatever that is worth.
    `is_issued_to_sender`: its reply token is valid and was issued to this From address. `is_customers_own`: the
    From address is a verified identity of that conversation's customer.

    A token proves the address that it was sent to. An authenticated sender proves only their own address, and so
    joins a conversation only where that address is already the customer's; whoever merely holds a token (a mail
    was forwarded) does not, for answers would then go to a stranger.
    """
    proof = (
        "reply_token"
        if thread_id and is_issued_to_sender
        else "authentication_results"
        if is_authenticated
        else None
    )
    if thread_id is not None and (is_issued_to_sender or (is_authenticated and is_customers_own)):
        return Place(thread_id, proof, None)
    if thread_id is not None or (_TAG.search(subject) and proof is None):
        return Place(None, proof, "foreign_subject")
    return Place(None, proof, None if proof else "unverified_sender")


APART: Final = Place(None, None, "unverified_sender")
"""Where a mail goes that somebody let through: by itself, as of a stranger."""
CODE: Final = Place(None, None, "third_party_code")
"""Where the code of another service goes: by itself, for the staff alone; it verifies nobody and joins nobody."""


def external_id(message_id: str, sender: str, sha256: str) -> str:
    """What makes two deliveries one mail: the Message-ID with its sender, or the bytes where there is none."""
    if not message_id:
        return f"sha256:{sha256}"
    return f"<{message_id}> {sender}"[:1_000]
