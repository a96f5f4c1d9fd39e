"""Reports in prose: the recipient is named somewhere, the reason given in words; `flufl.bounce` is asked as well."""

import logging
import re
from collections.abc import Iterable
from email.message import Message
from email.utils import parseaddr
from typing import Final

from hamseda.channels.email.bounce_kinds import Bounce
from hamseda.channels.email.bounce_parts import MOST_PROSE, STATUS, field, one_line, texts
from hamseda.channels.email.parsing.words import decode_words

_CODE: Final = re.compile(r"(?:^|[\s:#;<>(-])([45]\d\d)[\s-](?=\S)")
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

logger = logging.getLogger(__name__)
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it writes a line for each of its detectors


def prose(message: "Message[str, str]", parts: "list[Message[str, str]]") -> list[Bounce]:
    """What a report in words says of each recipient that it names; empty where it is none."""
    if not sounds_like_report(message):
        return []
    text = "\n".join(texts(parts))[:MOST_PROSE]
    named = [one.strip() for one in field(message, "x-failed-recipients").split(",") if "@" in one]
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
    is_null = "return-path" in message and field(message, "return-path").replace(" ", "") in {"<>", ""}
    sender = field(message, "from")
    is_by_daemon = bool(_DAEMON.search(sender)) and is_daemon(parseaddr(sender)[1])
    is_titled = bool(_SUBJECT.search(decode_words(field(message, "subject"))))
    is_answer = bool(field(message, "in-reply-to")) and not is_null
    is_report = message.get_content_type() == "multipart/report" or "x-failed-recipients" in message
    is_program = field(message, "auto-submitted").lower() not in {"", "no", "auto-replied"}
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
        (one for one in (around + "\n" + text).splitlines() if STATUS.search(one) or _CODE.search(one)), ""
    )
    status, code = STATUS.search(line), _CODE.search(line)
    given = status[1] if status else f"{code[1][0]}.0.0" if code else ""
    return Bounce(
        recipient=address,
        status=given,
        action="delayed" if is_late or given.startswith("4") else "failed",
        reason=one_line(line or _sentence(around, address)),
    )


def _sentence(text: str, address: str) -> str:
    """The first line below the address that says something: without codes that is the reason."""
    lines = [line.strip() for line in text.splitlines()]
    return next(
        (line for line in lines if len(line) > 8 and address not in line and not line.startswith("-")), ""
    )


def is_daemon(address: str) -> bool:
    """Whether an address is that of a mail system itself, which no person writes from."""
    return bool(_DAEMON.match(address))
