"""Databases of another version's foundation: refused at every start with the cure, and cured by it."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from fixtures.postgres import other_database
from hamseda import keeping, serving, starting
from hamseda.demo import plan
from hamseda.doctor import examine
from hamseda.founding import create_person
from hamseda.kit import foundation
from hamseda.kit.cluster import Cluster
from hamseda.schema import ForeignDatabaseError, bring_up_to_date, check_foundation
from hamseda.settings import Settings, SettingsError

ROUTING = "05_routing.sql"


@pytest.fixture
async def dsn(server_dsn: str, template: str) -> AsyncIterator[str]:
    """A migrated database of one test's own."""
    name = f"schema_{uuid4().hex[:12]}"
    beside = await asyncpg.connect(other_database(server_dsn, "postgres"))
    await beside.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    yield other_database(server_dsn, name)
    for each in (name, f"{name}_restored"):
        await beside.execute(f'DROP DATABASE IF EXISTS "{each}" WITH (FORCE)')
    await beside.close()


@pytest.fixture
def settings(dsn: str, tmp_path: Path) -> Settings:
    return Settings(folder=str(tmp_path / "house"), database_url=dsn)


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's scripts in a folder where a test may change them."""
    folder = tmp_path / "foundation"
    shutil.copytree(foundation.FOUNDATION, folder)
    monkeypatch.setattr(foundation, "FOUNDATION", folder)
    return folder


def add(script: Path, text: str) -> None:
    script.write_text(script.read_text(encoding="utf-8") + text, encoding="utf-8")


async def run(dsn: str, sql: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(sql)
    await connection.close()


async def tables(dsn: str) -> set[str]:
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    return {row["tablename"] for row in rows}


async def test_an_unchanged_foundation_starts(settings: Settings) -> None:
    await check_foundation(settings)
    assert await bring_up_to_date(settings) == "0001"


async def test_an_empty_database_is_made_and_then_known(settings: Settings, dsn: str) -> None:
    await run(dsn, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await check_foundation(settings)
    await bring_up_to_date(settings)
    await check_foundation(settings)
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch("SELECT name, applied_at < now() AS is_past FROM foundation_script")
    await connection.close()
    assert {(row["name"], row["is_past"]) for row in rows} == {(name, True) for name in foundation.scripts()}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda f: add(f / ROUTING, "\nCREATE TABLE later (id int);"), id="changed"),
        pytest.param(lambda f: (f / ROUTING).unlink(), id="removed"),
        pytest.param(lambda f: (f / "11_later.sql").write_text("CREATE TABLE later (id int);"), id="added"),
    ],
)
async def test_another_foundation_is_refused_in_both_languages(
    settings: Settings, scripts: Path, dsn: str, change: Callable[[Path], None]
) -> None:
    change(scripts)
    before = await tables(dsn)
    with pytest.raises(ForeignDatabaseError) as refused:
        await bring_up_to_date(settings)
    persian, english = str(refused.value).splitlines()
    for said in (persian, english):
        assert "HAMSEDA_DATABASE_URL" in said
        assert "hamseda backup FILE" in said
        assert ("11_later.sql" if (scripts / "11_later.sql").exists() else ROUTING) in said
        assert "01_platform.sql" not in said
    assert await tables(dsn) == before


async def test_a_database_of_a_newer_version_is_refused(settings: Settings, dsn: str) -> None:
    await run(dsn, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ForeignDatabaseError) as refused:
        await bring_up_to_date(settings)
    persian, english = str(refused.value).splitlines()
    assert "در بازنگری 9999" in persian
    assert "Update the program" in english


async def test_a_database_from_before_the_digests_is_refused(settings: Settings, dsn: str) -> None:
    await run(dsn, "DROP TABLE foundation_script")
    with pytest.raises(ForeignDatabaseError, match=r"01_platform.sql, .* …\)"):
        await check_foundation(settings)


def test_comments_and_white_space_say_nothing_and_all_else_does() -> None:
    said = "CREATE TABLE t (a int, b text DEFAULT 'x  -- y');"
    same = "-- now with words\nCREATE  TABLE t\n(\n  a int, /* one */\n  b text DEFAULT 'x  -- y'\n);\n"
    assert foundation.digest(same) == foundation.digest(said)
    others = (said.replace("x  --", "x --"), said.replace("-- y", ""), said.replace("int", "i nt"), said * 2)
    assert foundation.digest(said) not in {foundation.digest(other) for other in others}
    body = "CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 {} $$ LANGUAGE sql;"
    assert foundation.digest(body.format("-- it's one\n")) == foundation.digest(body.format(""))
    assert foundation.digest(body.format("+ 1")) != foundation.digest(body.format(""))


@pytest.mark.parametrize("edit", [lambda text: text.replace("\n", "\n\n  "), lambda text: "-- new\n" + text])
def test_real_scripts_with_other_white_space_are_the_same(edit: Callable[[str], str]) -> None:
    for script in foundation.scripts().values():
        assert foundation.digest(edit(script)) == foundation.digest(script)


