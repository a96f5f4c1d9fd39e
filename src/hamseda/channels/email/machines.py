"""Whether a machine wrote a mail that was parsed, what it reports, and whether a program of ours may answer it."""

from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Final

from msgspec import Struct

from hamseda.channels.email.automatic import MARK, Automatic, Headers, Structure, classify, may_answer
from hamseda.channels.email.bounce import read_bounces
from hamseda.channels.email.bounce_kinds import Bounce
from hamseda.channels.email.bounce_prose import sounds_like_report
from hamseda.channels.email.parsing.charsets import clean
from hamseda.channels.email.parsing.reading import Parsed
from hamseda.channels.email.parsing.structure import Part
from hamseda.channels.email.parsing.words import text_of

# Reports are short, or carry the mail that they are about; this much of one is looked at.
MOST_REPORT: Final = 128 * 1024
MOST_HEADERS: Final = 500
MOST_MARKS: Final = 10
_REPORTS: Final = frozenset(
    {"message/delivery-status", "message/feedback-report", "message/global-delivery-status"}
)


class Machine(Struct, frozen=True):
    """`automatic`: the kind of machine, None for a person. `marks`: the houses of our kind that it came through."""

    automatic: Automatic | None = None
    bounces: list[Bounce] = []
    marks: list[str] = []
    is_answerable: bool = True


def machine_of(parsed: Parsed, content: bytes) -> Machine:
    """Judge a mail by its headers and structure; only what sounds like a report is read for one."""
    headers: Headers = [
        (name, clean(text_of(value[:4_000]))) for name, value in parsed.head.fields[:MOST_HEADERS]
    ]
    bounces: list[Bounce] = []
    if _holds_report(parsed.root) or sounds_like_report(_head_of(parsed.root.kind, headers)):
        bounces = read_bounces(message_from_bytes(content[:MOST_REPORT], policy=compat32))
    kind = parsed.root.parameters.get("report-type", "").strip().lower()
    is_report = parsed.root.kind == "multipart/report"
    structure = Structure(parsed.root.kind, kind if is_report else "", bool(bounces))
    marks = [one.strip() for name, value in headers if name == MARK.lower() for one in value.split(",")]
    return Machine(classify(headers, structure), bounces, marks[:MOST_MARKS], may_answer(headers, structure))


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
