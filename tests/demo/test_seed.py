import asyncio

import asyncpg
import msgspec
import pytest

from demo.conftest import NOW
from hamseda.demo import cast, ledger
from hamseda.demo.plan import seed
from hamseda.kit.sensitive import mask
from hamseda.kit.working_time import WorkingCalendar
from hamseda.organization.passwords import is_password
from hamseda.settings import Settings
from organization.matrix import fingerprint


@pytest.fixture(scope="module")
async def the(seeded, owner: asyncpg.Connection):
    return await owner.fetchval("SELECT id FROM organization WHERE slug = $1", cast.SLUG)


async def test_a_second_seeding_changes_nothing(the, settings: Settings, owner: asyncpg.Connection):
    before = await fingerprint(owner, the)
    said: list[str] = []
    assert not await seed(settings, said.append, NOW)
    assert said == []
    assert await fingerprint(owner, the) == before
    assert await owner.fetchval("SELECT count(*) FROM organization") == 1


async def test_it_is_alive(the, owner: asyncpg.Connection):
    row = await owner.fetchrow(
        """SELECT (SELECT count(*) FROM conversation) AS conversations,
                  (SELECT count(*) FROM conversation WHERE status = 'open') AS open,
                  (SELECT count(*) FROM conversation WHERE status = 'snoozed') AS snoozed,
                  (SELECT count(*) FROM conversation WHERE status = 'open' AND due_at < $1) AS late,
                  (SELECT count(*) FROM work_item WHERE state = 'waiting') AS waiting,
                  (SELECT count(DISTINCT channel_kind) FROM interaction) AS roads,
                  (SELECT count(*) FROM department) AS departments,
                  (SELECT count(*) FROM membership WHERE role = 'agent') AS agents,
                  (SELECT count(*) FROM message) AS messages, (SELECT is_demo FROM organization) AS is_demo,
                  (SELECT extract(day FROM $1 - min(opened_at)) FROM conversation)::int AS days,
                  (SELECT max(created_at) FROM message) AS newest""",
        NOW,
    )
    assert 600 <= row["conversations"] <= 1_200
    assert row["messages"] > 3 * row["conversations"]
    assert (row["agents"], row["departments"], row["roads"], row["is_demo"]) == (12, 4, 6, True)
    assert row["open"] >= 12
    assert (row["snoozed"], row["late"], row["waiting"]) == (2, 1, 5)
    assert 85 <= row["days"] <= 90
    assert row["newest"] <= NOW


async def test_saturday_is_busy_and_friday_quiet(the, owner: asyncpg.Connection):
    counted = dict(
        await owner.fetch(
            """SELECT extract(dow FROM started_at AT TIME ZONE 'Asia/Tehran')::int, count(*)
               FROM interaction WHERE channel_kind = 'webchat' GROUP BY 1"""
        )
    )
    friday, saturday = counted[5], counted[6]
    assert saturday == max(counted.values())
    assert friday == min(counted.values())
    assert saturday > 2 * friday


async def test_positions_have_no_gap_and_follow_time(the, owner: asyncpg.Connection):
    wrong = await owner.fetch(
        """SELECT c.number FROM conversation c JOIN message m ON m.conversation_id = c.id
           GROUP BY c.id, c.number, c.last_position
           HAVING array_agg(m.position ORDER BY m.created_at, m.position)
               <> ARRAY(SELECT generate_series(1, c.last_position))"""
    )
    assert wrong == []
    disordered = await owner.fetchval(
        """SELECT count(*) FROM (SELECT m.id, lag(m.id) OVER (PARTITION BY conversation_id ORDER BY position) AS before,
               m.created_at, lag(m.created_at) OVER (PARTITION BY conversation_id ORDER BY position) AS at FROM message m) x
           WHERE x.at > x.created_at"""
    )
    assert disordered == 0


async def test_heads_say_what_the_timeline_says(the, owner: asyncpg.Connection):
    wrong = await owner.fetch(
        """SELECT c.number FROM conversation c JOIN LATERAL (
               SELECT max(m.created_at) AS last,
                      (array_agg(m.direction ORDER BY m.position DESC))[1] = 'inbound' AS is_inbound,
                      min(m.created_at) FILTER (WHERE m.author_kind = 'agent') AS answered
               FROM message m WHERE m.conversation_id = c.id AND m.kind = 'message') t ON true
           WHERE c.last_message_at <> t.last OR c.last_message_inbound <> t.is_inbound
              OR c.first_answered_at IS DISTINCT FROM t.answered
              OR (c.status = 'resolved') <> (c.resolved_at IS NOT NULL)
              OR (c.status <> 'resolved' AND (c.waiting_since IS NOT NULL) <> t.is_inbound)"""
    )
    assert wrong == []


