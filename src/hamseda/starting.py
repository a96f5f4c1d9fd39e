"""How the commands start: a database that is there, then what they are about."""

import asyncio
import contextlib
import errno
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import msgspec
import typer

from hamseda import serving
from hamseda.kit.cluster import Cluster
from hamseda.schema import bring_up_to_date, check_foundation
from hamseda.settings import DEMO_FOLDER, Settings, SettingsError

MOST_PORT = 65_535
OLDEST_SERVER = 16


@contextlib.contextmanager
def with_database(settings: Settings, *, of_any_version: bool = False) -> Iterator[Settings]:
    """Settings whose database answers: the one that is set, or the embedded one, started for the time being.

    Raises ForeignDatabaseError where its tables are not ours, unless one of any version will do.
    """
    cluster = None if settings.database_url else Cluster(settings.data_folder / "postgres")
    with _open(settings, cluster) as ready:
        if not of_any_version:
            asyncio.run(check_foundation(ready))
        yield ready


def serve(settings: Settings) -> None:
    """`hamseda serve`."""
    _check_ports(settings)
    cluster = None if settings.database_url else Cluster(settings.data_folder / "postgres")
    with _open(settings, cluster) as ready:
        asyncio.run(bring_up_to_date(ready))
        typer.echo(f"Hamseda: {ready.base_url}/desk/  (Ctrl-C stops it)")
        asyncio.run(serving.supervisor(ready, cluster).run())


def demo(settings: Settings, *, live: bool, reset: bool, port: int | None) -> None:
    """`hamseda demo`."""
    from hamseda.demo import plan  # noqa: PLC0415

    folder = settings.data_folder / DEMO_FOLDER
    settings = msgspec.structs.replace(
        settings, demo=True, folder=str(folder), port=port if port is not None else settings.port
    )
    # A running demo is noticed before anything of it is forgotten.
    _check_ports(settings)
    if reset:
        _forget(settings, folder)
    cluster = None if settings.database_url else Cluster(folder / "postgres")
    with _open(settings, cluster) as ready:
        asyncio.run(bring_up_to_date(ready))
        plan.seed_once(ready, typer.echo)
        more = [plan.live_program(ready)] if live else []
        typer.echo(plan.welcome(ready, live=live))
        asyncio.run(serving.supervisor(ready, cluster, more).run())


def switch_demo(settings: Settings, *, port: int | None, paused: bool) -> str:
    """`hamseda demo --pause` and `--resume`; answers what to tell."""
    from hamseda.demo.switch import switch  # noqa: PLC0415

    return switch(f"http://{settings.host}:{port or settings.port}", paused=paused)


def check() -> int:
    """`hamseda demo --check`."""
    from hamseda.demo.check import run  # noqa: PLC0415

    return run()


@contextlib.contextmanager
def _open(settings: Settings, cluster: Cluster | None) -> Iterator[Settings]:
    if cluster is None:
        asyncio.run(_check_answers(settings.database_url))
        yield settings
        return
    dsn = cluster.start()
    try:
        yield msgspec.structs.replace(settings, database_url=dsn)
    finally:
        cluster.stop()


async def _check_answers(dsn: str) -> None:
    cure = "start it, or mend HAMSEDA_DATABASE_URL (postgresql://user:password@host/database)."
    try:
        connection = await asyncpg.connect(dsn, timeout=10)
    except ValueError as error:
        raise SettingsError(f"The database's address cannot be read ({error}): {cure}") from error
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise SettingsError(
            f"The database does not answer ({error or type(error).__name__}): {cure}"
        ) from error
    version = connection.get_server_version()
    await connection.close()
    if version.major < OLDEST_SERVER:
        raise SettingsError(
            f"The database is PostgreSQL {version.major}, and {OLDEST_SERVER} or newer is needed: upgrade the server,"
            " or unset HAMSEDA_DATABASE_URL to use the embedded one."
        )


def _forget(settings: Settings, folder: Path) -> None:
    if settings.database_url:
        raise SettingsError(
            "The demonstration's rows are in the database of HAMSEDA_DATABASE_URL: make that database anew"
            f" and remove {folder}, then start without --reset."
        )
    if folder.exists():
        shutil.rmtree(folder)


def _check_ports(settings: Settings) -> None:
    if settings.port and settings.port == settings.lmtp_port:
        raise SettingsError(
            f"Web and mail cannot share port {settings.port}: choose another HAMSEDA_LMTP_PORT."
        )
    for name, host, port in (
        ("", settings.host, settings.port),
        ("LMTP_", settings.lmtp_host, settings.lmtp_port),
    ):
        hindrance = _hindrance(host, port)
        if hindrance is not None:
            raise SettingsError(_cure(name, host, port, hindrance))


def _hindrance(host: str, port: int) -> OSError | None:
    """What keeps a server from listening there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def _cure(name: str, host: str, port: int, hindrance: OSError) -> str:
    if hindrance.errno == errno.EADDRINUSE:
        other = port + 1 if port < MOST_PORT else port - 1
        return f"Port {port} is in use by another program. Stop it, or choose another: HAMSEDA_{name}PORT={other}"
    if hindrance.errno == errno.EACCES:
        return f"Port {port} needs the rights of an administrator. Choose one above 1023: HAMSEDA_{name}PORT={port + 8000}"
    said = hindrance.strerror or hindrance
    return f"{host} is no address of this machine ({said}). Set HAMSEDA_{name}HOST, for example to 127.0.0.1."
