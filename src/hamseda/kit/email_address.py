"""E-mail addresses: one form for matching, another for showing."""

import re
from dataclasses import dataclass
from typing import Final

import idna

from hamseda.kit.persian.normalise import without_marks

MAX_ADDRESS: Final = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
MAX_LOCAL: Final = 64

_ATOM: Final = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LOCAL: Final = re.compile(rf'{_ATOM}(?:\.{_ATOM})*|"(?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e]){{1,62}}"')
_HOST: Final = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?![0-9]+\Z)[a-z0-9-]{2,63}"
)


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """`address` is for sending and showing, `key` for matching: equal keys are one mailbox."""

    address: str
    key: str


def parse_email(raw: str, *, strip_plus: bool = False) -> EmailAddress | None:
    """Read one address; None when it is no address that mail can be sent to.

    The domain becomes lower-case ASCII (IDNA 2008 with UTS 46 mapping); the local part keeps its letters in
    `address` and is casefolded in `key`. Bidi marks, half spaces, angle brackets, `mailto:` and digits of
    other scripts are put right. `strip_plus` takes +tag off the key; nothing else is guessed about a mailbox.
    """
    if len(raw) > 2 * MAX_ADDRESS:
        return None
    typed = without_marks(raw).strip().removeprefix("mailto:").strip("<> \t")
    local, at, domain = typed.rpartition("@")
    host = _host(domain)
    if not at or host is None or len(local.encode()) > MAX_LOCAL or not _LOCAL.fullmatch(local):
        return None
    if len(local.encode()) + 1 + len(host) > MAX_ADDRESS:
        return None
    mailbox = local.split("+", 1)[0] or local if strip_plus else local
    return EmailAddress(f"{local}@{host}", f"{mailbox.casefold()}@{host}")


def normalise_email(raw: str, *, strip_plus: bool = False) -> str | None:
    """Return the matching key of the address, None when it is not valid."""
    parsed = parse_email(raw, strip_plus=strip_plus)
    return parsed.key if parsed else None


def _host(domain: str) -> str | None:
    try:
        host = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return None
    return host if _HOST.fullmatch(host) else None
