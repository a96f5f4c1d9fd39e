"""The doctor: what it finds on a sound database and on broken ones, what it advises, and how it ends."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import msgspec
import pytest
from typer.testing import CliRunner

from fixtures.people import Organization, insert
from fixtures.postgres import other_database
from hamseda import cli
from hamseda.doctor import Finding, What, examine, machine, server
from hamseda.kit.cluster import Cluster
from hamseda.kit.database import AuditEntry
from hamseda.kit.ids import new_id
from hamseda.kit.keys import load_keys
from hamseda.organization.api import link_audit
from hamseda.settings import Settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, database_dsn: str) -> Settings:
    return Settings(
        folder=str(tmp_path_factory.mktemp("house")),
        database_url=database_dsn,
        smtp_host="mail.test",
        public_url="https://desk.test",
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


@pytest.fixture(autouse=True)
async def sound(
    request: pytest.FixtureRequest, owner: asyncpg.Connection, organization: Organization
) -> None:
    """What every test begins with: chats that know their site, and secrets of this installation's key."""
    settings: Settings = request.getfixturevalue("settings")
    keys = load_keys(settings.data_folder)
    for row in await owner.fetch("SELECT organization_id, id FROM channel WHERE kind = 'webchat'"):
        await owner.execute(
            "UPDATE channel SET settings = $3, secret = $4 WHERE organization_id = $1 AND id = $2",
            row["organization_id"],
            row["id"],
            {"origins": ["https://shop.example"]},
            keys.seal("channel", b"of the site", row["id"].bytes),
        )


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
    assert findings["timers"].said == "late: 1 x"
    assert findings["outbox"].said == "given up: 1 mail"


async def test_what_nobody_sends_and_what_nobody_reads_is_told_with_its_reason(
    settings, running, organization, owner
) -> None:
    await owner.execute(
        "INSERT INTO outbox (organization_id, id, kind, body, attempts, last_error, created_at) "
        "VALUES ($1, $2, 'mail', '{}', 4, 'connection refused by mail.test', now() - interval '2 hours')",
        organization.id, uuid4(),
    )  # fmt: skip
    for state, reason in (("received", None), ("failed", "it has 400 parts")):
        await insert(
            owner, "raw_mail", organization_id=organization.id, id=uuid4(), channel_id=organization.channel_id,
            storage_key=state, sha256=b"x", size=1, envelope={}, state=state, reason=reason,
            received_at=datetime.now(UTC) - timedelta(minutes=42),
        )  # fmt: skip
    findings = await look(settings)
    await owner.execute("DELETE FROM outbox")
    await owner.execute("DELETE FROM raw_mail")
    assert findings["mail quarantine"].said == "empty"
    assert wrong(findings) == {"outbox that waits", "mail spool", "unread mail"}
    assert findings["outbox that waits"].said == "1 mail (connection refused by mail.test) for 120 min"
    assert findings["mail spool"].said == "1 taken and not yet read for 42 min"
    assert findings["unread mail"].said == "1 could not be read (it has 400 parts)"
    assert "mail server" not in findings["mail spool"].cure
    assert "worker" in findings["mail spool"].cure


async def test_a_queue_that_nobody_serves_is_named(settings, running, organization, owner) -> None:
    await owner.execute("DELETE FROM queue_member WHERE queue_id = $1", organization.support_queue_id)
    assert not (await look(settings))["queues"].is_wrong, "no channel leads there, and nothing waits there"
    await owner.execute("DELETE FROM queue_member WHERE queue_id = $1", organization.sales_queue_id)
    found = (await look(settings))["queues"]
    assert found.is_wrong
    assert found.said == f"nobody serves صف فروش (t{organization.id.hex})"
    assert "add people" in found.cure
    await owner.execute(
        "INSERT INTO queue_member (organization_id, queue_id, user_id) VALUES ($1, $2, $3)",
        organization.id, organization.sales_queue_id, organization.agent.id,
    )  # fmt: skip


async def test_a_calendar_in_use_that_never_opens_is_named(settings, running, organization, owner) -> None:
    shut = new_id()
    await insert(
        owner, "calendar", organization_id=organization.id, id=shut, name="همیشه بسته",
        definition={"zone": "Asia/Tehran", "week": {}},
    )  # fmt: skip
    assert not (await look(settings))["calendars"].is_wrong, "nothing uses it"
    await owner.execute("UPDATE queue SET calendar_id = $2 WHERE id = $1", organization.sales_queue_id, shut)
    found = (await look(settings))["calendars"]
    await owner.execute("UPDATE queue SET calendar_id = NULL WHERE id = $1", organization.sales_queue_id)
    assert (found.is_wrong, found.said) == (True, f"never open: همیشه بسته (t{organization.id.hex})")
    assert "give it hours" in found.cure


async def test_a_chat_that_no_site_may_carry_is_named(settings, running, organization, owner) -> None:
    await owner.execute("UPDATE channel SET settings = '{}' WHERE id = $1", organization.channel_id)
    found = (await look(settings))["chat sites"]
    assert (found.is_wrong, found.said) == (True, f"no site may carry گفتگوی سایت (t{organization.id.hex})")
    assert "allowed sites" in found.cure


