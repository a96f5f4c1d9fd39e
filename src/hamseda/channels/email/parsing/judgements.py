"""What is said of a mail beyond its words: what of it is new, and whether a machine wrote it."""

from collections.abc import Callable
from typing import Final, TypeVar

from hamseda.channels.email.machines import Machine, machine_of
from hamseda.channels.email.parsing.authenticity import Asking, judge_sender
from hamseda.channels.email.parsing.charsets import clean
from hamseda.channels.email.parsing.judged import Judged
from hamseda.channels.email.parsing.reading import Parsed
from hamseda.channels.email.reply import Reply, split

# A page of more (and entities) is read for its quotes by its text alone.
MOST_TAGS_COMPARED: Final = 20_000


def reply_of(parsed: Parsed) -> Reply | None:
    """The mail taken apart into new words and old ones, None where that failed."""
    is_long = parsed.raw_html.count("<") + parsed.raw_html.count("&") > MOST_TAGS_COMPARED
    return guarded(
        parsed, "reply", lambda: split(parsed.text, None if is_long else parsed.raw_html or None), None
    )


def machine_in(parsed: Parsed, content: bytes) -> Machine:
    """Whether a machine wrote the mail; one of which that cannot be told is not to be answered by ours."""
    return guarded(parsed, "machine", lambda: machine_of(parsed, content), Machine(is_answerable=False))


def judged_in(parsed: Parsed, content: bytes, asking: Asking) -> Judged:
    """What its sender is worth; where that cannot be told, nothing is known."""
    return guarded(
        parsed,
        "proofs",
        lambda: judge_sender(parsed.head, content, parsed.root.start, parsed.sender_domain, asking),
        Judged(),
    )


Judgement = TypeVar("Judgement")


def guarded(parsed: Parsed, name: str, judge_it: Callable[[], Judgement], otherwise: Judgement) -> Judgement:
    """A judgement, or `otherwise` where it fails in a library's hands: the words of a mail are told all the same."""
    try:
        return judge_it()
    except Exception as fault:  # noqa: BLE001 -- whatever a stranger's bytes do to a library is a finding
        parsed.faults.append(clean(f"{name}_unread: {type(fault).__name__}: {fault}"[:300]))
        return otherwise
