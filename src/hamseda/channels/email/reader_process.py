"""The process that reads mails: strangers' bytes are taken apart here, with little memory and no way out.

One question and one answer at a time on the standard streams, each with its length before it; a question also has the
number of the attempt. Too much processor time ends the process from the kernel's side, also within a library.
"""

import gc
import resource
import signal
import struct
import sys
from typing import BinaryIO, Final

import msgspec

from hamseda.channels.email.mail import Mail, UnreadableError, read_mail
from hamseda.channels.email.parsing.attempts import ATTEMPTS, SECONDS_A_MAIL, share
from hamseda.channels.email.parsing.reading import Depth

LENGTH: Final = struct.Struct(">I")
QUESTION: Final = struct.Struct(">IB")
MEMORY_BYTES: Final = 1024 * 1024 * 1024
COLLECT_AFTER: Final = 20_000


class Answer(msgspec.Struct, frozen=True):
    """The mail, or why it could not be read."""

    mail: Mail | None = None
    refusal: str | None = None


def main() -> None:
    """Answer until the other side goes away."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is loaded stays: looking through it again for every few mails finds nothing.
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    while (question := _next(questions)) is not None:
        attempt, content = question
        signal.setitimer(signal.ITIMER_PROF, share(attempt) * SECONDS_A_MAIL)
        packed = msgspec.msgpack.encode(_answer(content, ATTEMPTS[attempt].depth))
        signal.setitimer(signal.ITIMER_PROF, 0)
        # In one piece: two would wake the other side twice.
        answers.write(LENGTH.pack(len(packed)) + packed)
        answers.flush()


def _next(questions: BinaryIO) -> tuple[int, bytes] | None:
    head = questions.read(QUESTION.size)
    if len(head) < QUESTION.size:
        return None
    length, attempt = QUESTION.unpack(head)
    return attempt, questions.read(length)


def _answer(content: bytes, depth: Depth) -> Answer:
    try:
        return Answer(mail=read_mail(content, depth))
    except UnreadableError as refusal:
        return Answer(refusal=str(refusal))
    except MemoryError:
        return Answer(refusal="it takes too much memory")
    except RecursionError:
        return Answer(refusal="nested too deep")
    except Exception as fault:  # noqa: BLE001 -- whatever a stranger's bytes do to the parser is an answer
        return Answer(refusal=f"{type(fault).__name__}: {fault}"[:300])


if __name__ == "__main__":
    main()
