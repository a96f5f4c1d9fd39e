"""From the bytes of a mail to its line of output: read, and judged for what is new, automatic, reported and proved."""

from typing import Final

from hamseda.channels.email.machines import machine_of
from hamseda.channels.email.parsing.authenticity import Asking, proofs_of
from hamseda.channels.email.parsing.reading import Depth, Parsed, parse
from hamseda.channels.email.parsing.record import Record, Reported, record_of
from hamseda.channels.email.reply import split

# A page of more (and entities) is read for its quotes by its text alone.
MOST_TAGS_COMPARED: Final = 20_000


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
    is_long = parsed.raw_html.count("<") + parsed.raw_html.count("&") > MOST_TAGS_COMPARED
    found = split(parsed.text, None if is_long else parsed.raw_html or None)
    record.reply, record.quoted = found.reply, found.quoted


def _proofs(record: Record, parsed: Parsed, content: bytes, asking: Asking) -> None:
    domain = parsed.senders[0].address.rpartition("@")[2].lower() if len(parsed.senders) == 1 else ""
    record.auth = proofs_of(parsed.head, content, parsed.root.start, domain, asking)


def _machine(record: Record, parsed: Parsed, content: bytes, _asking: Asking) -> None:
    machine = machine_of(parsed, content)
    record.automatic = machine.automatic
    if machine.bounces:
        first = machine.bounces[0]
        record.bounce = Reported(first.recipient, first.status, first.action, first.reason)
