"""The process that reads mails: strangers' bytes are taken apart here, with little memory and no way out.

One question and one answer at a time on the standard streams, each with its length before it.
"""

import resource
import struct
import sys
from typing import BinaryIO, Final

import msgspec

from hamseda.channels.email.mail import Mail, UnreadableError, read_mail

LENGTH: Final = struct.Struct(">I")
MEMORY_BYTES: Final = 1024 * 1024 * 1024


class Answer(msgspec.Struct, frozen=True):
    """The mail, or why it could not be read."""

    mail: Mail | None = None
    refusal: str | None = None


def main() -> None:
    """Answer until the other side goes away."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    while (content := _next(questions)) is not None:
        packed = msgspec.msgpack.encode(_answer(content))
        answers.write(LENGTH.pack(len(packed)))
        answers.write(packed)
        answers.flush()


def _next(questions: BinaryIO) -> bytes | None:
    head = questions.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return questions.read(*LENGTH.unpack(head))


def _answer(content: bytes) -> Answer:
    try:
        return Answer(mail=read_mail(content))
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
