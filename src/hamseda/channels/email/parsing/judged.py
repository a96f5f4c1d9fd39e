"""What is found out about the sender of a mail, and what it is found from."""

from msgspec import Struct

from hamseda.channels.email.parsing.record import Proofs


class Seen(Struct, frozen=True):
    """What the border saw: the server that handed a mail in, its greeting, and the sender it named ("" is nobody)."""

    client: str = ""
    helo: str = ""
    mail_from: str = ""


class Judged(Struct, frozen=True):
    """What a mail's sender is worth. `method` proves the From address; `signers`: who signed, whoever that is.

    `policy`: what the From's domain wants done with a mail that is not proved, "" where it says nothing.
    `is_unanswered`: nobody answered what was asked of the From's own house, so that nothing is refuted.
    """

    proofs: Proofs = Proofs()
    method: str | None = None
    signers: list[str] = []
    policy: str = ""
    is_unanswered: bool = False
