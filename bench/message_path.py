"""The way of one message: POST, durable, frame on the agents' sockets; beside a bare program that writes the same.

Run: python bench/message_path.py [--messages 3000] [--rounds 2] [--people 200] [--sockets 5000] [--seconds 15]
Both programs run on one durable PostgreSQL and are driven by the same client, turn by turn. Processor time is the
scheduler's count of the whole process; the client is not counted. Each message is heard by three of the sockets.
Then idle sockets: memory of each, and a crowd that comes back all at once after kill -9 of the web process.
"""

import argparse
import asyncio
import contextlib
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import msgspec
import uvloop

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._client import Poster, Socket, open_poster, open_socket
from bench._crowd import Crowd
from bench._machine import family, free_port, measured, print_settings, processor_seconds, proportional_kib
from bench._office import HEARERS, Office, furnish

from hamseda.conversations.append import APPEND, NewMessage
from hamseda.kit.cluster import Cluster
from hamseda.kit.ids import new_id
from hamseda.kit.migration import migrate

TEXT = "سلام، سفارش شما امروز ارسال می‌شود و فردا به دستتان می‌رسد. شماره‌ی پیگیری را با پیامک می‌فرستیم."
POSTERS = 16
GOAL_RATIO, GOAL_US, GOAL_P99_MS, GOAL_KIB = 3.5, 600.0, 25.0, 40.0


class Shown(msgspec.Struct):
    id: str


class Body(msgspec.Struct):
    message: Shown | None = None


class Frame(msgspec.Struct):
    t: str
    b: Body | None = None


decode = msgspec.json.Decoder(Frame).decode


@dataclass
class Figures:
    """What was measured of one program, each a list with one entry a round."""

    web_us: list[float] = field(default_factory=list)
    postgres_us: list[float] = field(default_factory=list)
    a_second: list[float] = field(default_factory=list)
    steady_web_us: list[float] = field(default_factory=list)
    steady_postgres_us: list[float] = field(default_factory=list)
    latencies_ms: list[float] = field(default_factory=list)


class Program:
    """One of the programs, running, with the office's sockets open."""

    def __init__(
        self, name: str, port: int, dsn: str, command: list[str], environment: dict[str, str]
    ) -> None:
        self.name, self.port, self.dsn = name, port, dsn
        self._command, self._environment = command, environment
        self.figures = Figures()
        self.sent: dict[str, float] = {}
        self.greeted = 0
        self.frames = 0
        self.bytes = 0
        self.sockets: list[Socket] = []
        self.posters: list[Poster] = []
        self._arrived = asyncio.Event()
        self._due = 0

    async def start(self) -> None:
        self.process = subprocess.Popen(self._command, env=os.environ | self._environment)
        async with asyncio.timeout(60):
            while True:
                try:
                    (await asyncio.open_connection("127.0.0.1", self.port))[1].close()
                    return
                except OSError:
                    await asyncio.sleep(0.05)

    async def enter(self, office: Office) -> None:
        self.office = office
        for agent in office.agents:
            cookie = f"hamseda_session={agent.token}"
            self.sockets.append(await open_socket(self.port, "/api/v1/live", cookie, self._heard))
        async with asyncio.timeout(20):
            while self.greeted < len(self.sockets):
                await asyncio.sleep(0.01)

    async def open_posters(self) -> None:
        """Anew for each round: the servers close what was idle for some seconds."""
        self.posters = [await open_poster(self.port) for _ in range(POSTERS)]

    def _heard(self, payload: bytes, now: float) -> None:
        frame = decode(payload)
        if frame.t == "hello":
            self.greeted += 1
        elif frame.t == "event" and frame.b is not None and frame.b.message is not None:
            begun = self.sent.get(frame.b.message.id)
            if begun is not None:
                self.frames, self.bytes = self.frames + 1, self.bytes + len(payload)
                self.figures.latencies_ms.append((now - begun) * 1000)
                if self.frames >= self._due:
                    self._arrived.set()

    async def post(self, poster: Poster, number: int) -> None:
        place = number % len(self.office.agents)
        agent, message_id = self.office.agents[place], str(new_id())
        path = f"/api/v1/conversations/{self.office.conversations[place]}/messages"
        body = msgspec.json.encode({"id": message_id, "text": TEXT})
        self.sent[message_id] = time.monotonic()
        status, answer = await poster.post(path, f"hamseda_session={agent.token}", agent.csrf, body)
        if status != 201:
            raise RuntimeError(f"{self.name}: {status} {answer.decode()}")

    async def together(self, count: int) -> None:
        """As fast as the posters can, one request at a time each."""
        numbers = iter(range(count))

        async def work(poster: Poster) -> None:
            for number in numbers:
                await self.post(poster, number)

        await asyncio.gather(*(work(poster) for poster in self.posters))

    async def steadily(self, count: int, a_second: float) -> None:
        """At a fixed rate, whatever the answers do."""
        idle: asyncio.Queue[Poster] = asyncio.Queue()
        for poster in self.posters:
            idle.put_nowait(poster)
        begun, tasks = time.monotonic(), []

        async def one(number: int) -> None:
            poster = await idle.get()
            await self.post(poster, number)
            idle.put_nowait(poster)

        for number in range(count):
            await asyncio.sleep(max(0.0, begun + number / a_second - time.monotonic()))
            tasks.append(asyncio.create_task(one(number)))
        await asyncio.gather(*tasks)

    async def all_shown(self, act: Awaitable[None], count: int) -> None:
        """Do it, and wait until every frame of it is on its socket."""
        self._due = self.frames + count * HEARERS
        self._arrived.clear()
        await act
        if self.frames < self._due:
            try:
                await asyncio.wait_for(self._arrived.wait(), 20)
            except TimeoutError as error:
                raise RuntimeError(
                    f"{self.name}: {self._due - self.frames} of {count * HEARERS} frames are missing"
                ) from error

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


