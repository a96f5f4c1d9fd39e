"""Questions to the DNS about strangers' mails: bounded in time, number and size, and remembered for a while.

What cannot be answered in time is said to be unanswered, never taken for "there is none", and not asked for again for
half a minute. After several silences in a row, which strangers' servers may keep on purpose, the root is asked for: only
where that is not answered either is the network dead, and nobody is asked for half a minute.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver
from dns.nameserver import Do53Nameserver

from hamseda.channels.email.parsing.asking import Ask, UnansweredError

MOST_QUESTIONS: Final = 40
SECONDS_A_MAIL: Final = 4.0
SECONDS_A_QUESTION: Final = 2.0
MOST_RECORDS: Final = 50
MOST_BYTES: Final = 4_096
REMEMBERED_SECONDS: Final = 300.0
MOST_REMEMBERED: Final = 2_000
MOST_SILENT: Final = 3
REST_SECONDS: Final = 30.0
OFF: Final = "off"


class Questions:
    """Asks for one mail after the other. `servers`: `address` or `address:port` each; none: the machine's own."""

    def __init__(self, servers: Sequence[str] = (), clock: Callable[[], float] = time.monotonic) -> None:
        self._servers = servers
        self._clock = clock
        self._resolver: dns.resolver.Resolver | None = None
        self._known: dict[tuple[str, str], tuple[float, list[Any]]] = {}
        self._unanswered: dict[tuple[str, str], float] = {}
        self._silent = 0
        self._rests_until = 0.0
        self._left, self._until = 0, 0.0

    def for_a_mail(self) -> Ask:
        """Begin the budget of a mail, and answer how to ask for it."""
        self._left, self._until = MOST_QUESTIONS, self._clock() + SECONDS_A_MAIL
        return self.ask

    def ask(self, name: str, kind: str) -> list[Any]:
        """All values of a kind at a name. Raises UnansweredError."""
        key = name.rstrip(".").lower(), kind
        known = self._known.get(key)
        if known is not None and known[0] > self._clock():
            return known[1]
        found, seconds = self._within_budget(*key)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = self._clock() + seconds, found
        return found

    def _within_budget(self, name: str, kind: str) -> tuple[list[Any], float]:
        now = self._clock()
        self._left -= 1
        if self._left < 0 or now >= self._until:
            raise UnansweredError("too many questions, or too long ones")
        if now < max(self._rests_until, self._unanswered.get((name, kind), 0.0)) or OFF in self._servers:
            raise UnansweredError("nobody is asked now")
        seconds = min(SECONDS_A_QUESTION, self._until - now)
        try:
            found = self._asked(name, kind, seconds)
        except UnansweredError:
            if seconds == SECONDS_A_QUESTION:
                self._forget_for_a_while(name, kind)
            self._rest_where_the_network_is_dead()
            raise
        self._silent = 0
        return found

    def _forget_for_a_while(self, name: str, kind: str) -> None:
        if len(self._unanswered) >= MOST_REMEMBERED:
            self._unanswered.clear()
        self._unanswered[name, kind] = self._clock() + REST_SECONDS

    def _rest_where_the_network_is_dead(self) -> None:
        self._silent += 1
        if self._silent < MOST_SILENT:
            return
        self._silent = 0
        try:
            self._asked(".", "NS", SECONDS_A_QUESTION / 2)
        except UnansweredError:
            self._rests_until = self._clock() + REST_SECONDS

    def _asked(self, name: str, kind: str, seconds: float) -> tuple[list[Any], float]:
        asked = _name(name)
        if asked is None:
            return [], REMEMBERED_SECONDS
        try:
            answer = self._opened().resolve(
                asked, kind, lifetime=seconds, raise_on_no_answer=False, search=False
            )
        except dns.resolver.NXDOMAIN:
            return [], REMEMBERED_SECONDS
        except (dns.exception.DNSException, OSError, UnicodeError, ValueError) as error:
            raise UnansweredError(f"{type(error).__name__}: {error}"[:200]) from error
        records = list(answer.rrset or [])[:MOST_RECORDS]
        ttl = float(answer.rrset.ttl) if answer.rrset is not None else REMEMBERED_SECONDS
        values = [_value(record, kind) for record in records]
        return [one for one in values if one is not None], min(ttl, REMEMBERED_SECONDS)

    def _opened(self) -> dns.resolver.Resolver:
        if self._resolver is None:
            made = dns.resolver.Resolver(configure=not self._servers)
            if self._servers:
                made.nameservers = [server_of(one) for one in self._servers]
            made.timeout = SECONDS_A_QUESTION / 2
            self._resolver = made
        return self._resolver


def _name(written: str) -> dns.name.Name | None:
    """The name to ask for; what cannot be one does not exist: a stranger who makes it up buys no silence."""
    try:
        return dns.name.from_text(written.encode("ascii").decode())
    except (dns.exception.DNSException, UnicodeError, ValueError):
        return None


def server_of(written: str) -> Do53Nameserver:
    """A server from `address`, `address:port` or `[address]:port`. Raises ValueError."""
    address, colon, port = written.rpartition(":")
    if not colon or ("[" not in written and ":" in address):
        address, port = written, "53"
    return Do53Nameserver(address.strip("[]"), int(port))


def _value(record: Any, kind: str) -> Any:
    match kind:
        case "TXT":
            value = b"".join(record.strings)
            return value if len(value) <= MOST_BYTES else None
        case "MX":
            return record.preference, record.exchange.to_text(omit_final_dot=True)
        case "PTR" | "CNAME" | "NS":
            return record.target.to_text(omit_final_dot=True)
        case _:
            return record.address