@pytest.mark.parametrize("main", ["web_main", "worker_main", "router_main"])
async def test_no_process_begins_on_another_foundation(settings: Settings, scripts: Path, main: str) -> None:
    add(scripts / ROUTING, "SELECT 1;")
    with pytest.raises(ForeignDatabaseError):
        await asyncio.wait_for(serving._run(settings, getattr(serving, main)), 20)


async def test_a_process_ends_with_the_sentence_and_no_trace(settings: Settings, dsn: str) -> None:
    await run(dsn, "UPDATE foundation_script SET digest = 'of another' WHERE name = '07_append.sql'")
    environment = {"HAMSEDA_DATABASE_URL": dsn, "HAMSEDA_FOLDER": settings.folder, "PATH": "/usr/bin"}
    for verb in (("web",), ("migrate",), ("mail", "retry")):
        done = await asyncio.to_thread(
            subprocess.run, [sys.executable, "-m", "hamseda", *verb],
            env=environment | {"PYTHONPATH": str(Path(starting.__file__).parents[1])},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (1, "")
        assert "Traceback" not in done.stderr
        assert "جدول‌هایش به این نسخه نمی‌خورد (07_append.sql)" in done.stderr
        assert "tables do not fit this one (07_append.sql)" in done.stderr


async def test_nobody_is_made_in_another_foundation(settings: Settings, scripts: Path) -> None:
    add(scripts / ROUTING, "SELECT 1;")
    with pytest.raises(ForeignDatabaseError):
        await create_person(settings, "m@shop.example", "Mina", "admin", "main", "درخت-بلوط-۲۷")


async def test_the_doctor_says_so_and_looks_no_further(settings: Settings, scripts: Path) -> None:
    known = {finding.name: finding for finding in await examine(settings)}
    assert (known["foundation"].is_wrong, "processes" in known) == (False, True)
    add(scripts / ROUTING, "SELECT 1;")
    found = {finding.name: finding for finding in await examine(settings)}
    assert (found["foundation"].is_wrong, "processes" in found) == (True, False)
    assert found["foundation"].said == f"made by another version: {ROUTING}"
    assert not found["schema"].is_wrong


async def test_a_backup_of_another_foundation_is_made_but_not_restored(
    settings: Settings, scripts: Path, dsn: str, tmp_path: Path
) -> None:
    file = tmp_path / "old.backup"
    add(scripts / ROUTING, "SELECT 1;")
    await asyncio.to_thread(keeping.backup, settings, file, lambda _: None)
    key = (settings.data_folder / "secret.key").read_bytes()
    (settings.data_folder / "attachments").mkdir()
    (settings.data_folder / "attachments" / "kept").write_text("kept")
    await run(dsn, "CREATE TABLE still_here (id int)")
    with pytest.raises(ForeignDatabaseError, match="Nothing was changed"):
        await asyncio.to_thread(keeping.restore, settings, file, lambda _: None)
    assert "still_here" in await tables(dsn)
    assert (settings.data_folder / "attachments" / "kept").read_text() == "kept"
    assert (settings.data_folder / "secret.key").read_bytes() == key
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await tables(keeping._named(dsn, keeping._fresh_name(dsn)))
    shutil.copy(Path(starting.__file__).parent / "migrations/foundation" / ROUTING, scripts / ROUTING)
    await asyncio.to_thread(keeping.restore, settings, file, lambda _: None)
    assert "still_here" not in await tables(dsn)


class Begun(Exception):  # noqa: N818 -- it is no fault
    """Everything before the processes is done."""


@pytest.fixture
def until_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A start goes as far as its processes; the shop's history, long to write, is left out."""

    def begun(*_: object) -> None:
        raise Begun

    monkeypatch.setattr(plan, "seed_once", lambda *_: None)
    monkeypatch.setattr(serving, "supervisor", begun)


@pytest.fixture
def house_folder(open_folder: Callable[[], Path]) -> Settings:
    return Settings(folder=str(open_folder()), port=0, lmtp_port=0)


def test_reset_cures_a_demonstration(house_folder: Settings, scripts: Path, until_processes: None) -> None:
    def demo(*, reset: bool = False) -> None:
        starting.demo(house_folder, live=False, reset=reset, port=0)

    with pytest.raises(Begun):
        demo()
    with pytest.raises(Begun):
        demo()
    add(scripts / ROUTING, "SELECT 1;")
    with pytest.raises(ForeignDatabaseError) as refused:
        demo()
    assert [line.count("hamseda demo --reset") for line in str(refused.value).splitlines()] == [1, 1]
    with pytest.raises(Begun):
        demo(reset=True)
    with pytest.raises(Begun):
        demo()


def test_an_embedded_installation_is_told_of_its_folder(
    house_folder: Settings, scripts: Path, until_processes: None
) -> None:
    with pytest.raises(Begun):
        starting.serve(house_folder)
    add(scripts / ROUTING, "SELECT 1;")
    with pytest.raises(SettingsError) as refused:
        starting.serve(house_folder)
    for line in str(refused.value).splitlines():
        assert "HAMSEDA_FOLDER" in line
        assert house_folder.folder in line
        assert "--reset" not in line
    assert not Cluster(Path(house_folder.folder) / "postgres").is_alive()
