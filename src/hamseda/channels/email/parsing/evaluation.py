"""A mail's sender judged by ourselves: SPF, DKIM, DMARC and ARC, with the DNS."""

from collections.abc import Callable
from typing import Literal

import idna
from msgspec import Struct

from hamseda.channels.email import dmarc
from hamseda.channels.email.parsing.asking import Ask, UnansweredError
from hamseda.channels.email.parsing.judged import Judged, Seen
from hamseda.channels.email.parsing.record import Proofs
from hamseda.channels.email.parsing.sender_policy import policy_of_sender
from hamseda.channels.email.parsing.signatures import Signatures


class Published(Struct, frozen=True):
    """A policy, and whether the From's own domain publishes it, not the one above."""

    policy: dmarc.Policy
    is_own: bool


def evaluate(
    signatures: Signatures, domain: str, seen: Seen, ask: Ask, organization_of: dmarc.Organization
) -> Judged:
    """Judge a mail. `domain`: of its only From address, "" where there are several or none.

    The From's own house is asked first: who keeps silent for another domain takes no time from it, and hides nothing.
    """
    domain = _ascii(domain)

    def is_near(one: str) -> bool:
        return dmarc.is_of_same_house(one, domain, organization_of)

    published = _published(domain, ask, organization_of) if domain else None
    own = signatures.dkim(is_near)
    spf, spf_domain = policy_of_sender(seen, ask)
    signed = own.beside(signatures.dkim(lambda one: not is_near(one)))
    proved = dmarc.Proved(signed.domains, spf, spf_domain)
    is_dkim_known = own.outcome != "temperror"
    word = _dmarc(domain, published, proved, organization_of, is_dkim_known=is_dkim_known)
    is_spf_known = spf != "temperror" or not is_near(spf_domain)
    return Judged(
        Proofs(spf, signed.outcome, word, signatures.arc()),
        _method(word, domain, proved, organization_of),
        signed.domains,
        _wanted(published),
        is_unanswered=word == "temperror" or not is_dkim_known or not is_spf_known,
    )


def _ascii(domain: str) -> str:
    """A domain as the DNS has it, "" where it cannot be one."""
    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower() if domain else ""
    except (idna.IDNAError, UnicodeError):
        return ""


def _published(
    domain: str, ask: Ask, organization_of: dmarc.Organization
) -> Published | Literal["temperror"] | None:
    """The policy of a domain, else of its organization; "temperror" where nobody answered."""
    try:
        own = dmarc.published(ask(f"_dmarc.{domain}", "TXT"))
        above = organization_of(domain)
        if own is not None or not above or above == domain:
            return Published(own, is_own=True) if own is not None else None
        other = dmarc.published(ask(f"_dmarc.{above}", "TXT"))
    except UnansweredError:
        return "temperror"
    return Published(other, is_own=False) if other is not None else None


def _dmarc(
    domain: str,
    published: Published | Literal["temperror"] | None,
    proved: dmarc.Proved,
    organization_of: dmarc.Organization,
    *,
    is_dkim_known: bool,
) -> str:
    if not isinstance(published, Published):
        return published or "none"
    word = dmarc.judge(domain, published.policy, proved, organization_of)
    return word if word == "pass" or is_dkim_known else "temperror"


def _wanted(published: Published | Literal["temperror"] | None) -> str:
    if not isinstance(published, Published):
        return ""
    return published.policy.itself if published.is_own else published.policy.subdomains


def _method(word: str, domain: str, proved: dmarc.Proved, organization_of: dmarc.Organization) -> str | None:
    """What proves the From: its policy; where none is published, a domain that is the From's or stands above it.

    Where nobody could say whether there is a policy, which may be a strict one, only the From's own domain does.
    """
    if word == "pass":
        return "dmarc"
    if word not in {"none", "temperror"} or not domain:
        return None
    is_enough: Callable[[str], bool] = (
        domain.__eq__
        if word == "temperror"
        else lambda one: dmarc.stands_at_or_above(one, domain, organization_of)
    )
    if any(is_enough(one) for one in proved.signers):
        return "dkim"
    return "spf" if proved.spf == "pass" and is_enough(proved.spf_domain) else None
