"""Looking up keys and policies in the DNS, for those who ask for it."""

import dns.exception
import dns.resolver

from hamseda.channels.email.parsing.authenticity import Lookup


def lookup_within(seconds: float) -> Lookup:
    """A look-up of TXT records that gives up after so many seconds; every answer is asked for once."""
    known: dict[bytes, bytes | None] = {}

    def lookup(name: bytes) -> bytes | None:
        if name not in known:
            known[name] = _asked(name, seconds)
        return known[name]

    return lookup


def _asked(name: bytes, seconds: float) -> bytes | None:
    try:
        answer = dns.resolver.resolve(name.decode("ascii"), "TXT", lifetime=seconds, raise_on_no_answer=False)
    except (dns.exception.DNSException, UnicodeError):
        return None
    return next((b"".join(record.strings) for record in answer), None)
