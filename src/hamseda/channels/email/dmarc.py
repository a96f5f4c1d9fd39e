"""DMARC (RFC 7489): what the domain of a From asks for, and whether what was proved is that domain's.

Pure: records and outcomes in, verdict out.
"""

from collections.abc import Callable, Iterable
from typing import Final, Literal

from msgspec import Struct

Disposition = Literal["none", "quarantine", "reject"]
_DISPOSITIONS: Final[dict[str, Disposition]] = {one: one for one in ("none", "quarantine", "reject")}

# The organizational domain of a domain, "" for a public suffix.
Organization = Callable[[str], str]


class Policy(Struct, frozen=True):
    """What a domain publishes: for itself and its subdomains, and how near a proved domain must be to its own."""

    itself: Disposition
    subdomains: Disposition
    is_dkim_strict: bool = False
    is_spf_strict: bool = False


class Proved(Struct, frozen=True):
    """What was found out. `signers`: domains whose signature holds; `spf_domain`: whose SPF was asked, "" nobody's."""

    signers: list[str]
    spf: str
    spf_domain: str


def published(records: Iterable[bytes]) -> Policy | None:
    """The policy among the TXT records of `_dmarc.…`; several are none (RFC 7489, 6.6.3)."""
    found = [tags for one in records if (tags := _tags(one)) is not None]
    return _policy(found[0]) if len(found) == 1 else None


def judge(
    domain: str, policy: Policy, proved: Proved, organization_of: Organization
) -> Literal["pass", "fail", "temperror", "unknown"]:
    """Whether the From domain is proved under its own policy. Where SPF was never seen, nothing is refuted."""
    if any(_is_near(one, domain, organization_of, is_strict=policy.is_dkim_strict) for one in proved.signers):
        return "pass"
    is_near = _is_near(proved.spf_domain, domain, organization_of, is_strict=policy.is_spf_strict)
    if proved.spf == "pass" and is_near:
        return "pass"
    if proved.spf == "temperror" and is_near:
        return "temperror"
    return "fail" if proved.spf_domain else "unknown"


def stands_at_or_above(proved: str, domain: str, organization_of: Organization) -> bool:
    """Whether a proved domain is the sender's or stands above it: what counts where no policy says otherwise.

    What stands above is somebody's house only where it is no public suffix: `co.ir` speaks for nobody below it.
    """
    if "." not in proved or not domain:
        return False
    return domain == proved or (domain.endswith(f".{proved}") and bool(organization_of(proved)))


def is_of_same_house(one: str, domain: str, organization_of: Organization) -> bool:
    """Whether what is said by a domain may speak for the From's: it stands above it, or is of its organization."""
    return stands_at_or_above(one, domain, organization_of) or _is_near(
        one, domain, organization_of, is_strict=False
    )


def _is_near(proved: str, domain: str, organization_of: Organization, *, is_strict: bool) -> bool:
    if is_strict or not proved:
        return bool(proved) and proved == domain
    ours = organization_of(domain)
    return bool(ours) and organization_of(proved) == ours


def _tags(record: bytes) -> dict[str, str] | None:
    """The tags of a record, None where it is no DMARC record; the version must stand first, in these letters."""
    pieces = [one.partition("=") for one in record.decode("ascii", "replace").split(";")]
    named = [(name.strip().lower(), value.strip()) for name, _, value in pieces]
    if not named or named[0] != ("v", "DMARC1"):
        return None
    return dict(reversed(named))


def _policy(tags: dict[str, str]) -> Policy | None:
    itself = _DISPOSITIONS.get(tags.get("p", "").lower())
    if itself is None:
        # What cannot be understood asks for nothing but reports.
        itself = "none" if tags.get("rua", "").lower().startswith("mailto:") else None
    if itself is None:
        return None
    subdomains = _DISPOSITIONS.get(tags.get("sp", "").lower(), itself)
    if tags.get("pct", "").strip() == "0":
        itself = subdomains = "none"
    return Policy(
        itself, subdomains, tags.get("adkim", "").lower() == "s", tags.get("aspf", "").lower() == "s"
    )
