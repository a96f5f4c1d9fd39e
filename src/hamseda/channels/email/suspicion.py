"""Why a mail is kept in quarantine instead of being shown among the others: decided from what is proved. Pure."""

from collections.abc import Iterable
from typing import Final, Literal, get_args

from msgspec import Struct

from hamseda.channels.email.lookalike import looks_like_ours

Suspicion = Literal[
    "loop", "several_from", "forged_agent", "forged_own_domain", "dmarc", "lookalike", "executable"
]
SUSPICIONS: Final[tuple[Suspicion, ...]] = get_args(Suspicion)

# Mailboxes of the whole world: their domain is nobody's own.
_NAMED: Final = (
    "gmail.com googlemail.com yahoo.com ymail.com outlook.com hotmail.com live.com msn.com icloud.com "
    "me.com mac.com aol.com gmx.com gmx.de web.de mail.com mail.ru yandex.com yandex.ru proton.me "
    "protonmail.com tutanota.com zoho.com fastmail.com chmail.ir mihanmail.ir vatanmail.ir iran.ir "
    "post.ir rayana.ir qq.com 163.com 126.com naver.com"
)
PROVIDERS: Final = frozenset(_NAMED.split())


class Facts(Struct, frozen=True, kw_only=True):
    """What is known of a mail. `is_proved`: its From is authenticated, or answers with a token issued to it.

    `is_knowable`: the question who wrote it could be answered; where the DNS was away it could not. `own`: our
    addresses. `is_staff`: the From is a colleague's. `is_report`: a mail system writes, by its own name, about another mail.
    """

    sender: str
    name: str
    from_count: int
    is_proved: bool
    is_knowable: bool
    dmarc: str
    policy: str
    own: list[str]
    is_staff: bool
    is_report: bool
    dangers: list[str]


def suspicions(facts: Facts) -> list[Suspicion]:
    """All that speaks against a mail, the weightiest first; nothing for most."""
    found: set[Suspicion] = set()
    if facts.from_count > 1:
        found.add("several_from")
    if facts.dmarc == "fail" and facts.policy in {"quarantine", "reject"}:
        found.add("dmarc")
    if not facts.is_proved and facts.is_knowable and not facts.is_report:
        if facts.is_staff:
            found.add("forged_agent")
        if is_own(facts.sender, facts.own):
            found.add("forged_own_domain")
    if facts.from_count == 1 and looks_like_ours(facts.sender, facts.name, facts.own):
        found.add("lookalike")
    if facts.dangers:
        found.add("executable")
    return sorted(found, key=SUSPICIONS.index)


def is_own(sender: str, own: Iterable[str]) -> bool:
    """Whether an address claims to be of our house: one of our mailboxes, or of their domain."""
    domain = sender.rpartition("@")[2]
    domains = {one.rpartition("@")[2] for one in own} - PROVIDERS
    return sender in own or any(domain == one or domain.endswith(f".{one}") for one in domains if one)
