"""What a mail system says of a mail of ours: not delivered, late, delivered, or reported as unwanted.

Three voices, in this order: delivery status (RFC 3464), feedback reports (RFC 5965), and prose, which names the
recipient and gives its reason in words; for prose `flufl.bounce` is asked as well.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from email import message_from_string
from email.message import Message
from email.utils import parseaddr
from typing import Final, Literal

from msgspec import Struct

from hamseda.channels.email.parsing.charsets import clean, decode
from hamseda.channels.email.parsing.words import decode_words

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

RECEIPT: Final = "X-Hamseda-Receipt"
"""The header of our mails that a report gives back: signed, so only who has the mail itself can speak of it."""

MOST_RECIPIENTS: Final = 20
MOST_LETTERS: Final = 500
MOST_PROSE: Final = 60_000
MOST_WALKED: Final = 300
_ACTIONS: Final[dict[str, Action]] = {
    "failed": "failed",
    "failure": "failed",
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "relayed",
    "expanded": "expanded",
}
_REPORTS: Final = {"message/delivery-status", "message/global-delivery-status"}
_ORIGINALS: Final = {
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
}
_STATUS: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE: Final = re.compile(r"(?:^|[\s:#;<>(-])([45]\d\d)[\s-](?=\S)")
_MESSAGE_ID: Final = re.compile(r"^[ \t>]*Message-I[dD]:\s*<([^<>\s]{1,900})>", re.MULTILINE)
_RECEIPT: Final = re.compile(rf"^[ \t>]*{RECEIPT}:\s*([a-z2-7]{{16}})\s*$", re.IGNORECASE | re.MULTILINE)
_ID: Final = re.compile(r"<([^<>\s]{1,900})>")
_DAEMON: Final = re.compile(
    r"(?:mailer-daemon|mail-daemon|postmaster|mdaemon|mail[._-]?delivery.*)@", re.IGNORECASE
)
_SUBJECT: Final = re.compile(
    r"undeliver|non.?remis|unzustellbar|returned mail|mail delivery|delivery (?:status|failure|failed|notification)"
    r"|failure notice|could not be delivered|non recapitabile|delivery has failed|تحویل نشد|برگشت خورد",
    re.IGNORECASE,
)
_LATE: Final = re.compile(
    r"\bdelayed\b|not yet been delivered|will (?:be retried|keep trying|retry)|still trying|warning only",
    re.IGNORECASE,
)
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
# What no later attempt can change: the address itself is gone.
HARD: Final = frozenset({"no_such_address", "no_such_domain", "mailbox_disabled"})

logger = logging.getLogger(__name__)
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it writes a line for each of its detectors


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


def read_bounces(message: "Message[str, str]") -> list[Bounce]:
    """Read what a mail reports of other mails: one entry a recipient, at most 20; empty where it reports nothing."""
    parts = list(_walk(message))
    found = _delivery_status(parts) or _feedback(parts) or _prose(message, parts)
    if not found:
        return []
    original_id, receipts = _original(parts, message), _receipts(parts)
    return [
        Bounce(
            recipient=one.recipient,
            status=one.status,
            action=one.action,
            reason=one.reason,
            original_id=original_id,
            receipts=receipts,
        )
        for one in found[:MOST_RECIPIENTS]
    ]


def is_daemon(address: str) -> bool:
    """Whether an address is that of a mail system itself, which no person writes from."""
    return bool(_DAEMON.match(address))


def reason_of(action: Action, status: str, words: str) -> Reason:
    """Sort a report into one of the kinds that people are told: by its status, else by its words."""
    if action in {"delayed", "complained"}:
        return action
    for reason, classes, _ in _REASONS:
        if status and re.fullmatch(classes, status):
            return reason
    for reason, _, said in _REASONS:
        if re.search(said, words, re.IGNORECASE):
            return reason
    return "other"


def _walk(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """The parts of the report, not those of the mail that it returns; without recursion, bounded."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_WALKED:
        part, seen = waiting.pop(), seen + 1
        yield part
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += [one for one in reversed(payload) if isinstance(one, Message)]


# --- RFC 3464


def _delivery_status(parts: "list[Message[str, str]]") -> list[Bounce]:
    found: list[Bounce] = []
    for part in parts:
        if part.get_content_type() in _REPORTS:
            found += [one for block in _blocks(part) if (one := _recipient(block)) is not None]
    return found


