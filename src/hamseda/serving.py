"""The processes of the product: what each of them runs, and how the supervisor starts them."""

import asyncio
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Awaitable, Callable

import asyncpg

from hamseda import house as houses
from hamseda.house import House
from hamseda.kit.background import run_all
from hamseda.kit.beats import BEAT_SECONDS, beat
from hamseda.kit.cluster import Cluster, ClusterUnit
from hamseda.kit.supervisor import Program, Supervisor, Unit
from hamseda.kit.supervisor.program import READY_FD
from hamseda.schema import check_foundation
from hamseda.settings import Settings, SettingsError

Main = Callable[[House, asyncio.Event], Awaitable[None]]
# The database is not there, or not yet: said in a line, and the supervisor tries again.
AWAY = (
    ConnectionError,
    FileNotFoundError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
)
BACKLOG = 4_096


def run_process(settings: Settings, main: Main) -> None:
    """Open the house, run one process's work until a signal, close the house."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with asyncio.Runner(loop_factory=_uvloop) as runner:
        runner.run(_run(settings, main))


async def _run(settings: Settings, main: Main) -> None:
    until = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, until.set)
    try:
        await check_foundation(settings)
        house = await houses.open_house(settings, settings.database_url)
    except AWAY as error:
        said = str(error) or type(error).__name__
        raise SettingsError(
            f"The database does not answer ({said}). Its own lines say why, or HAMSEDA_DATABASE_URL is wrong."
        ) from error
    try:
        await main(house, until)
    finally:
        await house.close()


async def web_main(house: House, until: asyncio.Event) -> None:
    """Serve HTTP and WebSockets."""
    # The other processes need not carry the web server and its routes in their memory.
    import uvicorn  # noqa: PLC0415

    from hamseda.app import make_app  # noqa: PLC0415
    from hamseda.routing.heartbeat import SEEN_SECONDS, seen  # noqa: PLC0415

    listener = _listen(house.settings.host, house.settings.port)
    config = uvicorn.Config(
        make_app(house),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        lifespan="on",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=5,
        ws_ping_interval=30,
        ws_max_size=256 * 1024,
        server_header=False,
        backlog=BACKLOG,
        proxy_headers=bool(house.settings.trusted_proxies),
        forwarded_allow_ips=list(house.settings.trusted_proxies) or "127.0.0.1",
    )
    server = uvicorn.Server(config)
    noticing = asyncio.create_task(
        run_all({"seen": (seen(house.system, house.live_desk.people), SEEN_SECONDS)}, until)
    )
    serving = asyncio.create_task(server._serve([listener]))  # noqa: SLF001 -- the public one takes our signals away
    while not server.started and not serving.done():  # noqa: ASYNC110 -- uvicorn tells by a flag only
        await asyncio.sleep(0.01)
    tell_ready()
    stopping = asyncio.create_task(until.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await serving
    until.set()
    await noticing


async def worker_main(house: House, until: asyncio.Event) -> None:
    """Timers, outbox, mail intake and the readers of the event log."""
    from hamseda.work import open_worker  # noqa: PLC0415 -- the web process need not load what only a worker uses

    async with open_worker(house) as steps:
        tell_ready()
        await run_all(steps, until)


async def router_main(house: House, until: asyncio.Event) -> None:
    """Give waiting work to agents, in the organizations that no other router serves."""
    from hamseda.routing.live_router import LiveRouter  # noqa: PLC0415 -- only this process drives the kernel

    router = LiveRouter(house.database, house.system, house.hub, house.clock)
    beating = asyncio.create_task(run_all({"beat": (beat(house.system, "router"), BEAT_SECONDS)}, until))
    await router.run(until, tell_ready)
    await beating


def tell_ready() -> None:
    """Tell the supervisor, if there is one, that this process serves."""
    descriptor = os.environ.get(READY_FD)
    if descriptor is not None:
        os.write(int(descriptor), b"ready\n")
        os.close(int(descriptor))


def supervisor(settings: Settings, cluster: Cluster | None, more: list[Unit] | None = None) -> Supervisor:
    """Everything that `serve` and `demo` run, in the order of its start."""
    units: list[Unit] = [ClusterUnit("postgres", cluster)] if cluster is not None else []
    count = settings.web_processes
    units += [_program(settings, f"web{n}" if count > 1 else "web", "web") for n in range(1, count + 1)]
    # People are served first; what waits for the other two waits in the database.
    units += [_program(settings, "worker", "worker"), _program(settings, "router", "router")]
    return Supervisor(units + (more or []))


def _program(settings: Settings, name: str, verb: str) -> Program:
    return Program(
        name,
        [sys.executable, "-m", "hamseda", verb],
        environment=_environment(settings),
        tells_ready=True,
        grace=10,
    )


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "HAMSEDA_DATABASE_URL": settings.database_url,
        "HAMSEDA_FOLDER": str(settings.data_folder),
        "HAMSEDA_PORT": str(settings.port),
        "HAMSEDA_LMTP_PORT": str(settings.lmtp_port),
        "HAMSEDA_DEMO": "1" if settings.demo else "0",
        "HAMSEDA_SMTP_HOST": settings.smtp_host,
        "HAMSEDA_SMTP_PORT": str(settings.smtp_port),
        "HAMSEDA_SMTP_TLS": "1" if settings.smtp_tls else "0",
        "MALLOC_ARENA_MAX": "2",
        "PYTHONUNBUFFERED": "1",
    }


def _allow_many_sockets() -> None:
    """Take all the file descriptors the system allows: the usual soft limit of 1,024 ends before the sockets do."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Several web processes share one port; the kernel spreads the connections.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind((host, port))
    listener.listen(BACKLOG)
    listener.setblocking(False)
    return listener


def _uvloop() -> asyncio.AbstractEventLoop:
    import uvloop  # noqa: PLC0415

    return uvloop.new_event_loop()
