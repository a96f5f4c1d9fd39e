"""The doctor: what it finds on a sound database and on broken ones, what it advises, and how it ends."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import msgspec
import pytest
from typer.testing import CliRunner

from fixtures.postgres import other_database
from hamseda import cli
from hamseda.doctor import Finding, What, examine
from hamseda.kit.database import AuditEntry
from hamseda.organization.api import link_audit
from hamseda.settings import Settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, database_dsn: str) -> Settings:
    return Settings(
        folder=str(tmp_path_factory.mktemp("house")), database_url=database_dsn, smtp_host="mail.test"
    )


@pytest.fixture
async def running(owner: asyncpg.Connection) -> Any:
    """Worker and router say that they live."""
    for kind in ("worker", "router"):
        await owner.execute(
            "INSERT INTO process (id, kind, pid, host) VALUES (gen_random_uuid(), $1, 1, 'here')", kind
        )
    yield
    await owner.execute("DELETE FROM process")


async def look(settings: Settings, what: What = What.ALL) -> dict[str, Finding]:
    return {finding.name: finding for finding in await examine(settings, what)}


def wrong(findings: dict[str, Finding]) -> set[str]:
    # How durable the test's server is, and whether the web files are built, is not what is tested here.
    return {name for name, finding in findings.items() if finding.is_wrong} - {"durability", "web files"}


async def test_on_a_sound_database_nothing_is_wrong(settings, running, organization) -> None:
    findings = await look(settings)
    assert wrong(findings) == set()
    assert {"python", "disk", "key", "PostgreSQL", "extensions", "roles", "clock", "schema"} <= set(findings)
    assert {"processes", "timers", "outbox", "unread mail", f"audit log of t{organization.id.hex}"} <= set(
        findings
    )


async def test_processes_that_do_not_live_are_named(settings, owner) -> None:
    found = (await look(settings))["processes"]
    assert (found.is_wrong, found.said) == (True, "not running: worker, router")
    assert "hamseda serve" in found.cure


async def test_a_schema_that_is_missing_is_told_with_its_cure(settings, server_dsn) -> None:
    name = f"empty_{uuid4().hex[:12]}"
    beside = await asyncpg.connect(other_database(server_dsn, "postgres"))
    await beside.execute(f'CREATE DATABASE "{name}"')
    try:
        empty = msgspec.structs.replace(settings, database_url=other_database(server_dsn, name))
        findings = await look(empty)
        audit = await look(empty, What.AUDIT)
    finally:
        await beside.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await beside.close()
    assert findings["schema"].is_wrong
    assert findings["schema"].cure == "Run `hamseda migrate`."
    assert "processes" not in findings
    assert audit["schema"].is_wrong


async def test_a_server_that_may_lose_what_it_acknowledged_is_told(
    settings, running, owner, database_dsn
) -> None:
    name = urlsplit(database_dsn).path.lstrip("/")
    await owner.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    try:
        found = (await look(settings))["durability"]
    finally:
        await owner.execute(f'ALTER DATABASE "{name}" RESET synchronous_commit')
    assert found.is_wrong
    assert "synchronous_commit" in found.said
    assert "Set them to on" in found.cure


async def test_fsync_that_is_off_is_told(settings, open_folder) -> None:
    from hamseda.kit.cluster import Cluster  # noqa: PLC0415

    cluster = Cluster(open_folder() / "postgres", settings={"fsync": "off"})
    dsn = await asyncio.to_thread(cluster.start)
    try:
        found = (await look(msgspec.structs.replace(settings, database_url=dsn)))["durability"]
    finally:
        await asyncio.to_thread(cluster.stop)
    assert (found.is_wrong, found.said) == (True, "off: fsync")


async def test_a_changed_audit_log_is_told(settings, running, house, organization, owner) -> None:
    async with house.database.transaction(organization.id) as work:
        for action in ("one", "two", "three"):
            await work.audit(AuditEntry(actor_kind="system", actor_id=None, action=action))
    async with house.system.everywhere() as connection:
        await link_audit(connection, datetime.now(UTC) + timedelta(hours=1))
    name = f"audit log of t{organization.id.hex}"
    assert not (await look(settings, What.AUDIT))[name].is_wrong
    await owner.execute(
        "UPDATE audit_entry SET action = 'nothing' WHERE organization_id = $1 AND action = 'two'",
        organization.id,
    )
    findings = await look(settings, What.AUDIT)
    assert wrong(findings) == {name}
    assert "compare with a backup" in findings[name].cure
    assert wrong(await look(settings)) == {name}
    await owner.execute("DELETE FROM audit_entry WHERE organization_id = $1", organization.id)


async def test_work_that_is_late_or_failed_is_counted(settings, running, organization, owner) -> None:
    await owner.execute(
        "INSERT INTO timer (organization_id, id, kind, due_at) VALUES ($1, $2, 'x', now() - interval '1 hour')",
        organization.id, uuid4(),
    )  # fmt: skip
    await owner.execute(
        "INSERT INTO outbox (organization_id, id, kind, body, state) VALUES ($1, $2, 'mail', '{}', 'failed')",
        organization.id, uuid4(),
    )  # fmt: skip
    findings = await look(settings)
    await owner.execute("DELETE FROM timer")
    await owner.execute("DELETE FROM outbox")
    assert wrong(findings) == {"timers", "outbox"}
    assert findings["timers"].said.startswith("1 ")


async def test_a_database_that_is_away_is_told(settings) -> None:
    away = msgspec.structs.replace(settings, database_url="postgresql://hamseda@127.0.0.1:1/nothing")
    found = (await look(away))["database"]
    assert found.is_wrong
    assert "HAMSEDA_DATABASE_URL" in found.cure


async def test_without_a_setting_the_embedded_server_is_looked_for(settings, tmp_path) -> None:
    unset = msgspec.structs.replace(settings, database_url="", folder=str(tmp_path))
    found = (await look(unset))["database"]
    assert (found.is_wrong, found.cure) == (True, "Start it with `hamseda serve`.")


async def test_a_key_that_others_may_read_is_told(settings, tmp_path) -> None:
    (tmp_path / "secret.key").write_bytes(b"x" * 32)
    (tmp_path / "secret.key").chmod(0o644)
    found = (await look(msgspec.structs.replace(settings, folder=str(tmp_path))))["key"]
    assert (found.is_wrong, found.cure) == (True, f"chmod 600 {tmp_path}/secret.key")


async def test_the_command_ends_with_what_it_found(settings, running, organization, monkeypatch) -> None:
    monkeypatch.setenv("HAMSEDA_FOLDER", settings.folder)
    monkeypatch.setenv("HAMSEDA_DATABASE_URL", settings.database_url)
    good = await asyncio.to_thread(CliRunner().invoke, cli.app, ["doctor", "audit", "--json"])
    assert good.exit_code == 0
    assert {f["is_wrong"] for f in msgspec.json.decode(good.stdout)} == {False}
    monkeypatch.setenv("HAMSEDA_DATABASE_URL", "postgresql://hamseda@127.0.0.1:1/nothing")
    bad = await asyncio.to_thread(CliRunner().invoke, cli.app, ["doctor"])
    assert bad.exit_code == 1
    assert "✗ database: does not answer" in bad.stdout
    assert "→ Start `hamseda serve`" in bad.stdout
    monkeypatch.setenv("HAMSEDA_DATABASE_URL", settings.database_url)
    unknown = await asyncio.to_thread(CliRunner().invoke, cli.app, ["doctor", "everything"])
    assert unknown.exit_code == 2
