"""Reading mails in a process apart: started when a mail waits, limited in time, replaced, let go when idle."""

import asyncio
import contextlib
import hashlib
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from typing import Final

import msgspec

from hamseda.channels.email.mail import Mail, UnreadableError
from hamseda.channels.email.parsing.attempts import ATTEMPTS
from hamseda.channels.email.reader_process import LENGTH, QUESTION, Abroad, Answer, Doubt

SECONDS_A_MAIL: Final = 30.0
MAILS_A_PROCESS: Final = 500
IDLE_SECONDS: Final = 60.0

_decode = msgspec.msgpack.Decoder(Answer).decode


class Reader:
    """Reads one mail at a time; one that kills its process is read by a new one, less deep each time.

    Its processor time is limited to a second by the process itself; `seconds` is for a process that hangs, or waits for
    a machine that has much to do.
    """

    def __init__(self, *, seconds: float = SECONDS_A_MAIL, abroad: Abroad = Abroad()) -> None:
        self._seconds = seconds
        self._abroad = msgspec.json.encode(abroad).decode()
        self._process: Process | None = None
        self._read = 0
        self._turn = asyncio.Lock()
        self._going: asyncio.TimerHandle | None = None

    async def read(self, content: bytes, doubt: Doubt | None = None) -> Mail:
        """Read a mail from its bytes, as much of it as can be read; raises UnreadableError where that is nothing.

        `doubt`: its sender is to be judged there as well.
        """
        asked = msgspec.msgpack.encode(doubt) if doubt is not None else b""
        known: list[str] = []
        async with self._turn:
            if self._going is not None:
                self._going.cancel()
            for number, attempt in enumerate(ATTEMPTS):
                answer = await self._ask(content[: attempt.most_bytes], number, asked)
                if answer.mail is not None:
                    break
                known.append(answer.refusal or "it could not be read")
            self._going = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._let_go)
        if answer.mail is None:
            raise UnreadableError(known[0])
        if not known:
            return answer.mail
        said = [
            f"reading_limit: {one}; {attempt.otherwise}"
            for one, attempt in zip(known, ATTEMPTS, strict=False)
        ]
        digest = hashlib.sha256(content).hexdigest()
        return msgspec.structs.replace(
            answer.mail, defects=[*said, *answer.mail.defects], is_cut=True, sha256=digest
        )

    async def close(self) -> None:
        """Let the process go."""
        if self._going is not None:
            self._going.cancel()
        await self._end()

    async def _ask(self, content: bytes, attempt: int, doubt: bytes) -> Answer:
        if self._process is None or self._process.returncode is not None or self._read >= MAILS_A_PROCESS:
            await self._end()
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "hamseda.channels.email.reader_process",
                self._abroad,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
            )
            self._read = 0
        self._read += 1
        try:
            async with asyncio.timeout(self._seconds):
                return await _exchange(self._process, content, attempt, doubt)
        except TimeoutError:
            await self._end()
            return Answer(refusal=f"reading it took more than {self._seconds:g} seconds")
        except (asyncio.IncompleteReadError, ConnectionError, msgspec.MsgspecError) as error:
            status = await self._end()
            if status == -signal.SIGPROF:
                return Answer(refusal="reading it took too much processor time")
            return Answer(refusal=f"its reader died ({type(error).__name__})")
        except asyncio.CancelledError:
            # The answer is still on its way: this process cannot be asked again.
            _kill(self._process)
            raise

    def _let_go(self) -> None:
        # The end of its input ends it.
        if self._process is not None and self._process.stdin is not None and not self._turn.locked():
            self._process.stdin.close()
            self._read = MAILS_A_PROCESS

    async def _end(self) -> int:
        """End the process; answers how it ended, negative by a signal."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        if process.returncode is None and process.stdout is not None and process.stdout.at_eof():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await process.wait()
        _kill(process)
        return await process.wait()


def _kill(process: Process | None) -> None:
    if process is not None and process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()


async def _exchange(process: Process, question: bytes, attempt: int, doubt: bytes) -> Answer:
    if process.stdin is None or process.stdout is None:
        raise ConnectionError("The reader has no streams.")
    process.stdin.writelines((QUESTION.pack(len(question), len(doubt), attempt), doubt, question))
    await process.stdin.drain()
    head = await process.stdout.readexactly(LENGTH.size)
    return _decode(await process.stdout.readexactly(*LENGTH.unpack(head)))
