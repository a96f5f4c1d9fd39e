"""The command line as people use it: real processes, what they print, and how they end."""

import asyncio
import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import asyncpg
import pytest
from typer.testing import CliRunner

from fixtures.postgres import other_database
from hamseda import cli, starting
from hamseda.kit.migration import newest_revision

VERBS = (
    "serve", "demo", "migrate", "web", "worker", "router", "doctor", "user", "user create", "mail",
    "mail parse", "mail retry", "backup", "restore", "bench", "openapi",
    "workforce", "workforce staff", "workforce backlog",
    "workforce forecast", "workforce backtest", "workforce first-forecast",
)  # fmt: skip


@pytest.fixture
async def empty_dsn(server_dsn: str):
    """A database that was never migrated."""
    name = f"cli_{uuid4().hex[:12]}"
    beside = await asyncpg.connect(other_database(server_dsn, "postgres"))
    await beside.execute(f'CREATE DATABASE "{name}"')
    yield other_database(server_dsn, name)
    await beside.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await beside.close()


class Done(NamedTuple):
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


Command = Callable[..., Done]


@pytest.fixture
def hamseda(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in this process, with nothing but these settings in its environment."""

    def run(*arguments: str, **settings: object) -> Done:
        with monkeypatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("HAMSEDA_")]:
                patch.delenv(name)
            for name, value in settings.items():
                patch.setenv(f"HAMSEDA_{name.upper()}", str(value))
            patch.setattr(sys, "argv", ["hamseda", *arguments])
            patch.setattr(sys, "stdin", io.StringIO())
            capfd.readouterr()
            with pytest.raises(SystemExit) as ended:
                cli.main()
        code = ended.value.code
        return Done(code if isinstance(code, int) else 0, *capfd.readouterr())

    return run


def is_a_sentence(done: subprocess.CompletedProcess[str]) -> bool:
    """A person can read it: no trace, and not a success."""
    return (
        done.returncode == 1 and "Traceback" not in done.stderr and len(done.stderr.strip().splitlines()) == 1
    )


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("۲۰", "20"),
        ("٢٠", "20"),
        ("۱٫۵", "1.5"),
        ("20", "20"),
        ("۱۴۰۵/۰۹/۰۹", "۱۴۰۵/۰۹/۰۹"),
        ("--seats", "--seats"),
        ("۸۰/۲۰", "۸۰/۲۰"),
    ],
)
def test_numbers_of_three_scripts_are_read_by_every_option(given: str, read: str) -> None:
    assert cli.plain_number(given) == read


def test_every_verb_tells_about_itself() -> None:
    listed = CliRunner().invoke(cli.app, ["--help"]).stdout
    for verb in VERBS:
        told = CliRunner().invoke(cli.app, [*verb.split(), "--help"])
        assert told.exit_code == 0
        assert "Usage:" in told.stdout
        assert re.search(rf"\b{verb.split()[0]}\b", listed)
    names = {command.name or command.callback.__name__ for command in cli.app.registered_commands}
    groups = {verb for verb in VERBS if verb.split()[0] in {"user", "mail", "workforce"}}
    assert names | groups == set(VERBS)


def test_migrate_brings_an_empty_database_to_the_newest_schema(
    empty_dsn: str, tmp_path: Path, hamseda: Command
) -> None:
    for _ in range(2):
        done = hamseda("migrate", database_url=empty_dsn, folder=tmp_path)
        assert (done.returncode, done.stdout) == (0, f"The schema stands at {newest_revision()}.\n")


def test_a_person_made_by_the_command_line_is_a_member(
    empty_dsn: str, tmp_path: Path, hamseda: Command
) -> None:
    create = (
        "user",
        "create",
        "mina@shop.example",
        "--role",
        "admin",
        "--name",
        "مینا",
        "--organization",
        "mehr",
    )
    there = {"database_url": empty_dsn, "folder": tmp_path, "new_password": "درخت-بلوط-۲۷"}
    done = hamseda(*create, **there)
    assert done.returncode == 0, done.stderr
    assert "can log in as admin of mehr" in done.stdout
    assert asyncio.run(member(empty_dsn)) == ("mina@shop.example", "مینا", "admin", "mehr")
    again = hamseda(*create, **there)
    assert is_a_sentence(again)
    assert "is a member of mehr already" in again.stderr
    weak = hamseda("user", "create", "other@shop.example", **{**there, "new_password": "short"})
    assert is_a_sentence(weak)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"port": "eighty"}, "The setting port (HAMSEDA_PORT) does not fit. Write a whole number."),
        ({"web_processes": 0}, "HAMSEDA_WEB_PROCESSES) does not fit. Write at least 1."),
        ({"smtp_tls": "ture"}, "true or false, not ture"),
        ({"trusted_proxies": "127.0.0.1,proxy.internal"}, "proxy.internal is neither"),
        ({"public_url": "desk.shop.example"}, "https://"),
        ({"oidc_issuer": "https://"}, "HAMSEDA_OIDC_ISSUER"),
        ({"settings": "/nowhere/hamseda.toml"}, "is not there"),
        ({"database_url": "mysql://somewhere/else"}, "postgresql://"),
        ({"database_url": "postgresql://hamseda@127.0.0.1:1/nothing"}, "HAMSEDA_DATABASE_URL"),
    ],
)
def test_a_wrong_setting_is_told_in_a_sentence(
    settings: dict[str, object], said: str, tmp_path: Path, hamseda: Command
) -> None:
    done = hamseda("migrate", **{"folder": tmp_path, **settings})
    assert is_a_sentence(done), done.stderr
    assert said in done.stderr


def test_a_settings_file_that_is_no_toml_or_names_what_is_no_setting(
    tmp_path: Path, hamseda: Command
) -> None:
    for content, said in (("port == 1", "not valid TOML"), ("colour = 'red'", "colour")):
        (tmp_path / "hamseda.toml").write_text(content, encoding="utf-8")
        done = hamseda("migrate", settings=tmp_path / "hamseda.toml")
        assert is_a_sentence(done), done.stderr
        assert said in done.stderr
    (tmp_path / "hamseda.toml").write_bytes(b"folder = '\xff\xfe'")
    assert is_a_sentence(hamseda("migrate", settings=tmp_path / "hamseda.toml"))
    assert "cannot be read" in hamseda("migrate", settings=tmp_path).stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"host": "192.0.2.7"}, "192.0.2.7 is no address of this machine"),
        ({"lmtp_host": "nowhere.invalid"}, "HAMSEDA_LMTP_HOST"),
        ({"port": 18_080, "lmtp_port": 18_080}, "cannot share port 18080"),
    ],
)
def test_a_place_where_nobody_can_listen_is_no_busy_port(
    settings: dict[str, object], said: str, empty_dsn: str, tmp_path: Path, hamseda: Command
) -> None:
    done = hamseda(
        "serve", database_url=empty_dsn, folder=tmp_path, **{"port": 0, "lmtp_port": 0, **settings}
    )
    assert is_a_sentence(done), done.stderr
    assert said in done.stderr


@pytest.mark.parametrize("name", ["port", "lmtp_port"])
def test_a_busy_port_is_told_with_its_cure(
    name: str, empty_dsn: str, tmp_path: Path, hamseda: Command
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = {"port": 0, "lmtp_port": 0, name: port}
        done = hamseda("serve", database_url=empty_dsn, folder=tmp_path, **settings)
    assert is_a_sentence(done), done.stderr
    assert f"Port {port} is in use" in done.stderr
    assert f"HAMSEDA_{name.upper()}={port + 1}" in done.stderr


def test_a_server_that_is_too_old_is_told(
    empty_dsn: str, tmp_path: Path, hamseda: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "OLDEST_SERVER", 99)
    done = hamseda("migrate", database_url=empty_dsn, folder=tmp_path)
    assert is_a_sentence(done), done.stderr
    assert "99 or newer is needed" in done.stderr


def test_a_demonstration_in_another_database_is_not_half_forgotten(
    empty_dsn: str, tmp_path: Path, hamseda: Command
) -> None:
    key = tmp_path / "demo" / "secret.key"
    key.parent.mkdir()
    key.write_bytes(b"-" * 32)
    done = hamseda("demo", "--reset", database_url=empty_dsn, folder=tmp_path, port=0, lmtp_port=0)
    assert is_a_sentence(done), done.stderr
    assert key.exists()


@pytest.mark.parametrize("verb", ["web", "worker", "router"])
def test_a_process_without_a_database_says_so(verb: str, tmp_path: Path, hamseda: Command) -> None:
    done = hamseda(verb, folder=tmp_path)
    assert is_a_sentence(done)
    assert "HAMSEDA_DATABASE_URL is not set" in done.stderr


def test_the_description_is_printed_without_a_database(tmp_path: Path, hamseda: Command) -> None:
    done = hamseda("openapi", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/conversations" in document["paths"]


def test_backup_and_restore_by_the_command_line(empty_dsn: str, tmp_path: Path, hamseda: Command) -> None:
    there = {"database_url": empty_dsn, "folder": tmp_path / "house"}
    assert hamseda("migrate", **there).returncode == 0
    file = tmp_path / "all.backup"
    assert hamseda("backup", str(file), **there).returncode == 0
    asked = hamseda("restore", str(file), **there)
    assert asked.returncode == 1
    assert "Go on?" in asked.stdout
    done = hamseda("restore", str(file), "--yes", **there)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("3/3 done")
    assert is_a_sentence(hamseda("restore", str(tmp_path / "nothing"), "--yes", **there))


async def member(dsn: str) -> tuple[str, ...]:
    connection = await asyncpg.connect(dsn)
    row = await connection.fetchrow(
        """SELECT u.email, u.name, m.role, o.slug FROM app_user u JOIN membership m ON m.user_id = u.id
           JOIN organization o ON o.id = m.organization_id"""
    )
    await connection.close()
    return tuple(row)
