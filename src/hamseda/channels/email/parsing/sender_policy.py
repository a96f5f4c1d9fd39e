"""SPF (RFC 7208): whether the server that handed a mail in may send for the domain of its envelope, by pyspf."""

from ipaddress import ip_address
from typing import Any, Final

import spf

from hamseda.channels.email.parsing.asking import Ask, UnansweredError
from hamseda.channels.email.parsing.judged import Seen
from hamseda.channels.email.parsing.questions import SECONDS_A_MAIL

WORDS: Final = frozenset({"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"})


def policy_of_sender(seen: Seen, ask: Ask) -> tuple[str, str]:
    """A word of RFC 8601, and the domain that was asked; "none" and no domain where nobody saw the server."""
    try:
        client = str(ip_address(seen.client))
    except ValueError:
        return "none", ""
    domain = (seen.mail_from.rpartition("@")[2] or seen.helo).strip(".").lower()
    if "." not in domain or not domain.isascii() or seen.mail_from.count("@") > 1:
        return "none", ""
    return _asked(client, seen, ask), domain


def _asked(client: str, seen: Seen, ask: Ask) -> str:
    def lookup(name: str, kind: str, *_: Any) -> list[tuple[tuple[str, str], Any]]:
        # Of type 99 nobody is asked any more (RFC 7208, 3.1).
        try:
            return [((name, kind), _as_there(value, kind)) for value in ask(name, kind) if kind != "SPF"]
        except UnansweredError as error:
            raise spf.TempError(str(error)) from error

    # The library asks by a name of its module; this process reads one mail at a time.
    spf.DNSLookup = lookup
    try:
        query = spf.query(i=client, s=seen.mail_from, h=seen.helo or "unknown", querytime=SECONDS_A_MAIL)
        word = str(query.check()[0])
    except spf.TempError:
        return "temperror"
    except Exception:  # noqa: BLE001 -- the library raises whatever a stranger's record makes it stumble over
        return "permerror"
    return word if word in WORDS else "permerror"


def _as_there(value: Any, kind: str) -> Any:
    return (value,) if kind == "TXT" else value
