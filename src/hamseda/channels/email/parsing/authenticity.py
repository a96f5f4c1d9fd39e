"""What is known of who wrote a mail, in the words of RFC 8601; "unknown" where only a look-up could tell.

The word of a border server that is named counts alone. Without one the mail is judged here: with the DNS where it may
be asked; without it a signature can be refuted, when the body is another than was signed, but never proved.
"""

import re
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from hamseda.channels.email.authentication import Place, Trust, policy_in, trusted_results
from hamseda.channels.email.dmarc import Organization
from hamseda.channels.email.parsing.asking import Ask
from hamseda.channels.email.parsing.body_hash import Body, tags_of
from hamseda.channels.email.parsing.handed_in import handed_in_by
from hamseda.channels.email.parsing.head import Head
from hamseda.channels.email.parsing.judged import Judged, Seen
from hamseda.channels.email.parsing.record import Proofs
from hamseda.channels.email.parsing.words import text_of

MOST_SIGNATURES: Final = 5
MOST_SIGNED: Final = 16 * 1024 * 1024
METHODS: Final = ("spf", "dkim", "dmarc", "arc")
ARC: Final = ("arc-seal", "arc-message-signature", "arc-authentication-results")
_INSTANCE: Final = re.compile(rb"(?:^|;)\s*i\s*=\s*(\d{1,2})\b")
_SEAL: Final = re.compile(rb"(?:^|;)\s*cv\s*=\s*(\w+)", re.IGNORECASE)


class World(Struct, frozen=True):
    """Whom to ask about others. `begin` answers how to ask the DNS for one more mail."""

    begin: Callable[[], Ask]
    organization_of: Organization


class Asking(Struct, frozen=True):
    """Whom to believe and whom to ask. `authserv_id`: our border server; `world`: how to ask, if at all.

    `seen`: what the border saw of the server that handed the mail in; `is_received_trusted`: where it told nothing,
    the topmost Received is its own and says it.
    """

    authserv_id: str = ""
    place: Place = "above_received"
    world: World | None = None
    seen: Seen = Seen()
    is_received_trusted: bool = False


def judge_sender(head: Head, content: bytes, body_start: int, domain: str, asking: Asking) -> Judged:
    """Judge a mail. `domain`: of its only From address, "" where there are several or none."""
    if asking.authserv_id:
        trust = Trust(asking.authserv_id, asking.place)
        found = trusted_results(_trace(head), trust)
        proofs = Proofs(**{method: found.get(method, "none") for method in METHODS})
        return Judged(proofs, policy=policy_in(_trace(head), trust))
    if len(content) > MOST_SIGNED:
        return Judged()
    body = Body(content[body_start:])
    if asking.world is not None:
        return _asked(head, content[:body_start], body, domain, asking, asking.world)
    outcomes = [_without_asking(one, body) for one in head.all("dkim-signature")[:MOST_SIGNATURES]]
    said = next((one for one in ("unknown", "fail", "permerror") if one in outcomes), "none")
    return Judged(Proofs(dkim=said, arc=_chain(head), dmarc="unknown" if domain else "none"))


def _asked(head: Head, head_bytes: bytes, body: Body, domain: str, asking: Asking, world: World) -> Judged:
    # They bring a resolver, which those who ask nobody need not wait for.
    from hamseda.channels.email.parsing.evaluation import evaluate  # noqa: PLC0415
    from hamseda.channels.email.parsing.signatures import Signatures  # noqa: PLC0415

    seen = asking.seen
    if asking.is_received_trusted and not seen.client:
        seen = handed_in_by(_trace(head), seen.mail_from or text_of(head.first("return-path")))
    ask = world.begin()
    return evaluate(Signatures(head, head_bytes, body, ask), domain, seen, ask, world.organization_of)


def _trace(head: Head) -> list[tuple[str, str]]:
    wanted = {"received", "authentication-results"}
    return [(name, text_of(value)[:4_000]) for name, value in head.fields if name in wanted]


def _without_asking(signature: bytes, body: Body) -> str:
    try:
        return "unknown" if body.holds(tags_of(signature)) else "fail"
    except (KeyError, ValueError):
        return "permerror"


def _chain(head: Head) -> str:
    """Whether a chain of ARC is there and whole: each of its sets numbered, and none that says it was broken."""
    if not any(head.first(name) for name in ARC):
        return "none"
    numbers = [
        sorted(int(found[1]) for value in head.all(name) if (found := _INSTANCE.search(value)))
        for name in ARC
    ]
    is_whole = bool(numbers[0]) and all(some == list(range(1, len(numbers[0]) + 1)) for some in numbers)
    seals = [found[1].lower() for value in head.all(ARC[0]) if (found := _SEAL.search(value))]
    return "unknown" if is_whole and b"fail" not in seals else "fail"
