"""Signatures of a mail verified with their keys: DKIM (RFC 6376) and the chain of ARC (RFC 8617), by dkimpy.

The library gets the head alone, and only where it reads the same fields as our parser: otherwise one From could be
shown and another be proved. Bodies are hashed by us, keys that would take long are none.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable
from typing import Any, Final

import dkim
from msgspec import Struct

from hamseda.channels.email.parsing.asking import Ask, UnansweredError
from hamseda.channels.email.parsing.body_hash import Body, tags_of
from hamseda.channels.email.parsing.head import Head

MOST_SIGNATURES: Final = 5
MOST_SETS: Final = 5
# A modulus of 4096 bits with a short exponent; more takes a stranger's choice of time.
MOST_KEY: Final = 600
# What may stand once (RFC 5322, 3.6), and what says how the body is read.
ONCE: Final = (
    *(b"from", b"sender", b"reply-to", b"to", b"cc", b"subject", b"date", b"message-id"),
    *(b"mime-version", b"content-type", b"content-transfer-encoding"),
)
# The word for several signatures is the best that is said of one.
_BEST: Final = ("pass", "temperror", "policy", "fail", "permerror", "neutral", "none")

DnsFunction = Callable[..., bytes | None]


class Signed(Struct, frozen=True):
    """A word of RFC 8601 for the mail, and the domains whose signature holds."""

    outcome: str
    domains: list[str] = []

    def beside(self, others: "Signed") -> "Signed":
        """What both say together: the better word of the two."""
        return Signed(min(self.outcome, others.outcome, key=_BEST.index), [*self.domains, *others.domains])


class Signatures:
    """The signatures of one mail. `content` is its head with the line end behind it."""

    def __init__(self, head: Head, content: bytes, body: Body, ask: Ask) -> None:
        self._head = head
        self._content = content
        self._body = body
        self._ask = ask

    def dkim(self, is_wanted: Callable[[str], bool]) -> Signed:
        """Verify the signatures of the wanted domains; of all that there are, the first few count."""
        signatures = self._head.all("dkim-signature")[:MOST_SIGNATURES]
        wanted = [number for number, one in enumerate(signatures) if is_wanted(_domain_of(one))]
        if not wanted:
            return Signed("none")
        if not self._is_read_alike():
            return Signed("permerror")
        found = [self._one(number) for number in wanted]
        outcome = min((one for one, _ in found), key=_BEST.index)
        return Signed(outcome, [domain for word, domain in found if word == "pass"])

    def arc(self) -> str:
        """Whether the chain holds: it shows a mail's way, and proves no sender."""
        seals = self._head.all("arc-seal")
        if not seals and not self._head.first("arc-message-signature"):
            return "none"
        if len(seals) > MOST_SETS:
            return "unknown"
        if not self._is_read_alike():
            return "fail"
        chain = _Chain(self._content)
        chain.body = self._body
        try:
            return str(chain.verify(dnsfunc=self._function())[0].decode("ascii"))
        except UnansweredError:
            return "temperror"
        except Exception:  # noqa: BLE001 -- the library raises whatever a stranger's head makes it stumble over
            return "fail"

    def _one(self, number: int) -> tuple[str, str]:
        verifier = _Signature(self._content)
        verifier.body = self._body
        try:
            is_good = verifier.verify(idx=number, dnsfunc=self._function())
        except UnansweredError:
            return "temperror", ""
        except dkim.NaClNotFoundError:
            return "neutral", ""
        except dkim.DKIMException:
            return "fail" if verifier.signature_fields else "permerror", ""
        except Exception:  # noqa: BLE001 -- as above
            return "permerror", ""
        if not is_good:
            return "fail", ""
        return self._limited(verifier.signature_fields), verifier.domain.decode("ascii", "replace").lower()

    def _limited(self, tags: dict[bytes, bytes]) -> str:
        """What a good signature is worth: an old hash proves nothing, and nothing may stand beside what it covers."""
        if tags[b"a"] == b"rsa-sha1":
            return "permerror"
        signed = [one.strip().lower() for one in tags[b"h"].split(b":")]
        names = [name.encode() for name, _ in self._head.fields]
        is_open = any(names.count(one) > 1 for one in ONCE) or b"from" not in signed
        return "policy" if is_open or self._body.has_unsigned_end(tags) else "pass"

    def _is_read_alike(self) -> bool:
        """Whether the library finds the same fields in the same order, so that both speak of the same From."""
        if b"\r" in self._content.replace(b"\r\n", b"\n"):
            return False
        try:
            fields, _ = dkim.rfc822_parse(self._content)
        except (dkim.DKIMException, IndexError):
            return False
        return [name.decode("ascii").lower() for name, _ in fields] == [name for name, _ in self._head.fields]

    def _function(self) -> DnsFunction:
        def ask(name: bytes | str, timeout: float = 5) -> bytes | None:  # noqa: ARG001 -- the shape that dkimpy calls
            written = name.decode("ascii", "replace") if isinstance(name, bytes) else name
            found = self._ask(written, "TXT")
            return found[0] if found and _is_short(found[0]) else None

        return ask


def _domain_of(signature: bytes) -> str:
    """Who signs, "" where that cannot be read."""
    try:
        return tags_of(signature)[b"d"].decode("ascii").lower()
    except (KeyError, UnicodeDecodeError):
        return ""


class _OwnHash:
    """Verifies without hashing the body anew: a library takes its own time for that."""

    body: Body

    def verify_sig(self, sig: dict[bytes, bytes], *others: Any) -> bool:
        try:
            if b"bh" in sig and not self.body.holds(sig):
                return False
        except (KeyError, ValueError):
            return False
        without = {name: value for name, value in sig.items() if name != b"bh"}
        return bool(super().verify_sig(without, *others))  # type: ignore[misc]


class _Signature(_OwnHash, dkim.DKIM):  # type: ignore[misc]
    pass


class _Chain(_OwnHash, dkim.ARC):  # type: ignore[misc]
    pass


def _is_short(record: bytes) -> bool:
    try:
        key = tags_of(record).get(b"p", b"")
        return len(b64decode(re.sub(rb"\s+", b"", key))) <= MOST_KEY
    except (KeyError, Base64Error, ValueError):
        return False