def _blocks(part: "Message[str, str]") -> "Iterable[Message[str, str]]":
    """The groups of fields of a report; some servers encode what the standard wants plain."""
    payload = part.get_payload()
    blocks = [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
    if any(block.keys() for block in blocks) and not _is_encoded(part):
        return blocks
    inner = blocks[0] if blocks else part
    content = inner.get_payload(decode=True) if not _is_encoded(part) else _decoded(part, inner)
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else str(inner.get_payload())
    return [
        message_from_string(block + "\n\n") for block in re.split(r"\r?\n[ \t]*\r?\n", text) if block.strip()
    ]


def _is_encoded(part: "Message[str, str]") -> bool:
    return str(part.get("content-transfer-encoding", "")).strip().lower() in {"base64", "quoted-printable"}


def _decoded(part: "Message[str, str]", inner: "Message[str, str]") -> bytes:
    whole: Message[str, str] = Message()
    whole["Content-Transfer-Encoding"] = str(part["content-transfer-encoding"])
    whole.set_payload(inner.as_string() if inner.keys() else str(inner.get_payload()))
    content = whole.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _recipient(block: "Message[str, str]") -> Bounce | None:
    action = _ACTIONS.get(_field(block, "action").split("(")[0].strip().lower())
    # What we wrote to is what we know; the final recipient may be what a forwarding server made of it.
    address = _typed(_field(block, "original-recipient")) or _typed(_field(block, "final-recipient"))
    if action is None or not (address or _field(block, "status")):
        return None
    status = _STATUS.search(_field(block, "status"))
    said = _typed(_field(block, "diagnostic-code"))
    return Bounce(
        recipient=address[:320],
        status=_sharper(status[1] if status else "", said),
        action=action,
        reason=_one_line(said),
    )


def _sharper(status: str, said: str) -> str:
    """The class in the server's own words where the report has only a general one such as 5.0.0."""
    inner = _STATUS.search(said)
    return (
        inner[1]
        if inner and (not status or status.endswith(".0.0")) and inner[1][0] in (status or inner[1])
        else status
    )


def _typed(value: str) -> str:
    """A field of the kind `rfc822; somebody@example.com` without its type."""
    kind, separator, rest = value.partition(";")
    text = (rest if separator and " " not in kind.strip() else value).strip()
    return text.strip("<>").strip() if "@" in text and " " not in text else text


# --- RFC 5965


def _feedback(parts: "list[Message[str, str]]") -> list[Bounce]:
    for part in parts:
        if part.get_content_type() != "message/feedback-report":
            continue
        for block in _blocks(part):
            kind = _field(block, "feedback-type").lower()
            if kind:
                to = parseaddr(_field(block, "original-rcpt-to"))[1] or _written_to(parts)
                words = kind if kind == "abuse" else f"{kind} {_field(block, 'authentication-results')}"
                return [Bounce(recipient=to[:320], status="", action="complained", reason=_one_line(words))]
    return []


def _written_to(parts: "list[Message[str, str]]") -> str:
    return next((parseaddr(_field(one, "to"))[1] for one in _returned(parts)), "")


# --- prose


def _prose(message: "Message[str, str]", parts: "list[Message[str, str]]") -> list[Bounce]:
    if not sounds_like_report(message):
        return []
    text = "\n".join(_texts(parts))[:MOST_PROSE]
    named = [one.strip() for one in _field(message, "x-failed-recipients").split(",") if "@" in one]
    late, gone = _second_opinion(message)
    addresses = dict.fromkeys([*named, *sorted(gone), *sorted(late)])
    if not addresses:
        return []
    return [
        _said(one, text, is_late=one in late or (one not in gone and bool(_LATE.search(text))))
        for one in addresses
    ]


def sounds_like_report(message: "Message[str, str]") -> bool:
    """Mail systems write from nobody, or as their own daemon, or say in the subject what it is."""
    is_null = "return-path" in message and _field(message, "return-path").replace(" ", "") in {"<>", ""}
    sender = _field(message, "from")
    is_by_daemon = bool(_DAEMON.search(sender)) and is_daemon(parseaddr(sender)[1])
    is_titled = bool(_SUBJECT.search(decode_words(_field(message, "subject"))))
    is_answer = bool(_field(message, "in-reply-to")) and not is_null
    is_report = message.get_content_type() == "multipart/report" or "x-failed-recipients" in message
    is_program = _field(message, "auto-submitted").lower() not in {"", "no", "auto-replied"}
    return is_report or is_by_daemon or is_null or is_program or (is_titled and not is_answer)


def _second_opinion(message: "Message[str, str]") -> tuple[set[str], set[str]]:
    from flufl.bounce import all_failures  # noqa: PLC0415 -- a reader that meets no bounce needs none of it

    try:
        late, gone = all_failures(message)
    except Exception as fault:  # noqa: BLE001 -- a stranger's bytes in a library's hands: no opinion, and not our end
        logger.info("no second opinion of a bounce: %s: %s", type(fault).__name__, fault)
        return set(), set()
    return _addresses(late), _addresses(gone)


def _addresses(found: Iterable[bytes | str]) -> set[str]:
    texts = (one.decode("utf-8", "replace") if isinstance(one, bytes) else one for one in found)
    return {text[:320] for text in texts if "@" in text}


def _said(address: str, text: str, *, is_late: bool) -> Bounce:
    """The reason that stands nearest behind the address, else the first of the mail."""
    at = max(text.find(address), 0)
    around = text[at : at + 1_500] if at else text
    line = next(
        (one for one in (around + "\n" + text).splitlines() if _STATUS.search(one) or _CODE.search(one)), ""
    )
    status, code = _STATUS.search(line), _CODE.search(line)
    given = status[1] if status else f"{code[1][0]}.0.0" if code else ""
    return Bounce(
        recipient=address,
        status=given,
        action="delayed" if is_late or given.startswith("4") else "failed",
        reason=_one_line(line or _sentence(around, address)),
    )


def _sentence(text: str, address: str) -> str:
    """The first line below the address that says something: without codes that is the reason."""
    lines = [line.strip() for line in text.splitlines()]
    return next(
        (line for line in lines if len(line) > 8 and address not in line and not line.startswith("-")), ""
    )


def _texts(parts: "list[Message[str, str]]") -> Iterator[str]:
    for part in parts:
        if part.get_content_type() in {"text/plain", "text/html"}:
            content = part.get_payload(decode=True)
            text = decode(content, None) if isinstance(content, bytes) else ""
            yield (
                re.sub(r"<(?:br|/p|/div|/tr|/li)[^>]*>", "\n", text)
                if part.get_content_subtype() == "html"
                else text
            )


# --- what it is about


def _original(parts: "list[Message[str, str]]", message: "Message[str, str]") -> str:
    """The Message-ID of the mail that is returned."""
    for returned in _returned(parts):
        if found := _ID.search(_field(returned, "message-id")):
            return clean(found[1])
    quoted = _MESSAGE_ID.search("\n".join(_texts(parts))[:MOST_PROSE])
    named = _ID.search(_field(message, "in-reply-to") or _field(message, "references"))
    return quoted[1] if quoted else clean(named[1]) if named else ""


def _receipts(parts: "list[Message[str, str]]") -> list[str]:
    """What the report gives back of the mail: from its headers, from its text, from its envelope (RFC 3464, 2.2.1)."""
    returned = [_field(one, RECEIPT) for one in _returned(parts)]
    quoted = _RECEIPT.findall("\n".join(_texts(parts))[:MOST_PROSE])
    reports = (block for part in parts if part.get_content_type() in _REPORTS for block in _blocks(part))
    named = [_field(one, "original-envelope-id") for one in reports]
    return [one.lower()[:64] for one in (*returned, *quoted, *named) if one][:MOST_RECIPIENTS]


def _returned(parts: "list[Message[str, str]]") -> "Iterator[Message[str, str]]":
    readers: dict[bool, Callable[[Message], Message | None]] = {True: _enclosed, False: _headers_only}
    for part in parts:
        if part.get_content_type() in _ORIGINALS:
            returned = readers[part.is_multipart()](part)
            if returned is not None:
                yield returned


def _enclosed(part: Message) -> Message | None:
    payload = part.get_payload()
    return (
        next((one for one in payload if isinstance(one, Message)), None)
        if isinstance(payload, list)
        else None
    )


def _headers_only(part: Message) -> Message | None:
    content = part.get_payload(decode=True)
    return message_from_string(content.decode("utf-8", "replace")) if isinstance(content, bytes) else None


def _field(message: Message, name: str) -> str:
    value = message.get(name)
    return "" if value is None else clean(" ".join(str(value).split()))[:4_000]


def _one_line(text: str) -> str:
    return clean(" ".join(re.sub(r"<[^<>@]{0,200}>", " ", text).split()))[:MOST_LETTERS]
