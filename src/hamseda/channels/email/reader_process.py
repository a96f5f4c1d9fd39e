"""The process that reads mails: strangers' bytes are taken apart here, with little memory and no way out.

One question and one answer at a time on the standard streams, each with its length before it; a question also has the
number of the attempt, and what is to be asked about the sender. Too much processor time ends the process from the
kernel's side, also within a library.
"""

import gc
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from hamseda.channels.email.mail import Mail, UnreadableError, read_mail
from hamseda.channels.email.parsing.attempts import ATTEMPTS, SECONDS_A_MAIL, share
from hamseda.channels.email.parsing.authenticity import Asking, World
from hamseda.channels.email.parsing.judged import Seen
from hamseda.channels.email.parsing.reading import Depth

LENGTH: Final = struct.Struct(">I")
QUESTION: Final = struct.Struct(">IHB")
MEMORY_BYTES: Final = 1024 * 1024 * 1024
COLLECT_AFTER: Final = 20_000


class Abroad(msgspec.Struct, frozen=True):
    """Whom this process may ask about senders: DNS servers (none: the machine's own), and the newer list of suffixes."""

    servers: tuple[str, ...] = ()
    suffix_file: str = ""


class Doubt(msgspec.Struct, frozen=True):
    """Judge the sender yourself: there is no border whose word counts."""

    seen: Seen = Seen()
    is_received_trusted: bool = False


class Answer(msgspec.Struct, frozen=True):
    """The mail, or why it could not be read."""

    mail: Mail | None = None
    refusal: str | None = None


_doubt: Final = msgspec.msgpack.Decoder(Doubt).decode


def main(arguments: list[str]) -> None:
    """Answer until the other side goes away."""
    outside = _Outside(msgspec.json.decode(arguments[0], type=Abroad) if arguments else Abroad())
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is loaded stays: looking through it again for every few mails finds nothing.
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    while (question := _next(questions)) is not None:
        attempt, doubt, content = question
        asking = outside.asking(_doubt(doubt)) if doubt else None
        signal.setitimer(signal.ITIMER_PROF, share(attempt) * SECONDS_A_MAIL)
        packed = msgspec.msgpack.encode(_answer(content, ATTEMPTS[attempt].depth, asking))
        signal.setitimer(signal.ITIMER_PROF, 0)
        # In one piece: two would wake the other side twice.
        answers.write(LENGTH.pack(len(packed)) + packed)
        answers.flush()


class _Outside:
    """What is asked of the world, loaded when the first mail needs it: outside of that mail's own time."""

    def __init__(self, abroad: Abroad) -> None:
        self._abroad = abroad
        self._world: World | None = None

    def asking(self, doubt: Doubt) -> Asking:
        if self._world is None:
            from hamseda.channels.email.parsing import evaluation, signatures  # noqa: F401, PLC0415
            from hamseda.channels.email.parsing.questions import Questions  # noqa: PLC0415
            from hamseda.channels.email.suffixes import suffixes  # noqa: PLC0415

            file = Path(self._abroad.suffix_file) if self._abroad.suffix_file else None
            self._world = World(Questions(self._abroad.servers).for_a_mail, suffixes(file).organization_of)
            gc.freeze()
        return Asking(world=self._world, seen=doubt.seen, is_received_trusted=doubt.is_received_trusted)


def _next(questions: BinaryIO) -> tuple[int, bytes, bytes] | None:
    head = questions.read(QUESTION.size)
    if len(head) < QUESTION.size:
        return None
    length, doubt, attempt = QUESTION.unpack(head)
    return attempt, questions.read(doubt), questions.read(length)


def _answer(content: bytes, depth: Depth, asking: Asking | None) -> Answer:
    try:
        return Answer(mail=read_mail(content, depth, asking))
    except UnreadableError as refusal:
        return Answer(refusal=str(refusal))
    except MemoryError:
        return Answer(refusal="it takes too much memory")
    except RecursionError:
        return Answer(refusal="nested too deep")
    except Exception as fault:  # noqa: BLE001 -- whatever a stranger's bytes do to the parser is an answer
        return Answer(refusal=f"{type(fault).__name__}: {fault}"[:300])


if __name__ == "__main__":
    main(sys.argv[1:])
