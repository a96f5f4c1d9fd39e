"""What a report says became of a mail, and the kinds of reasons that people are told. Pure."""

import re
from typing import Final, Literal

from msgspec import Struct

Action = Literal["failed", "delayed", "delivered", "relayed", "expanded", "complained"]
Reason = Literal[
    "no_such_address",
    "no_such_domain",
    "mailbox_disabled",
    "mailbox_full",
    "too_large",
    "refused",
    "unreachable",
    "expired",
    "delayed",
    "complained",
    "loop",
    "other",
]
# The first that fits decides; each is a class of RFC 3463 or words that servers use where they give no class.
_REASONS: Final[tuple[tuple[Reason, str, str], ...]] = (
    (
        "mailbox_full",
        r"[245]\.2\.2",
        r"quota|mailbox (?:is )?full|over ?quota|insufficient storage|out of storage",
    ),
    (
        "mailbox_disabled",
        r"[245]\.2\.1",
        r"(?:account|mailbox|user)\S* (?:is |has been )?(?:disabled|inactive|suspended)",
    ),
    (
        "too_large",
        r"[245]\.(?:2\.3|3\.4)",
        r"(?:message|mail) (?:size|is too (?:large|big))|size limit|exceeds.*size",
    ),
    ("loop", r"[245]\.4\.6", r"mail loop|too many hops|routing loop"),
    (
        "expired",
        r"[245]\.4\.7",
        r"retry (?:time|timeout) exceeded|too (?:old|long) in (?:the )?queue|message expired",
    ),
    (
        "no_such_domain",
        r"[5]\.(?:1\.2|1\.10|4\.4)",
        (
            r"(?:host|domain)\S* (?:name )?(?:was )?not found|no such (?:host|domain)"
            r"|unrouteable mail domain|name service error|NXDOMAIN|null mx|couldn't find any host"
        ),
    ),
    (
        "no_such_address",
        r"[5]\.1\.[01346]",
        (
            r"user unknown|unknown (?:user|recipient|mailbox)|no such (?:user|recipient|mailbox|person|address)"
            r"|does ?n.t exist|does not exist|not (?:a valid|our customer|a known)|recipient (?:address )?rejected"
            r"|invalid (?:recipient|mailbox|address)|mailbox (?:unavailable|not found|unknown)"
            r"|address (?:not found|unknown)|no mailbox|unrouteable address|not listed in"
        ),
    ),
    (
        "refused",
        r"[245]\.(?:7\.\d+|6\.\d+)",
        r"spam|blocked|black ?list|policy|reputation|denied|not authori[sz]ed|dmarc|\bspf\b",
    ),
    (
        "unreachable",
        r"[245]\.(?:4\.\d+|3\.\d+)",
        r"timed? ?out|connection (?:refused|reset)|no route|unreachable|network",
    ),
)
# A domain that takes no mail (RFC 7505); Exchange says it of a single mailbox.
NULL_MX: Final = "5.1.10"
# What no later attempt can change: the address itself is gone.
HARD: Final = frozenset({"no_such_address", "no_such_domain", "mailbox_disabled"})


class Bounce(Struct, frozen=True, kw_only=True):
    """What became of a mail to one recipient.

    `recipient`: an address, "" where none is named. `status`: a class of RFC 3463 such as 5.1.1, "" where none is
    given. `reason`: the words of the server. `original_id`: the Message-ID of the mail it is about. `receipts`: what
    only somebody who has that mail can give back, in its headers or as the name of its envelope.
    """

    recipient: str
    status: str
    action: Action
    reason: str
    original_id: str = ""
    receipts: list[str] = []

    @property
    def why(self) -> Reason:
        """The reason as one of the kinds that have words in every catalogue."""
        return reason_of(self.action, self.status, self.reason)

    @property
    def is_hard(self) -> bool:
        """Whether the address itself is gone, so that no mail should go there again."""
        return self.action == "failed" and not self.status.startswith("4") and self.why in HARD


def reason_of(action: Action, status: str, words: str) -> Reason:
    """Sort a report into one of the kinds that people are told: by its status, else by its words."""
    if action in {"delayed", "complained"}:
        return action
    if status == NULL_MX and re.search(r"recipient ?not ?found", words, re.IGNORECASE):
        return "no_such_address"
    for reason, classes, _ in _REASONS:
        if status and re.fullmatch(classes, status):
            return reason
    for reason, _, said in _REASONS:
        if re.search(said, words, re.IGNORECASE):
            return reason
    return "other"
