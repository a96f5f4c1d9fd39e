"""The process in which strangers' bytes are taken apart: with little memory, little time, and no way out.

It is forked from one that has loaded everything, answers one mail after the other, and is replaced after some hundreds
or when it dies. Too much processor time ends it from the kernel's side, also within a library.
"""

import os
import resource
import signal
import socket
import struct
from typing import Final

import msgspec
from msgspec import Struct

from hamseda.channels.email.parsing.attempts import ATTEMPTS
from hamseda.channels.email.parsing.authenticity import Asking
from hamseda.channels.email.parsing.judging import judge
from hamseda.channels.email.parsing.record import Record, line_of
from hamseda.channels.email.parsing.sources import Source

LENGTH: Final = struct.Struct(">cI")
READ: Final = b"+"
FAILED: Final = b"-"
MEMORY_BYTES: Final = 1024 * 1024 * 1024
MOST_WRITTEN: Final = 0


class Task(Struct, frozen=True):
    """A mail to read: by which attempt, with how many seconds of processor time, and what is known of earlier ones."""

    source: Source
    attempt: int
    seconds: float
    known: list[str] = []


def serve(channel: socket.socket, asking: Asking) -> None:
    """Answer until the other side goes away; never returns."""
    try:
        _confine()
        decode = msgspec.msgpack.Decoder(Task).decode
        while (question := receive(channel)) is not None:
            kind, answer = _answer(decode(question[1]), asking)
            channel.sendall(LENGTH.pack(kind, len(answer)) + answer)
    except (ConnectionError, KeyboardInterrupt):
        pass
    finally:
        os._exit(0)


def receive(channel: socket.socket) -> tuple[bytes, bytes] | None:
    """Read a frame whole, None at the end."""
    head = _exactly(channel, LENGTH.size)
    if head is None:
        return None
    kind, length = LENGTH.unpack(head)
    content = _exactly(channel, length)
    return None if content is None else (kind, content)


def _exactly(channel: socket.socket, length: int) -> bytes | None:
    content = bytearray()
    while len(content) < length:
        piece = channel.recv(min(length - len(content), 1 << 20))
        if not piece:
            return None
        content += piece
    return bytes(content)


def _confine() -> None:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))


def _answer(task: Task, asking: Asking) -> tuple[bytes, bytes]:
    signal.setitimer(signal.ITIMER_PROF, task.seconds)
    try:
        attempt = ATTEMPTS[task.attempt]
        content = task.source.read(attempt.most_bytes)
        record = judge(content, task.source.name, asking, attempt.depth)
        record.defects = [*task.known, *record.defects]
        return READ, line_of(record)
    except OSError as error:
        record = Record(
            file=task.source.name, defects=[*task.known, f"unreadable: {error.strerror or error}"]
        )
        return READ, line_of(record)
    except MemoryError:
        return FAILED, b"memory_limit: it takes too much memory"
    except RecursionError:
        return FAILED, b"nesting_limit: nested too deep"
    except Exception as fault:  # noqa: BLE001 -- whatever a stranger's bytes do to the parser is an answer
        return FAILED, f"fault: {type(fault).__name__}: {fault}"[:300].encode("utf-8", "replace")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
