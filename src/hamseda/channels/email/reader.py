"""Reading mails in a process apart: started when a mail waits, limited in time, replaced, let go when idle."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from typing import Final

import msgspec

from hamseda.channels.email.mail import Mail, UnreadableError
from hamseda.channels.email.reader_process import LENGTH, Answer

SECONDS_A_MAIL: Final = 30.0
MAILS_A_PROCESS: Final = 500
IDLE_SECONDS: Final = 60.0

_decode = msgspec.msgpack.Decoder(Answer).decode


class Reader:
    """Reads one mail at a time; a mail that kills its process is refused and the next gets a new one."""

    def __init__(self, *, seconds: float = SECONDS_A_MAIL) -> None:
        self._seconds = seconds
        self._process: Process | None = None
        self._read = 0
        self._turn = asyncio.Lock()
        self._going: asyncio.TimerHandle | None = None

    async def read(self, content: bytes) -> Mail:
        """Read a mail from its bytes; raises UnreadableError."""
        async with self._turn:
            if self._going is not None:
                self._going.cancel()
            answer = await self._ask(content)
            self._going = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._let_go)
        if answer.mail is None:
            raise UnreadableError(answer.refusal or "it could not be read")
        return answer.mail

    async def close(self) -> None:
        """Let the process go."""
        if self._going is not None:
            self._going.cancel()
        await self._end()

    async def _ask(self, content: bytes) -> Answer:
        if self._process is None or self._process.returncode is not None or self._read >= MAILS_A_PROCESS:
            await self._end()
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "hamseda.channels.email.reader_process",
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
            )
            self._read = 0
        self._read += 1
        try:
            async with asyncio.timeout(self._seconds):
                return await _exchange(self._process, content)
        except TimeoutError:
            await self._end()
            return Answer(refusal=f"reading it took more than {self._seconds:g} seconds")
        except (asyncio.IncompleteReadError, ConnectionError, msgspec.MsgspecError) as error:
            await self._end()
            return Answer(refusal=f"its reader died ({type(error).__name__})")
        except asyncio.CancelledError:
            # The answer is still on its way: this process cannot be asked again.
            self._kill()
            raise

    def _let_go(self) -> None:
        # The end of its input ends it.
        if self._process is not None and self._process.stdin is not None and not self._turn.locked():
            self._process.stdin.close()
            self._read = MAILS_A_PROCESS

    async def _end(self) -> None:
        self._kill()
        if self._process is not None:
            await self._process.wait()
            self._process = None

    def _kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()


async def _exchange(process: Process, question: bytes) -> Answer:
    if process.stdin is None or process.stdout is None:
        raise ConnectionError("The reader has no streams.")
    process.stdin.writelines((LENGTH.pack(len(question)), question))
    await process.stdin.drain()
    head = await process.stdout.readexactly(LENGTH.size)
    return _decode(await process.stdout.readexactly(*LENGTH.unpack(head)))
