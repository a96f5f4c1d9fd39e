"""From the bytes of a mail to its line of output: read, and judged for what is new, automatic, reported and proved."""

from hamseda.channels.email.machines import Machine
from hamseda.channels.email.parsing.authenticity import Asking
from hamseda.channels.email.parsing.judgements import judged_in, machine_in, reply_of
from hamseda.channels.email.parsing.reading import Depth, parse
from hamseda.channels.email.parsing.record import Record, Reported, record_of


def judge(content: bytes, file: str, asking: Asking, depth: Depth = "whole") -> Record:
    """Read and judge one mail. `file`: by which name its line is known."""
    parsed = parse(content, depth=depth)
    record = record_of(parsed, file)
    if depth == "whole":
        reply = reply_of(parsed)
        record.reply, record.quoted = (reply.reply, reply.quoted) if reply else (None, None)
        machine = machine_in(parsed, content)
        record.automatic, record.bounce = machine.automatic, _reported(machine)
        record.auth = judged_in(parsed, content, asking).proofs
    record.defects = parsed.faults
    return record


def _reported(machine: Machine) -> Reported | None:
    if not machine.bounces:
        return None
    first = machine.bounces[0]
    return Reported(first.recipient, first.status, first.action, first.reason)