async def test_a_proven_customer_has_one_conversation_at_a_time(the, owner: asyncpg.Connection):
    """Also in the past: none opened while another was open, or could still be joined."""
    overlapping = await owner.fetch(
        """SELECT a.number, b.number AS other FROM conversation a
           JOIN conversation b ON b.customer_id = a.customer_id AND b.id <> a.id AND b.opened_at >= a.opened_at
           WHERE a.is_verified AND b.is_verified
             AND (a.resolved_at IS NULL OR b.opened_at < a.resolved_at + interval '72 hours')"""
    )
    assert overlapping == []
    assert await owner.fetchval(
        "SELECT count(*) FROM (SELECT FROM interaction GROUP BY conversation_id HAVING count(*) > 1) x"
    )


async def test_numbers_go_on_where_the_history_ends(the, owner: asyncpg.Connection):
    row = await owner.fetchrow(
        "SELECT min(number) AS first, max(number) AS last, count(*) AS many FROM conversation"
    )
    assert row["first"] == 1001
    assert row["last"] - row["first"] + 1 == row["many"]
    assert await owner.fetchval("SELECT last_number FROM conversation_number") == row["last"]
    disordered = await owner.fetchval(
        "SELECT count(*) FROM conversation a JOIN conversation b ON b.number = a.number + 1 WHERE b.opened_at < a.opened_at"
    )
    assert disordered == 0


async def test_readers_of_events_start_at_the_head(the, owner: asyncpg.Connection):
    assert await owner.fetchval("SELECT last_number FROM event_head") == 0
    assert await owner.fetchval("SELECT count(*) FROM event") == 0
    assert {r["number"] for r in await owner.fetch("SELECT number FROM event_cursor")} == {0}


async def test_nothing_sensitive_is_stored_in_the_clear(the, owner: asyncpg.Connection):
    rows = await owner.fetch("SELECT text FROM message WHERE text ~ '[0-9۰-۹]{4}'")
    assert [r["text"] for r in rows if mask(r["text"]).text != r["text"]] == []
    masked = await owner.fetchval("SELECT count(*) FROM message WHERE text LIKE '%•%'")
    assert masked > 5
    sealed = await owner.fetchval(
        "SELECT count(*) FROM message m, "
        "jsonb_array_elements(m.meta->'sealed') s JOIN sealed_value v ON v.id = (s->>'id')::uuid"
    )
    assert 0 < sealed == await owner.fetchval("SELECT count(*) FROM sealed_value")


async def test_messages_lie_in_the_months_of_their_time(the, owner: asyncpg.Connection):
    parts = {
        r["part"]
        for r in await owner.fetch(
            "SELECT DISTINCT tableoid::regclass::text || to_char(created_at AT "
            "TIME ZONE 'UTC', ' YYYY_MM') AS part FROM message"
        )
    }
    assert all(part.split()[0] == f"message_{part.split()[1]}" for part in parts)


async def test_the_kept_promises_are_measured(the, owner: asyncpg.Connection):
    kept, tested = await owner.fetchrow(
        """SELECT count(*) FILTER (WHERE actual_s BETWEEN low_s AND high_s), count(*) FROM (
               SELECT * FROM wait_promise WHERE actual_s IS NOT NULL ORDER BY promised_at DESC LIMIT 100) last"""
    )
    assert tested == 100
    assert 60 <= kept < 100
    wrong = await owner.fetchval(
        """SELECT count(*) FROM wait_promise p JOIN work_item w ON w.id = p.work_item_id
           WHERE p.actual_s IS NOT NULL AND abs(p.actual_s - extract(epoch FROM w.accepted_at - w.entered_at)) > 1"""
    )
    assert wrong == 0


async def test_offers_were_made_to_those_who_serve(the, owner: asyncpg.Connection):
    strangers = await owner.fetchval(
        """SELECT count(*) FROM reservation r JOIN work_item w ON w.id = r.work_item_id
           WHERE NOT EXISTS (SELECT FROM queue_member q WHERE q.queue_id = w.queue_id AND q.user_id = r.agent_id)"""
    )
    assert strangers == 0
    assert await owner.fetchval("SELECT count(*) FROM reservation WHERE state = 'timed_out'") > 0


async def test_chats_were_answered_by_people_who_were_there(the, owner: asyncpg.Connection):
    states = await owner.fetch(
        """SELECT (SELECT p.state FROM presence_log p WHERE p.organization_id = i.organization_id AND p.user_id = i.agent_id
                   AND p.at <= i.answered_at ORDER BY p.at DESC, p.id DESC LIMIT 1) AS state
           FROM interaction i WHERE i.channel_kind = 'webchat' AND i.state = 'ended' AND i.answered_at IS NOT NULL
           AND i.answered_at > $1::timestamptz - interval '89 days'""",
        NOW,
    )
    assert len(states) > 200
    away = sum(row["state"] != "available" for row in states)
    assert away <= len(states) // 50, f"{away} of {len(states)}"


