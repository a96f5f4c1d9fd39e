"""Two conversations of one customer become one, and two again."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.arrivals import arrive, numbers, proven
from conversations.moves import head, last_move, mails, merge, picture, second, split, texts, timeline, undo
from hamseda.conversations import moving
from hamseda.conversations.api import index_new_messages, send_scheduled, wake
from hamseda.conversations.rules import Placed, interleave
from hamseda.kit.background import Timers
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.routing.api import Queueing

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)


async def pair(house, owner, organization) -> tuple[Any, Any]:
    """A verified conversation with two mails and one beside it of the same customer, written in between."""
    one = (await mails(house, owner, organization, "اول"))[0]
    other = await second(house, owner, organization, one, "دوم")
    email = await owner.fetchval("SELECT value FROM identity WHERE customer_id = $1 LIMIT 1", one.customer_id)
    channel = UUID(str(one.message["channel_id"]))
    await arrive(house, organization, proven(email), text="سوم", channel_id=channel, address=email)
    return one.conversation_id, other.conversation_id


async def test_the_words_of_both_stand_on_one_line_of_time(house, sign_in, owner, organization) -> None:
    kept, gone = await pair(house, owner, organization)
    agent = sign_in(organization.agent)
    answer = await merge(agent, gone, kept)
    assert answer.status_code == 200, answer.text
    assert answer.json()["id"] == str(kept)
    assert await timeline(agent, kept) == ["اول", "دوم", "سوم", "(merged_from)"]
    assert await timeline(agent, gone) == ["(merged_into)"]
    sign = await head(agent, gone)
    assert (sign["status"], sign["merged_into"], sign["last_message_preview"]) == ("resolved", str(kept), "")
    assert (await head(agent, kept))["last_message_preview"] == "سوم"
    listed = (await agent.get("/api/v1/conversations", params={"view": "all"})).json()["items"]
    assert str(gone) not in {row["id"] for row in listed}
    found = await numbers(owner, organization)
    assert found == list(range(found[0], found[0] + len(found)))


async def test_nothing_can_be_done_to_what_has_gone(house, sign_in, owner, organization) -> None:
    kept, gone = await pair(house, owner, organization)
    agent = sign_in(organization.agent)
    await merge(agent, gone, kept)
    base = f"/api/v1/conversations/{gone}"
    for method, path, body in (
        ("POST", "/messages", {"id": str(uuid4()), "text": "پاسخ"}),
        ("POST", "/messages", {"id": str(uuid4()), "text": "یادداشت", "kind": "note"}),
        ("DELETE", "/resolution", None),
        ("PUT", "/assignee", {"user_id": None}),
        ("POST", "/merge", {"id": str(uuid4()), "into": str(kept)}),
    ):
        answer = await agent.request(method, base + path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "merged"), answer.text
        assert answer.json()["conversation_id"] == str(kept)


@pytest.mark.parametrize(
    "case",
    [
        "same_conversation",
        "unknown",
        "other_customer",
        "other_brand",
        "unproven_conversation",
        "merged_itself",
    ],
)
async def test_what_cannot_be_merged_says_why_by_field(
    house, sign_in, owner, organization, case: str
) -> None:
    kept, gone = await pair(house, owner, organization)
    agent = sign_in(organization.agent)
    if case == "same_conversation":
        kept = gone
    elif case == "unknown":
        kept = uuid4()
    elif case == "other_customer":
        kept = organization.conversation_id
    elif case == "other_brand":
        await owner.execute("UPDATE conversation SET brand_id = NULL WHERE id = $1", gone)
    elif case == "unproven_conversation":
        kept, gone = gone, kept
    else:
        sign = gone
        await merge(agent, gone, kept)
        email = f"{uuid4().hex}@example.com"
        gone = (await arrive(house, organization, proven(email))).conversation_id
        await owner.execute("UPDATE conversation SET is_verified = false WHERE id = $1", gone)
        kept = sign
    answer = await merge(agent, gone, kept)
    assert answer.status_code == 422, answer.text
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("into", case)]
    assert answer.json()["errors"][0]["message"]


async def test_rights_are_needed_in_both(house, sign_in, owner, organization, foreign) -> None:
    kept, gone = await pair(house, owner, organization)
    await owner.execute(
        "UPDATE conversation SET queue_id = $2, department_id = $3 WHERE id = $1",
        kept,
        organization.support_queue_id,
        organization.support_id,
    )
    refused = await merge(sign_in(organization.agent), gone, kept)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown")
    assert (await merge(sign_in(organization.other_agent), gone, kept)).status_code == 404
    assert (await merge(sign_in(organization.auditor), gone, kept)).status_code == 403
    assert (await merge(sign_in(foreign.admin), gone, kept)).status_code == 404
    assert (await merge(sign_in(organization.supervisor), gone, kept)).status_code == 200
    assert (await undo(sign_in(organization.agent), await last_move(owner, organization))).status_code == 404


async def test_the_same_merge_again_and_two_at_once(house, sign_in, owner, organization) -> None:
    kept, gone = await pair(house, owner, organization)
    agent, key = sign_in(organization.agent), str(uuid4())
    answers = await asyncio.gather(*(merge(agent, gone, kept, id=key) for _ in range(4)))
    assert {(a.status_code, a.json()["id"]) for a in answers} == {(200, str(kept))}
    assert await timeline(agent, gone) == ["(merged_into)"]


async def test_too_much_is_not_merged(house, sign_in, owner, organization, monkeypatch) -> None:
    kept, gone = await pair(house, owner, organization)
    monkeypatch.setattr(moving, "MOST_MESSAGES", 2)
    refused = await merge(sign_in(organization.agent), gone, kept)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_long_to_move")
    monkeypatch.setattr(moving, "MOST_MESSAGES", 3)
    assert (await merge(sign_in(organization.agent), gone, kept)).status_code == 200


async def test_crossing_merges_settle_one_way(house, sign_in, owner, organization) -> None:
    kept, gone = await pair(house, owner, organization)
    await owner.execute("UPDATE conversation SET is_verified = false WHERE id = $1", kept)
    agent = sign_in(organization.agent)
    answers = await asyncio.gather(merge(agent, gone, kept), merge(agent, kept, gone))
    assert sorted(a.status_code for a in answers) in ([200, 409], [200, 422])


async def test_all_that_hangs_on_it_follows_and_comes_back(house, sign_in, owner, organization) -> None:
    kept, gone = await pair(house, owner, organization)
    agent, label = sign_in(organization.agent), uuid4()
    await owner.execute(
        "INSERT INTO label (organization_id, id, name) VALUES ($1, $2, 'فوری')", organization.id, label
    )
    base = f"/api/v1/conversations/{gone}"
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    file = (await agent.post("/api/v1/attachments", files={"file": ("a.txt", b"hello", "text/plain")})).json()
    note = {"id": str(uuid4()), "kind": "note", "text": "پیوست", "attachments": [file["id"]]}
    for method, path, body in (
        ("POST", "/messages", note),
        ("PUT", f"/labels/{label}", None),
        ("PUT", "/draft", {"text": "نیمه‌کاره"}),
        ("POST", "/participants", {"user_id": str(organization.light.id)}),
        ("PATCH", "", {"next_step": "زنگ بزنیم", "due_at": tomorrow}),
        ("PUT", "/read", {"position": 1}),
        ("PUT", "/assignee", {"user_id": str(organization.supervisor.id)}),
    ):
        assert (await agent.request(method, base + path, json=body)).status_code < 300
    await index_new_messages(house.system)
    before = await picture(owner, organization)
    assert (await merge(agent, gone, kept)).status_code == 200
    shown = await head(agent, kept)
    assert (shown["labels"], shown["next_step"]) == ([str(label)], "زنگ بزنیم")
    assert shown["assignee_id"] == str(organization.supervisor.id)
    assert (await agent.get(f"/api/v1/conversations/{kept}/draft")).json()["text"] == "نیمه‌کاره"
    assert (await sign_in(organization.light).get(f"/api/v1/conversations/{kept}")).status_code == 200
    assert (
        await owner.fetchval("SELECT conversation_id FROM attachment WHERE id = $1", UUID(file["id"])) == kept
    )
    hits = (await agent.get("/api/v1/search", params={"query": "دوم"})).json()["messages"]
    assert [hit["conversation_id"] for hit in hits] == [str(kept)]
    live = await owner.fetch(
        "SELECT conversation_id, agent_id FROM work_item WHERE organization_id = $1 AND state = 'active'",
        organization.id,
    )
    assert {tuple(row) for row in live} == {(kept, organization.supervisor.id)}
    # The way back.
    assert (await undo(agent, await last_move(owner, organization))).status_code == 204
    after = await picture(owner, organization)
    for table in set(before) - {"work_item", "read_mark"}:
        assert after[table] == before[table], table
    assert {row[1:3] for row in after["work_item"]} == {row[1:3] for row in before["work_item"]}
    assert (await sign_in(organization.light).get(f"/api/v1/conversations/{kept}")).status_code == 404
    assert await timeline(agent, gone) == ["دوم", "پیوست", "(assigned)", "(merged_into)", "(merge_returned)"]
    assert await timeline(agent, kept) == ["اول", "سوم", "(merged_from)", "(merge_undone)"]


async def test_what_is_waited_for_twice_waits_once(house, sign_in, owner, organization) -> None:
    kept, gone = await pair(house, owner, organization)
    # One channel, as where the customer writes to one address.
    await owner.execute(
        "UPDATE interaction SET channel_id = (SELECT channel_id FROM interaction WHERE conversation_id = $1) "
        "WHERE conversation_id = $2",
        kept,
        gone,
    )
    agent = sign_in(organization.agent)
    before = await picture(owner, organization, "work_item")
    await merge(agent, gone, kept)
    states = await owner.fetch("SELECT state FROM work_item WHERE conversation_id = $1", kept)
    assert sorted(row["state"] for row in states) == ["waiting", "withdrawn"]
    await undo(agent, await last_move(owner, organization))
    assert await picture(owner, organization, "work_item") == before


async def test_who_had_read_one_of_them_reads_on_where_the_other_begins(
    house, sign_in, owner, organization
) -> None:
    kept, gone = await pair(house, owner, organization)
    agent, admin = sign_in(organization.agent), sign_in(organization.admin)
    await agent.put(f"/api/v1/conversations/{kept}/read", json={"position": 2})
    await admin.put(f"/api/v1/conversations/{kept}/read", json={"position": 2})
    await admin.put(f"/api/v1/conversations/{gone}/read", json={"position": 1})
    await merge(agent, gone, kept)
    assert [(await head(each, kept))["read_position"] for each in (agent, admin)] == [1, 3]
    assert (await head(admin, kept))["unread"] == 1  # the notice


async def test_a_snooze_and_a_resolution_end_where_somebody_waits(
    house, sign_in, owner, organization
) -> None:
    kept, gone = await pair(house, owner, organization)
    agent = sign_in(organization.agent)
    await agent.put(f"/api/v1/conversations/{kept}/resolution", json={})
    before = await head(agent, kept)
    await merge(agent, gone, kept)
    shown = await head(agent, kept)
    assert (shown["status"], shown["resolved_at"]) == ("open", None)
    assert shown["waiting_since"] == (await owner.fetchval(
        "SELECT created_at FROM message WHERE organization_id = $1 AND text = 'دوم'", organization.id
    )).isoformat().replace("+00:00", "Z")  # fmt: skip
    assert shown["work_item"]["state"] == "waiting"
    await undo(agent, await last_move(owner, organization))
    again = await head(agent, kept)
    assert (again["status"], again["resolved_at"]) == ("resolved", before["resolved_at"])
    assert (await head(agent, gone))["status"] == "open"


@pytest.mark.parametrize(("mark", "subject"), [("third_party_code", None), ("unverified_sender", "کد ورود")])
async def test_the_subject_of_a_mail_with_the_code_of_others_stays_where_it_is(
    house, sign_in, owner, organization, mark: str, subject: str | None
) -> None:
    kept, gone = await pair(house, owner, organization)
    await owner.execute("UPDATE conversation SET subject = NULL WHERE id = $1", kept)
    await owner.execute("UPDATE conversation SET subject = 'کد ورود', mark = $2 WHERE id = $1", gone, mark)
    agent = sign_in(organization.agent)
    assert (await merge(agent, gone, kept)).json()["subject"] == subject
    assert (await undo(agent, await last_move(owner, organization))).status_code == 204
    assert (await head(agent, gone))["subject"] == "کد ورود"


@pytest.mark.parametrize("meanwhile", ["its time came", "brought back by hand", "nothing"])
async def test_a_snooze_that_a_merge_ended_sleeps_on_or_is_over_after_undo(
    house, sign_in, owner, organization, meanwhile: str
) -> None:
    kept, gone = await pair(house, owner, organization)
    agent, base = sign_in(organization.agent), f"/api/v1/conversations/{kept}"
    until = datetime.now(UTC) + timedelta(hours=1)
    assert (await agent.put(f"{base}/snooze", json={"until": until.isoformat()})).status_code == 204
    assert (await merge(agent, gone, kept)).status_code == 200
    assert (await head(agent, kept))["status"] == "open"
    move = await last_move(owner, organization)
    if meanwhile == "its time came":
        await _let_time_come(owner, kept)
        await timers(house).step()
    elif meanwhile == "brought back by hand":
        again = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
        assert (await agent.put(f"{base}/snooze", json={"until": again})).status_code == 204
        assert (await agent.delete(f"{base}/snooze")).status_code == 204
    assert (await undo(agent, move)).status_code == 204
    back = await head(agent, kept)
    if meanwhile == "its time came":
        assert (back["status"], back["snoozed_until"], back["work_item"]["state"]) == (
            "open",
            None,
            "waiting",
        )
        return
    assert (back["status"], back["work_item"]["state"]) == ("snoozed", "snoozed")
    due = "SELECT due_at FROM timer WHERE kind = 'conversation.wake' AND subject_id = $1"
    assert [row["due_at"] for row in await owner.fetch(due, kept)] == [until]
    assert (await head(agent, gone))["status"] == "open"


async def test_of_two_that_slept_the_one_whose_time_came_is_awake_after_undo(
    house, sign_in, owner, organization
) -> None:
    kept, gone = await pair(house, owner, organization)
    agent = sign_in(organization.agent)
    until = {"until": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
    for each in (kept, gone):
        assert (await agent.put(f"/api/v1/conversations/{each}/snooze", json=until)).status_code == 204
    assert (await merge(agent, gone, kept)).status_code == 200
    assert (await head(agent, kept))["status"] == "snoozed"
    await _let_time_come(owner, gone)
    await timers(house).step()
    assert (await undo(agent, await last_move(owner, organization))).status_code == 204
    states = [await head(agent, each) for each in (kept, gone)]
    assert [(one["status"], one["work_item"]["state"]) for one in states] == [
        ("snoozed", "snoozed"),
        ("open", "waiting"),
    ]


async def test_a_resolution_after_the_merge_leaves_no_time_to_wake(
    house, sign_in, owner, organization
) -> None:
    kept, gone = await pair(house, owner, organization)
    agent, base = sign_in(organization.agent), f"/api/v1/conversations/{kept}"
    until = {"until": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
    assert (await agent.put(f"{base}/snooze", json=until)).status_code == 204
    assert (await merge(agent, gone, kept)).status_code == 200
    assert (await agent.put(f"{base}/resolution", json={})).status_code == 204
    assert (await undo(agent, await last_move(owner, organization))).status_code == 204
    back = await head(agent, kept)
    assert (back["status"], back["snoozed_until"]) == ("resolved", None)


async def _let_time_come(owner: Any, conversation_id: UUID) -> None:
    """The time of a snooze is over now, as both its timer and what a merge noted of it have it."""
    await owner.execute(
        "UPDATE timer SET due_at = now() - interval '1 second' WHERE subject_id = $1", conversation_id
    )
    await owner.execute(
        """UPDATE conversation_move SET moved = jsonb_set(moved,
               ARRAY[CASE WHEN to_id = $1 THEN 'to_head' ELSE 'from_head' END, 'before', 'snoozed_until'],
               to_jsonb(now() - interval '1 second')) WHERE $1 IN (from_id, to_id)""",
        conversation_id,
    )


def timers(house: Any) -> Timers:
    async def act(work: Transaction, timer: Row) -> None:
        await wake(Queueing(), work, timer["subject_id"], timer["due_at"])

    return Timers(house.system, {"conversation.wake": act})


async def test_a_resolution_in_between_leaves_nobody_waiting_unseen(
    house, sign_in, owner, organization
) -> None:
    kept, gone = await pair(house, owner, organization)
    agent = sign_in(organization.agent)
    await merge(agent, gone, kept)
    await agent.put(f"/api/v1/conversations/{kept}/resolution", json={})
    assert (await undo(agent, await last_move(owner, organization))).status_code == 204
    back = await head(agent, gone)
    assert (back["status"], back["work_item"]["state"]) == ("open", "waiting")


async def test_what_was_split_off_can_be_merged_back_and_becomes_the_main_one(
    house, sign_in, owner, organization
) -> None:
    one, two = await mails(house, owner, organization, "سفارش", "صورت‌حساب")
    agent = sign_in(organization.agent)
    new = (await split(agent, one.conversation_id, two.message["id"])).json()
    answer = await agent.post(
        f"/api/v1/conversations/{new['id']}/messages", json={"id": str(uuid4()), "text": "پاسخ"}
    )
    assert answer.status_code == 201
    # The main thread goes into the one beside it, which is the main thread from then on.
    assert (await merge(agent, one.conversation_id, new["id"])).status_code == 200
    assert await texts(agent, new["id"]) == ["سفارش", "صورت‌حساب", "پاسخ"]
    row = await owner.fetchrow("SELECT is_beside, status FROM conversation WHERE id = $1", UUID(new["id"]))
    assert tuple(row) == (False, "open")
    assert (await undo(agent, await last_move(owner, organization))).status_code == 204
    rows = await owner.fetch(
        "SELECT is_beside FROM conversation WHERE customer_id = $1 ORDER BY number", one.customer_id
    )
    assert [row["is_beside"] for row in rows] == [False, True]


async def test_a_reply_that_was_held_back_goes_out_where_its_conversation_lives(
    house, sign_in, owner, organization
) -> None:
    kept, gone = await pair(house, owner, organization)
    agent = sign_in(organization.agent)
    body = {"id": str(uuid4()), "text": "به‌زودی", "undo_s": 30}
    assert (await agent.post(f"/api/v1/conversations/{gone}/messages", json=body)).status_code == 201
    await merge(agent, gone, kept)
    move = await last_move(owner, organization)
    async with house.database.transaction(organization.id) as work:
        await send_scheduled(work, UUID(body["id"]))
    assert (await texts(agent, kept))[-1] == "به‌زودی"
    refused = await undo(agent, move)
    assert (refused.status_code, refused.json()["code"]) == (409, "written_since")


lines = st.lists(st.tuples(st.booleans(), st.integers(0, 20)), max_size=30)


@given(lines)
def test_each_keeps_its_order_and_positions_are_their_own(drawn: list[tuple[bool, int]]) -> None:
    counts = {True: 0, False: 0}
    placed = []
    for is_coming, minutes in drawn:
        counts[is_coming] += 1
        placed.append(Placed(new_id(), counts[is_coming], is_coming, MOMENT + timedelta(minutes=minutes)))
    found = interleave(placed)
    assert sorted(found.values()) == list(range(1, len(placed) + 1))
    for side in (True, False):
        own = [found[one.id] for one in placed if one.is_coming is side]
        assert own == sorted(own)
        assert all(found[one.id] >= one.position for one in placed if one.is_coming is side)


def test_what_was_written_first_stands_first_and_what_stood_before_keeps_its_place() -> None:
    ours = [Placed(new_id(), n, False, MOMENT + timedelta(minutes=n)) for n in (1, 4, 9)]
    theirs = [Placed(new_id(), n, True, MOMENT + timedelta(minutes=n + 4)) for n in (1, 2)]
    found = interleave(ours + theirs)
    assert [found[one.id] for one in ours] == [1, 4, 7]
    assert [found[one.id] for one in theirs] == [5, 6]