async def spent(
    program: Program, postmaster: int, act: Callable[[], Awaitable[None]]
) -> tuple[float, float, float]:
    """Processor seconds of the web process and of PostgreSQL, and seconds by the clock, that an act took."""
    web, postgres, begun = (
        processor_seconds([program.process.pid]),
        processor_seconds(family(postmaster)),
        time.monotonic(),
    )
    await act()
    took = time.monotonic() - begun
    return (
        processor_seconds([program.process.pid]) - web,
        processor_seconds(family(postmaster)) - postgres,
        took,
    )


async def one_round(program: Program, postmaster: int, options: argparse.Namespace) -> None:
    figures, count = program.figures, options.messages
    await program.open_posters()
    await program.all_shown(program.together(200), 200)
    web, postgres, took = await spent(
        program, postmaster, lambda: program.all_shown(program.together(count), count)
    )
    figures.web_us.append(web / count * 1e6)
    figures.postgres_us.append(postgres / count * 1e6)
    figures.a_second.append(count / took)
    kept, figures.latencies_ms = figures.latencies_ms[:0], []
    steady = options.rate * options.seconds
    web, postgres, _ = await spent(
        program, postmaster, lambda: program.all_shown(program.steadily(steady, options.rate), steady)
    )
    figures.steady_web_us.append(web / steady * 1e6)
    figures.steady_postgres_us.append(postgres / steady * 1e6)
    figures.latencies_ms = kept + figures.latencies_ms


def report(program: Program, options: argparse.Namespace, latencies: list[float]) -> None:
    f = program.figures
    cuts = statistics.quantiles(latencies, n=100)
    print(
        f"{program.name:8} {POSTERS} at once: web {min(f.web_us):5.0f} us a message (rounds "
        f"{', '.join(f'{v:.0f}' for v in f.web_us)}), PostgreSQL {min(f.postgres_us):5.0f} us, {max(f.a_second):.0f} a second\n"
        f"{'':8} {options.rate} a second: web {min(f.steady_web_us):5.0f} us, PostgreSQL {min(f.steady_postgres_us):5.0f} us; "
        f"POST to frame p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms; {program.bytes / max(program.frames, 1):.0f} bytes a frame"
    )


async def idle_crowd(program: Program, office: Office, options: argparse.Namespace) -> bool:
    """Memory of idle sockets; then all of them come back at once after a kill."""
    async with Crowd(program.port, [a.token for a in office.agents], options.sockets) as crowd:
        quiet = proportional_kib(program.process.pid)
        begun = time.monotonic()
        await crowd.connect()
        entered = time.monotonic() - begun
        await asyncio.sleep(5)
        each = (proportional_kib(program.process.pid) - quiet) / options.sockets
        processor = processor_seconds([program.process.pid])
        await asyncio.sleep(10)
        idle = (processor_seconds([program.process.pid]) - processor) * 100 / 10
        print(
            f"{options.sockets} idle sockets: {each:.1f} KiB each (goal {GOAL_KIB:.0f}), "
            f"{idle:.1f} % of a core, entered in {entered:.1f} s"
        )
        await asyncio.gather(*[program.post(await open_poster(program.port), n) for n in range(100)])
        await asyncio.sleep(2)
        program.process.kill()
        program.process.wait()
        await _meanwhile(program.dsn, office)
        await program.start()
        begun = time.monotonic()
        back = asyncio.create_task(crowd.connect())
        posters = [await open_poster(program.port) for _ in range(4)]
        for number in range(100, 300):
            await program.post(posters[number % 4], number)
        await back
        took = time.monotonic() - begun
        await asyncio.sleep(5)
        seen = await crowd.seen()
    due = await _due(program.dsn, office, min((n[0] for rows in seen for n in rows if n), default=0))
    wrong = sum(numbers != due[place] for place, rows in enumerate(seen) for numbers in rows)
    sockets = sum(len(rows) for rows in seen)
    print(
        f"reconnect of all {options.sockets} at once: {took:.1f} s, {crowd.refused} refused; "
        f"{sockets - wrong} of {sockets} sockets have every event once and in order"
    )
    return each <= GOAL_KIB and crowd.refused == 0 and wrong == 0 and sockets == options.sockets