async def test_a_key_that_is_gone_or_another_one_is_told(settings, running, tmp_path) -> None:
    gone = (await look(msgspec.structs.replace(settings, folder=str(tmp_path))))["key and rows"]
    assert gone.is_wrong
    assert gone.said.endswith("secret.key is not there")
    assert "of a backup" in gone.cure
    load_keys(tmp_path)
    other = (await look(msgspec.structs.replace(settings, folder=str(tmp_path))))["key and rows"]
    assert (other.is_wrong, other.said) == (True, "the key does not open what is sealed in the database")
    assert not (await look(settings))["key and rows"].is_wrong


async def test_backups_that_are_too_old_are_told(settings, running, organization, owner) -> None:
    note = settings.backup_note
    assert not (await look(settings))["backup"].is_wrong, "there is nothing old to lose yet"
    await owner.execute(
        "UPDATE organization SET created_at = now() - interval '9 days' WHERE id = $1", organization.id
    )
    never = (await look(settings))["backup"]
    assert (never.is_wrong, never.said) == (True, "none was made yet")
    assert "hamseda backup FILE" in never.cure
    for days, is_wrong in ((2, False), (4, True)):
        note.write_text(json.dumps({"made_at": (datetime.now(UTC) - timedelta(days=days)).isoformat()}))
        assert (await look(settings))["backup"].is_wrong is is_wrong
    unasked = await look(msgspec.structs.replace(settings, backup_days=0))
    assert not unasked["backup"].is_wrong
    note.unlink()
    await owner.execute("UPDATE organization SET created_at = now() WHERE id = $1", organization.id)


async def test_settings_that_are_missing_are_named_but_not_in_a_demonstration(settings, running) -> None:
    bare = msgspec.structs.replace(settings, smtp_host="", public_url="")
    findings = await look(bare)
    assert wrong(findings) == {"outgoing mail", "public address"}
    assert "HAMSEDA_SMTP_HOST" in findings["outgoing mail"].cure
    assert "HAMSEDA_PUBLIC_URL" in findings["public address"].cure
    assert wrong(await look(msgspec.structs.replace(bare, demo=True))) == set()


async def test_a_disk_that_is_nearly_full_is_told(settings, running, monkeypatch) -> None:
    monkeypatch.setattr(machine, "LEAST_FREE_MB", 10**12)
    found = (await look(settings))["disk"]
    assert found.is_wrong
    assert "Make room" in found.cure
    assert "HAMSEDA_FOLDER" in found.cure


async def test_a_clock_that_is_not_the_databases_is_told(settings, running, monkeypatch) -> None:
    class Slow(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) - timedelta(seconds=90)

    monkeypatch.setattr(server, "datetime", Slow)
    found = (await look(settings))["clock"]
    assert (found.is_wrong, found.said) == (True, "90.0 s from the database's")
    assert "NTP" in found.cure


async def test_a_schema_that_is_behind_or_ahead_is_told(settings, running, owner) -> None:
    newest = await owner.fetchval("SELECT version_num FROM alembic_version")
    for revision, cure in (("0000", "Run `hamseda migrate`."), ("9999", "Update the program")):
        await owner.execute("UPDATE alembic_version SET version_num = $1", revision)
        found = (await look(settings))["schema"]
        await owner.execute("UPDATE alembic_version SET version_num = $1", newest)
        assert (found.is_wrong, found.said) == (True, f"{revision} (newest {newest})")
        assert found.cure.startswith(cure)


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


def test_who_runs_a_demonstration_is_led_to_it(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(folder=str(tmp_path))
    assert "demo" not in asyncio.run(examine(settings))[-1].cure
    monkeypatch.setattr(Cluster, "is_alive", lambda cluster: "%2Fdemo%2F" in cluster.dsn)
    assert f"HAMSEDA_FOLDER={tmp_path}/demo hamseda doctor" in asyncio.run(examine(settings))[-1].cure


@pytest.mark.parametrize(("hours", "is_fault"), [(5, False), (97, True)])
async def test_mails_in_quarantine_are_counted_and_forgotten_ones_a_fault(
    settings, owner, organization, running, hours, is_fault
):
    for age, state in ((hours, "held"), (2, "held"), (900, "discarded")):
        raw_id = uuid4()
        await insert(
            owner, "raw_mail", organization_id=organization.id, id=raw_id, channel_id=organization.channel_id,
            storage_key="mail/x", sha256=b"x", size=1, envelope={}, state="quarantined",
        )  # fmt: skip
        await insert(
            owner, "mail_quarantine", organization_id=organization.id, id=raw_id, channel_id=organization.channel_id,
            reason="dmarc", reasons=["dmarc"], sha256=raw_id.hex, sender="", sender_name="", subject="", text="",
            state=state, held_at=datetime.now(UTC) - timedelta(hours=age),
        )  # fmt: skip
    finding = (await look(settings))["mail quarantine"]
    await owner.execute("DELETE FROM raw_mail")
    assert finding.said == f"2 suspicious mails wait, the oldest for {hours} h"
    assert (finding.is_wrong, "Quarantine" in finding.cure) == (is_fault, True)
