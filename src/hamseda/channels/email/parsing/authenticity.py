"""What is known of who wrote a mail, in the words of RFC 8601; "unknown" where only a look-up could tell.

Without a look-up a signature can be refuted, when the body is another than was signed, but never proved. SPF is about
the server that delivered, which no mail names: only the border server's own word is taken.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable
from hashlib import sha1, sha256
from typing import Final

from msgspec import Struct

from hamseda.channels.email.authentication import Place, Trust, trusted_results
from hamseda.channels.email.parsing.head import Head
from hamseda.channels.email.parsing.record import Proofs
from hamseda.channels.email.parsing.words import text_of

MOST_SIGNATURES: Final = 5
MOST_SIGNED: Final = 16 * 1024 * 1024
MOST_LABELS: Final = 8
METHODS: Final = ("spf", "dkim", "dmarc", "arc")
ARC: Final = ("arc-seal", "arc-message-signature", "arc-authentication-results")
_SPACES: Final = re.compile(rb"[ \t]+")
_POLICY: Final = re.compile(rb"\s*v\s*=\s*DMARC1\b", re.IGNORECASE)
_INSTANCE: Final = re.compile(rb"(?:^|;)\s*i\s*=\s*(\d{1,2})\b")
_SEAL: Final = re.compile(rb"(?:^|;)\s*cv\s*=\s*(\w+)", re.IGNORECASE)

# A TXT record of a name with a final dot, None where there is none.
Lookup = Callable[[bytes], bytes | None]


class Asking(Struct, frozen=True):
    """Whom to believe and whom to ask. `authserv_id`: our border server; `lookup`: how to ask the DNS, if at all."""

    authserv_id: str = ""
    place: Place = "above_received"
    lookup: Lookup | None = None


def proofs_of(head: Head, content: bytes, body_start: int, domain: str, asking: Asking) -> Proofs:
    """Judge a mail. `domain`: of its only From address, "" where there are several or none."""
    if asking.authserv_id:
        trace = [
            (name, text_of(value)[:4_000])
            for name, value in head.fields
            if name in {"received", "authentication-results"}
        ]
        found = trusted_results(trace, Trust(asking.authserv_id, asking.place))
        return Proofs(**{method: found.get(method, "none") for method in METHODS})
    if len(content) > MOST_SIGNED:
        return Proofs()
    signatures = head.all("dkim-signature")[:MOST_SIGNATURES]
    if asking.lookup is not None:
        return _asked(content, signatures, domain, asking.lookup, has_arc=bool(head.first(ARC[0])))
    outcomes = [_without_asking(signature, content, body_start) for signature in signatures]
    dkim_said = next((one for one in ("unknown", "fail", "permerror") if one in outcomes), "none")
    return Proofs(dkim=dkim_said, arc=_chain(head), dmarc="unknown" if domain else "none")


def _without_asking(signature: bytes, content: bytes, body_start: int) -> str:
    try:
        tags = _tags(signature)
        wanted = b64decode(re.sub(rb"\s+", b"", tags[b"bh"]))
        hasher = {b"rsa-sha256": sha256, b"ed25519-sha256": sha256, b"rsa-sha1": sha1}[tags[b"a"]]
        _, _, way = tags.get(b"c", b"simple/simple").strip().lower().partition(b"/")
        length = int(tags[b"l"]) if b"l" in tags else None
    except (KeyError, ValueError, Base64Error):
        return "permerror"
    body = _canonical(content[body_start:], is_relaxed=way == b"relaxed")
    return "unknown" if hasher(body[:length]).digest() == wanted else "fail"


def _tags(signature: bytes) -> dict[bytes, bytes]:
    """`name=value` between semicolons (RFC 6376, 3.2); a name twice or a word alone is a KeyError."""
    tags: dict[bytes, bytes] = {}
    for piece in signature.strip().rstrip(b";").split(b";"):
        name, equals, value = piece.partition(b"=")
        if not equals or tags.setdefault(name.strip(), value.strip()) != value.strip():
            raise KeyError(name)
    return tags


def _canonical(body: bytes, *, is_relaxed: bool) -> bytes:
    """The body as it is hashed (RFC 6376, 3.4.3 and 3.4.4); dkimpy's own takes long where there are many spaces."""
    body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not is_relaxed:
        return body.rstrip(b"\n").replace(b"\n", b"\r\n") + b"\r\n"
    lines = body.rstrip(b" \t\n").split(b"\n")
    lines = [
        _SPACES.sub(b" ", line).rstrip(b" ") if b" " in line or b"\t" in line else line for line in lines
    ]
    return b"\r\n".join([*lines, b""]) if lines != [b""] else b""


def _chain(head: Head) -> str:
    """Whether a chain of ARC is there and whole: each of its sets numbered, and none that says it was broken."""
    numbers = [
        sorted(int(found[1]) for value in head.all(name) if (found := _INSTANCE.search(value)))
        for name in ARC
    ]
    if not any(head.first(name) for name in ARC):
        return "none"
    is_whole = bool(numbers[0]) and all(some == list(range(1, len(numbers[0]) + 1)) for some in numbers)
    seals = [found[1].lower() for value in head.all(ARC[0]) if (found := _SEAL.search(value))]
    return "unknown" if is_whole and b"fail" not in seals else "fail"


def _asked(content: bytes, signatures: list[bytes], domain: str, lookup: Lookup, *, has_arc: bool) -> Proofs:
    import dkim  # noqa: PLC0415 -- it brings a resolver, which those who ask nobody need not wait for

    def ask(name: bytes | str, timeout: float = 5) -> bytes | None:  # noqa: ARG001 -- the shape that dkimpy calls
        return lookup(name.encode() if isinstance(name, str) else name)

    passed: list[str] = []
    outcome = "none"
    for number in range(len(signatures)):
        verifier = dkim.DKIM(content)
        try:
            is_good = verifier.verify(idx=number, dnsfunc=ask)
        except dkim.DKIMException:
            is_good = False
        except Exception:  # noqa: BLE001 -- the library raises whatever a stranger's key makes it stumble over
            outcome = "permerror" if outcome == "none" else outcome
            continue
        if is_good:
            passed.append(verifier.domain.decode("ascii", "replace").lower())
        outcome = "pass" if passed else "fail"
    return Proofs(
        dkim=outcome,
        dmarc=_dmarc(domain, passed, lookup) if domain else "none",
        arc=_asked_chain(content, ask) if has_arc else "none",
    )


def _asked_chain(content: bytes, ask: Callable[..., bytes | None]) -> str:
    import dkim  # noqa: PLC0415 -- as above

    try:
        return str(dkim.arc_verify(content, dnsfunc=ask)[0].decode("ascii"))
    except Exception:  # noqa: BLE001 -- as above: a broken chain proves nothing
        return "fail"


def _dmarc(domain: str, passed: list[str], lookup: Lookup) -> str:
    """`pass` by an aligned signature; without one SPF would have to be known, which it is not."""
    labels = domain.split(".")
    names = [".".join(labels[number:]) for number in range(max(len(labels) - 1, 1))][:MOST_LABELS]
    if not any(_POLICY.match(lookup(f"_dmarc.{name}.".encode()) or b"") for name in names):
        return "none"
    is_aligned = any(
        domain == one or domain.endswith(f".{one}") or one.endswith(f".{domain}")
        for one in passed
        if "." in one
    )
    return "pass" if is_aligned else "unknown"