async def test_one_customer_is_known_by_many_addresses(the, owner: asyncpg.Connection):
    rows = await owner.fetch(
        """SELECT i.kind, identity_is_live(i) AS is_live FROM identity i JOIN customer c ON c.id = i.customer_id
           WHERE c.name = 'نرگس کریمی' AND c.attributes ? 'club'"""
    )
    assert {r["kind"] for r in rows} == {"external", "email", "phone", "handle"}
    assert {r["kind"] for r in rows if r["is_live"]} == {"external", "email", "phone"}
    roads = await owner.fetch(
        """SELECT DISTINCT i.channel_kind FROM interaction i JOIN conversation v ON v.id = i.conversation_id
           JOIN customer c ON c.id = v.customer_id WHERE c.attributes ? 'club'"""
    )
    assert {r["channel_kind"] for r in roads} == {"branch", "phone", "email", "telegram", "webchat"}


async def test_a_shared_telephone_is_a_suggestion_and_no_merge(the, owner: asyncpg.Connection):
    row = await owner.fetchrow(
        """SELECT count(DISTINCT customer_id) AS people, bool_or(verified_at IS NOT NULL) AS is_proven FROM identity
           WHERE kind = 'phone' AND value IN (
               SELECT value FROM identity WHERE kind = 'phone' GROUP BY value HAVING count(*) > 1)"""
    )
    assert (row["people"], row["is_proven"]) == (2, False)
    evidence = [
        r["evidence"]["reasons"][0]["code"]
        for r in await owner.fetch("SELECT evidence FROM merge_suggestion")
    ]
    assert sorted(evidence) == ["same_email", "same_phone"]


async def test_the_chat_never_closes_and_the_office_does(the, owner: asyncpg.Connection):
    hours = {
        r["name"]: msgspec.convert(r["definition"], WorkingCalendar)
        for r in await owner.fetch(
            """SELECT q.name, c.definition FROM queue q JOIN calendar c ON c.id = q.calendar_id"""
        )
    }
    friday = NOW.replace(year=2026, month=11, day=20, hour=12)
    assert hours["گفتگوی آنلاین"].is_open(friday)
    assert not hours["مالی و بازپرداخت"].is_open(friday)


async def test_everybody_enters_with_the_printed_password(the, owner: asyncpg.Connection):
    stored = {r["password_hash"] for r in await owner.fetch("SELECT password_hash FROM app_user")}
    assert len(stored) == 1
    assert await is_password(stored.pop(), cast.PASSWORD)
    assert await owner.fetchval("SELECT count(*) FROM app_user") == len(cast.EVERYBODY)


async def test_an_interrupted_seeding_leaves_nothing(
    settings: Settings, owner: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
):
    async def cut_off(*_):
        raise asyncio.CancelledError

    before = await owner.fetchval("SELECT count(*) FROM organization")
    monkeypatch.setattr(cast, "SLUG", "mehr2")
    monkeypatch.setattr("hamseda.demo.arrangement.WIDGET_KEY", "mehr2")
    monkeypatch.setattr("hamseda.demo.arrangement.support_address", lambda _: "two@mehr.example")
    monkeypatch.setattr(ledger.Ledger, "write", cut_off)
    with pytest.raises(asyncio.CancelledError):
        await seed(settings, lambda _: None, NOW)
    assert await owner.fetchval("SELECT count(*) FROM organization") == before
    assert (
        await owner.fetchval(
            "SELECT count(*) FROM lookup WHERE organization_id NOT IN (SELECT id FROM organization)"
        )
        == 0
    )


async def test_something_lies_on_every_desk(seeded, owner, settings):
    """Files that open, drafts, promised calls, sleeping conversations, a pair to decide on, news that nobody read."""
    files = await owner.fetch(
        """SELECT a.name, a.content_type, a.size, a.storage_key, m.attachments FROM attachment a
           JOIN message m ON m.id = a.message_id AND m.conversation_id = a.conversation_id"""
    )
    assert {row["content_type"] for row in files} == {"image/png", "application/pdf"}
    assert all(row["attachments"][0]["name"] == row["name"] for row in files)
    heads = {(settings.data_folder / "attachments" / row["storage_key"]).read_bytes()[:5] for row in files}
    assert heads == {b"\x89PNG\r", b"%PDF-"}
    alive = {
        "drafts": "SELECT count(*) FROM draft",
        "calls": "SELECT count(*) FROM callback c JOIN timer t ON t.subject_id = c.id WHERE c.wanted_at > now()",
        "asleep": "SELECT count(*) FROM conversation WHERE status = 'snoozed' AND snoozed_until > now()",
        "pairs": "SELECT count(*) FROM merge_suggestion",
        "news": "SELECT count(*) FROM bulletin b WHERE NOT EXISTS (SELECT FROM bulletin_read r WHERE r.bulletin_id = b.id)",
    }
    assert {name: await owner.fetchval(sql) >= 2 for name, sql in alive.items()} == dict.fromkeys(alive, True)
