"""Many idle sockets, held by processes of their own so that their memory is not counted as the server's."""

import asyncio
import json
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
import uvloop

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._client import Socket, open_socket

PROCESSES = 5


class Crowd:
    """`size` sockets, spread evenly over the owners of `tokens`."""

    def __init__(self, port: int, tokens: list[str], size: int) -> None:
        self._orders = [
            {"port": port, "tokens": tokens, "places": [n % len(tokens) for n in range(p, size, PROCESSES)]}
            for p in range(PROCESSES)
        ]
        self._agents = len(tokens)
        self.refused = 0

    async def __aenter__(self) -> "Crowd":
        self._processes = [
            await asyncio.create_subprocess_exec(
                sys.executable,
                __file__,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=2**26,
            )
            for _ in self._orders
        ]
        await asyncio.gather(*(self._tell(p, o) for p, o in zip(self._processes, self._orders, strict=True)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.kill()
            await process.wait()

    async def connect(self) -> None:
        """Connect all at once; those who were there before continue after the newest number they have."""
        answers = await asyncio.gather(*(self._tell(p, "connect") for p in self._processes))
        self.refused += sum(answers)

    async def seen(self) -> list[list[list[int]]]:
        """For each agent, the numbers that each of their sockets saw."""
        found: list[list[list[int]]] = [[] for _ in range(self._agents)]
        for pairs in await asyncio.gather(*(self._tell(p, "seen") for p in self._processes)):
            for place, numbers in pairs:
                found[place].append(numbers)
        return found

    async def _tell(self, process: asyncio.subprocess.Process, order: Any) -> Any:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(order).encode() + b"\n")
        return json.loads(await process.stdout.readline())


class Numbered(msgspec.Struct):
    t: str
    n: int = 0
    as_of: int = 0


class Seat:
    """One of the crowd: what it saw, and the newest number it has."""

    def __init__(self, place: int, token: str) -> None:
        self.place, self.token = place, token
        self.numbers: list[int] = []
        self.newest: int | None = None
        self.socket: Socket | None = None

    def heard(self, payload: bytes, _now: float) -> None:
        frame = msgspec.json.decode(payload, type=Numbered)
        if frame.t == "event":
            self.numbers.append(frame.n)
            self.newest = frame.n
        elif frame.t == "hello" and self.newest is None:
            self.newest = frame.as_of
        elif frame.t == "resync":
            self.numbers.append(-1)

    async def enter(self, port: int) -> int:
        """Answers how often it was refused before it was let in."""
        path = "/api/v1/live" + (f"?after={self.newest}" if self.newest is not None else "")
        refused = 0
        while True:
            try:
                self.socket = await open_socket(port, path, f"hamseda_session={self.token}", self.heard)
            except OSError:
                refused += 1
                await asyncio.sleep(0.5)
            else:
                return refused


async def attend() -> None:
    """Obey the orders that come by standard input."""
    orders = asyncio.StreamReader(limit=2**26)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin
    )
    wanted = json.loads(await orders.readline())
    seats = [Seat(place, wanted["tokens"][place]) for place in wanted["places"]]
    print(len(seats), flush=True)
    while line := await orders.readline():
        if json.loads(line) == "connect":
            answer: Any = sum(await asyncio.gather(*(seat.enter(wanted["port"]) for seat in seats)))
        else:
            answer = [(seat.place, seat.numbers) for seat in seats]
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(attend())
