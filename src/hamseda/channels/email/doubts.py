"""Who wrote a mail, in one word for people: what proves it, or why nothing does. Pure."""

from typing import Literal

from msgspec import Struct

from hamseda.channels.email.parsing.judged import Judged

Why = Literal[
    "released",
    "no_from",
    "several_from",
    "refuted",
    "dns_away",
    "broken_signature",
    "other_signer",
    "other_server",
    "unsigned",
    "border_silent",
    "unread",
]


class Authenticity(Struct, frozen=True):
    """Words of RFC 8601 as `by` found them (the border's server, or ourselves), and what they come to.

    `method` proves the From; without one `why` says why not. `signers`: who signed, whoever that is.
    """

    spf: str = "none"
    dkim: str = "none"
    dmarc: str = "none"
    arc: str = "none"
    by: Literal["border", "ourselves"] = "ourselves"
    method: str | None = None
    why: Why | None = None
    policy: str = ""
    signers: list[str] = []

    @property
    def is_knowable(self) -> bool:
        """Whether the question could be answered. What was not read to its end is its sender's own doing: no excuse."""
        return self.why != "dns_away"


def judged_by_ourselves(judged: Judged | None, from_count: int) -> Authenticity:
    """What our own evaluation came to; None: the mail could not be read so far."""
    if judged is None:
        return Authenticity("unknown", "unknown", "unknown", "unknown", why=_count(from_count) or "unread")
    proofs = judged.proofs
    method = judged.method if from_count == 1 else None
    return Authenticity(
        proofs.spf,
        proofs.dkim,
        proofs.dmarc,
        proofs.arc,
        method=method,
        why=None if method else _count(from_count) or _why(judged),
        policy=judged.policy,
        signers=judged.signers,
    )


def told_by_border(
    found: dict[str, str],
    policy: str,
    method: str | None,
    from_count: int,
    *,
    is_unanswered: bool = False,
) -> Authenticity:
    """What the header of our border came to. `is_unanswered`: nobody told it about the From's own house."""
    words = {name: found.get(name, "none") for name in ("spf", "dkim", "dmarc", "arc")}
    why: Why | None = None
    if method is None:
        why = _count(from_count) or (_why_of_words(words, is_unanswered) if found else "border_silent")
    return Authenticity(**words, by="border", method=method, why=why, policy=policy)  # type: ignore[arg-type]


def _count(from_count: int) -> Why | None:
    return None if from_count == 1 else "several_from" if from_count else "no_from"


def _why(judged: Judged) -> Why:
    proofs = judged.proofs
    words = {"spf": proofs.spf, "dkim": proofs.dkim, "dmarc": proofs.dmarc}
    if "unknown" in {proofs.spf, proofs.dkim}:
        return "unread"
    return _why_of_words(words, judged.is_unanswered)


def _why_of_words(words: dict[str, str], is_unanswered: bool) -> Why:
    """What speaks against a mail. Who does not answer for another domain than the From's says nothing of it."""
    if is_unanswered and words["dmarc"] != "fail":
        return "dns_away"
    if words["dkim"] in {"fail", "policy", "permerror"}:
        return "broken_signature"
    if words["dmarc"] == "fail":
        return "refuted"
    if words["dkim"] == "pass":
        return "other_signer"
    return "other_server" if words["spf"] in {"fail", "softfail"} else "unsigned"