async def _meanwhile(dsn: str, office: Office) -> None:
    """Messages that another process stores while no web process runs."""
    connection = await asyncpg.connect(dsn)
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda v: msgspec.json.encode(v).decode(),
        decoder=msgspec.json.decode,
    )
    said = [
        NewMessage(
            conversation_id=c,
            kind="note",
            direction="internal",
            author_kind="agent",
            text=TEXT,
            text_direction="rtl",
        )
        for c in office.conversations
    ]
    await connection.fetch(APPEND, office.organization_id, said)
    await connection.close()


async def _due(dsn: str, office: Office, first: int) -> list[list[int]]:
    """The numbers that each agent had to see from `first` on."""
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch(
        "SELECT number, conversation_id FROM event WHERE number >= $1 ORDER BY number", first
    )
    await connection.close()
    places = {c: n for n, c in enumerate(office.conversations)}
    due: list[list[int]] = [[] for _ in office.agents]
    for row in rows:
        for i in range(HEARERS):
            due[(places[row["conversation_id"]] + i) % len(due)].append(row["number"])
    return due


async def measure(dsn: str, folder: Path, options: argparse.Namespace) -> bool:
    owner = await asyncpg.connect(dsn)
    await print_settings(owner)
    postmaster = int(
        Path(f"/proc/{await owner.fetchval('SELECT pg_backend_pid()')}/stat").read_text().split()[3]
    )
    programs, offices = [], []
    for name in ("product", "bare"):
        await owner.execute(f"CREATE DATABASE {name}")
        own, port = urlsplit(dsn)._replace(netloc="hamseda@", path=f"/{name}").geturl(), free_port()
        await migrate(own)
        offices.append(await furnish(own, options.people))
        profiled = ["-m", "cProfile", "-o", options.profile] if options.profile else []
        command = [sys.executable, *profiled, "-m", "hamseda", "web"]
        if name == "bare":
            command = [sys.executable, str(Path(__file__).with_name("bare_asgi.py")), own, str(port)]
        environment = {
            "HAMSEDA_DATABASE_URL": own, "HAMSEDA_FOLDER": str(folder), "HAMSEDA_PORT": str(port),
            "HAMSEDA_SETTINGS": "", "MALLOC_ARENA_MAX": "2",
        }  # fmt: skip
        programs.append(Program(name, port, own, command, environment))
    latencies: dict[str, list[float]] = {p.name: [] for p in programs}
    try:
        for program, office in zip(programs, offices, strict=True):
            await program.start()
            await program.enter(office)
        for _ in range(options.rounds):
            for program in programs:
                await one_round(program, postmaster, options)
                latencies[program.name] += program.figures.latencies_ms
        for program in programs:
            report(program, options, latencies[program.name])
        product, bare = (p.figures for p in programs)
        ratio, cost = min(product.web_us) / min(bare.web_us), min(product.web_us)
        p99 = statistics.quantiles(latencies["product"], n=100)[98]
        print(
            f"web process: {cost:.0f} us a message (goal {GOAL_US:.0f}), {ratio:.2f} x the bare program (goal {GOAL_RATIO}); "
            f"p99 {p99:.1f} ms at {options.rate} a second (goal {GOAL_P99_MS:.0f})"
        )
        good = cost <= GOAL_US and ratio <= GOAL_RATIO and p99 <= GOAL_P99_MS
        if options.sockets:
            for opened in programs[0].sockets:
                opened.transport.close()
            await asyncio.sleep(1)
            good &= await idle_crowd(programs[0], offices[0], options)
    finally:
        for program in programs:
            program.stop()
        await owner.close()
    return good


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--sockets", type=int, default=5000)
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--profile", default="", help="write a cProfile of the web process to this file")
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    folder = Path(tempfile.mkdtemp(prefix="hamseda-bench-"))
    folder.chmod(0o711)
    cluster = Cluster(folder / "postgres")
    with measured():
        try:
            dsn = cluster.start()
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                good = runner.run(measure(dsn, folder, options))
        finally:
            cluster.stop()
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
