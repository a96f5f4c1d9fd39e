import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress

LONGEST_LINE = 65_536


def print_line(name: str, line: str) -> None:
    """Print a line with the name of who says it in front."""
    # A terminal that was closed must not stop the reading: a program whose pipe is full stands still.
    with suppress(OSError):
        sys.stdout.write(f"{name:<10} | {line}\n")
        sys.stdout.flush()


async def pass_on(source: int, say: Callable[[str], None]) -> None:
    """Say each line that comes from the pipe `source`, until its last writer is gone; then close it.

    Lines longer than LONGEST_LINE come in pieces. The pipe is ours and not asyncio's, which waits for all
    writers of its own pipes, grandchildren too, before it tells that a process has ended.
    """
    stream = asyncio.StreamReader(limit=LONGEST_LINE)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(source, "rb")
    )
    try:
        rest = b""
        while chunk := await stream.read(LONGEST_LINE):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > LONGEST_LINE:
                lines, rest = [*lines, rest], b""
            for line in lines:
                say(line.decode(errors="replace"))
        if rest:
            say(rest.decode(errors="replace"))
    finally:
        transport.close()
