"""Backup and restore, rehearsed: what one installation had is whole in another, and a broken file changes nothing."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from conversations.arrivals import arrive, proven
from hamseda import keeping
from hamseda.conversations.api import index_new_messages
from hamseda.house import House, open_house
from hamseda.kit.cluster import Cluster
from hamseda.kit.database import AuditEntry, Database
from hamseda.kit.keys import load_keys
from hamseda.organization.api import link_audit, verify_audit
from hamseda.settings import Settings, SettingsError

CARD = "6037997599999993"
COUNTED = (
    "organization", "app_user", "membership", "customer", "identity", "conversation", "interaction", "message",
    "message_search", "attachment", "event", "audit_entry", "sealed_value", "work_item", "timer", "outbox",
)  # fmt: skip


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, database_dsn: str) -> Settings:
    folder = str(tmp_path_factory.mktemp("house"))
    return Settings(folder=folder, public_url="http://hamseda.test", database_url=database_dsn)


@pytest.fixture
async def lived_in(house: House, organization, sign_in, owner) -> Any:
    """An organization where something has happened: messages, a sealed card number, a file, an audit chain."""
    await owner.execute("INSERT INTO event_cursor VALUES ($1, 'search', 0)", organization.id)
    await arrive(house, organization, proven("k@example.com"), text=f"شماره کارت من {CARD} است")
    client = sign_in(organization.agent)
    sent = await client.post(
        "/api/v1/attachments", files={"file": ("نامه.txt", "متن نامه".encode(), "text/plain")}
    )
    assert sent.status_code == 201
    async with house.database.transaction(organization.id) as work:
        await work.audit(AuditEntry(actor_kind="system", actor_id=None, action="rehearsal"))
    async with house.system.everywhere() as connection:
        await link_audit(connection, datetime.now(UTC) + timedelta(hours=1))
    await index_new_messages(house.system)
    return organization


@pytest.fixture(scope="module")
def elsewhere(open_folder) -> Any:
    """Another machine: a server without our roles, and an empty folder."""
    folder = open_folder()
    cluster = Cluster(folder / "postgres", settings={"fsync": "off"})
    yield Settings(
        folder=str(folder / "house"), public_url="http://hamseda.test", database_url=cluster.start()
    )
    cluster.stop()


async def in_thread(act: Any, *arguments: Any) -> list[str]:
    said: list[str] = []
    await asyncio.to_thread(act, *arguments, said.append)
    return said


async def counts(dsn: str) -> dict[str, int]:
    connection = await asyncpg.connect(dsn)
    try:
        return {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in COUNTED}
    finally:
        await connection.close()


async def test_what_was_backed_up_is_whole_in_another_installation(
    settings, lived_in, house, elsewhere, tmp_path, owner
) -> None:
    file = tmp_path / "hamseda.backup"
    said = await in_thread(keeping.backup, settings, file)
    assert len(said) == 3
    assert file.stat().st_mode & 0o777 == 0o600
    noted = json.loads(settings.backup_note.read_text())
    assert noted["file"] == str(file)
    assert datetime.now(UTC) - datetime.fromisoformat(noted["made_at"]) < timedelta(minutes=5)
    before = await counts(settings.database_url)
    assert all(before[table] for table in ("message", "attachment", "sealed_value", "audit_entry"))
    await in_thread(keeping.restore, elsewhere, file)
    assert await counts(elsewhere.database_url) == before
    folders = [each for each in (elsewhere.data_folder / "attachments").rglob("*") if each.is_dir()]
    assert {each.stat().st_mode & 0o077 for each in folders} == {0}
    await check_secrets_and_files(elsewhere, lived_in.id)
    await check_second_lock(elsewhere.database_url, lived_in.id)
    there = await open_house(elsewhere, elsewhere.database_url)
    try:
        received = await arrive(there, lived_in, proven("k@example.com"), text="پس از بازگشت")
        assert received.message["position"] == 2
        async with there.database.reading(lived_in.id) as view:
            found = await view.fetch("SELECT * FROM search_messages(to_tsquery('simple', 'کارت'))")
        assert len(found) == 1
    finally:
        await there.close()


async def check_secrets_and_files(there: Settings, organization_id: Any) -> None:
    keys = load_keys(there.data_folder)
    connection = await asyncpg.connect(there.database_url)
    try:
        sealed = await connection.fetchrow("SELECT id, ciphertext FROM sealed_value")
        opened = keys.open("sealed", sealed["ciphertext"], sealed["id"].bytes).decode()
        key = await connection.fetchval("SELECT storage_key FROM attachment")
        content = (there.data_folder / "attachments" / key).read_text(encoding="utf-8")
        linked = await connection.fetchval("SELECT count(*) FROM audit_entry WHERE position IS NOT NULL")
        breaks = await verify_audit(connection, organization_id)
    finally:
        await connection.close()
    assert linked > 0
    assert (opened, content, breaks) == (CARD, "متن نامه", [])


async def check_second_lock(dsn: str, organization_id: Any) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        owners = await connection.fetch(
            "SELECT DISTINCT proowner::regrole::text AS name FROM pg_proc WHERE proname LIKE 'search\\_%' AND prosecdef"
        )
        open_tables = await connection.fetchval(
            """SELECT count(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
               WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                 AND NOT c.relrowsecurity AND c.relname NOT IN ('lookup', 'session')"""
        )
    finally:
        await connection.close()
    assert [row["name"] for row in owners] == ["hamseda_search"]
    assert open_tables == 0
    database = await Database.connect(dsn)
    try:
        async with database.reading(uuid4()) as stranger:
            assert await stranger.value("SELECT count(*) FROM message") == 0
        async with database.reading(organization_id) as own:
            assert await own.value("SELECT count(*) FROM message") > 0
    finally:
        await database.close()


async def test_nothing_is_restored_while_the_product_runs(settings, lived_in, owner, tmp_path) -> None:
    file = tmp_path / "hamseda.backup"
    await in_thread(keeping.backup, settings, file)
    await owner.execute(
        "INSERT INTO process (id, kind, pid, host) VALUES (gen_random_uuid(), 'worker', 1, 'here')"
    )
    with pytest.raises(SettingsError, match="runs on this database"):
        await in_thread(keeping.restore, settings, file)
    await owner.execute("DELETE FROM process")


async def test_a_file_cut_short_is_refused_and_what_is_there_stays(
    settings, lived_in, elsewhere, tmp_path
) -> None:
    file = tmp_path / "whole"
    await in_thread(keeping.backup, settings, file)
    await in_thread(keeping.restore, elsewhere, file)
    before = await counts(elsewhere.database_url)
    content = file.read_bytes()
    in_the_last_file = content.rindex("متن نامه".encode()) + 3
    for end in (0, 700, len(content) // 2, in_the_last_file):
        file.write_bytes(content[:end])
        with pytest.raises(SettingsError, match=r"not a backup of ours|not complete"):
            await in_thread(keeping.restore, elsewhere, file)
    assert await counts(elsewhere.database_url) == before


async def test_files_that_find_no_room_change_nothing(settings, lived_in, elsewhere, tmp_path) -> None:
    file = tmp_path / "whole"
    await in_thread(keeping.backup, settings, file)
    await in_thread(keeping.restore, elsewhere, file)
    before, kept = (
        await counts(elsewhere.database_url),
        list((elsewhere.data_folder / "attachments").rglob("*")),
    )
    in_the_way = elsewhere.data_folder / "attachments.restored"
    in_the_way.write_text("not a folder")
    with pytest.raises(SettingsError, match="nothing was changed"):
        await in_thread(keeping.restore, elsewhere, file)
    assert await counts(elsewhere.database_url) == before
    assert list((elsewhere.data_folder / "attachments").rglob("*")) == kept
    in_the_way.unlink()
    await in_thread(keeping.restore, elsewhere, file)
    assert not list(elsewhere.data_folder.glob("*.restored"))


async def test_a_changed_dump_is_refused(settings, lived_in, elsewhere, tmp_path) -> None:
    file = tmp_path / "changed"
    await in_thread(keeping.backup, settings, file)
    content = bytearray(file.read_bytes())
    place = content.index(b"PGDMP") + 4_000
    content[place] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(SettingsError, match="not complete"):
        await in_thread(keeping.restore, elsewhere, file)


async def test_a_backup_appears_only_when_it_is_whole(settings, tmp_path: Path) -> None:
    nowhere = Settings(folder=settings.folder, database_url="postgresql://hamseda@/nothing?host=/nowhere")
    with pytest.raises(SettingsError, match="pg_dump failed"):
        await in_thread(keeping.backup, nowhere, tmp_path / "never")
    assert names_in(tmp_path) == []


async def test_a_place_that_takes_no_backup_is_told(settings, lived_in, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="could not be written"):
        await in_thread(keeping.backup, settings, tmp_path / "nowhere" / "backup")
    assert names_in(tmp_path) == []


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
