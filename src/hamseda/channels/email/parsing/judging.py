"""From the bytes of a mail to its line of output: read, and judged for what is new, automatic, reported and proved."""

from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Final

from hamseda.channels.email.automatic import Headers, Structure, classify
from hamseda.channels.email.bounce import Bounce, read_bounces, sounds_like_report
from hamseda.channels.email.parsing.authenticity import Asking, proofs_of
from hamseda.channels.email.parsing.charsets import clean
from hamseda.channels.email.parsing.reading import Depth, Parsed, parse
from hamseda.channels.email.parsing.record import Record, Reported, record_of
from hamseda.channels.email.parsing.structure import Part
from hamseda.channels.email.parsing.words import text_of
from hamseda.channels.email.reply import split

# Reports are short, or carry the mail that they are about; this much of one is looked at.
MOST_REPORT: Final = 512 * 1024
_REPORTS: Final = frozenset(
    {"message/delivery-status", "message/feedback-report", "message/global-delivery-status"}
)


def judge(content: bytes, file: str, asking: Asking, depth: Depth = "whole") -> Record:
    """Read and judge one mail. `file`: by which name its line is known.

    What is said of a mail beyond its words may fail in a library's hands; its words are told all the same.
    """
    parsed = parse(content, depth=depth)
    record = record_of(parsed, file)
    if depth == "whole":
        for judgement in (_reply, _machine, _proofs):
            try:
                judgement(record, parsed, content, asking)
            except Exception as fault:  # noqa: BLE001 -- whatever a stranger's bytes do to a library is a finding
                name = judgement.__name__.strip("_")
                record.defects.append(f"{name}_unread: {type(fault).__name__}: {fault}"[:300])
    return record


def _reply(record: Record, parsed: Parsed, _content: bytes, _asking: Asking) -> None:
    found = split(parsed.text, parsed.raw_html or None)
    record.reply, record.quoted = found.reply, found.quoted


def _proofs(record: Record, parsed: Parsed, content: bytes, asking: Asking) -> None:
    domain = parsed.senders[0].address.rpartition("@")[2].lower() if len(parsed.senders) == 1 else ""
    record.auth = proofs_of(parsed.head, content, parsed.root.start, domain, asking)


def _machine(record: Record, parsed: Parsed, content: bytes, _asking: Asking) -> None:
    headers: Headers = [(name, clean(text_of(value[:4_000]))) for name, value in parsed.head.fields[:500]]
    bounces: list[Bounce] = []
    if _holds_report(parsed.root) or sounds_like_report(_head_of(parsed.root.kind, headers)):
        bounces = read_bounces(message_from_bytes(content[:MOST_REPORT], policy=compat32))
    kind = parsed.root.parameters.get("report-type", "").strip().lower()
    is_report = parsed.root.kind == "multipart/report"
    record.automatic = classify(
        headers, Structure(parsed.root.kind, kind if is_report else "", bool(bounces))
    )
    if bounces:
        first = bounces[0]
        record.bounce = Reported(first.recipient, first.status, first.action, first.reason)


def _head_of(kind: str, headers: Headers) -> "Message[str, str]":
    message: Message[str, str] = Message(policy=compat32)
    for name, value in headers:
        if name != "content-type":
            message.set_raw(name, value)
    message.set_raw("content-type", kind)
    return message


def _holds_report(root: Part) -> bool:
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if part.kind in _REPORTS:
            return True
        waiting += part.children
    return False
