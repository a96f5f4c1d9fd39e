"""One mail, or everything from it on, becomes a conversation of its own."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from conversations.arrivals import arrive, numbers, proven
from conversations.moves import head, last_move, mails, picture, split, texts, timeline, undo
from hamseda.conversations import moving
from hamseda.conversations.api import index_new_messages
from hamseda.conversations.move_queries import LOCK_CHOSEN
from hamseda.conversations.splitting import Split
from hamseda.conversations.splitting import split as split_off
from hamseda.kit.database import Row, Transaction
from hamseda.organization.api import Caller
from hamseda.routing.api import Queueing


async def test_one_mail_goes_and_both_timelines_say_so(house, sign_in, owner, organization) -> None:
    one, two, three = await mails(house, owner, organization, "سفارش", "صورت‌حساب", "باز هم سفارش")
    agent = sign_in(organization.agent)
    answer = await split(agent, one.conversation_id, two.message["id"])
    assert answer.status_code == 200, answer.text
    new = answer.json()
    assert (new["subject"], new["status"], new["last_message_preview"]) == ("صورت‌حساب", "open", "صورت‌حساب")
    assert new["waiting_since"]
    assert new["customer"]["is_verified"]
    assert await timeline(agent, new["id"]) == ["صورت‌حساب", "(split_from)"]
    assert await timeline(agent, one.conversation_id) == ["سفارش", "باز هم سفارش", "(split_off)"]
    here, there = [
        (await agent.get(f"/api/v1/conversations/{each}/messages")).json()["items"][-1]
        for each in (one.conversation_id, new["id"])
    ]
    assert (here["meta"]["other_id"], here["meta"]["number"], here["meta"]["count"]) == (
        new["id"],
        new["number"],
        1,
    )
    assert there["meta"]["other_id"] == str(one.conversation_id)
    assert (here["author_name"], there["author_name"]) == (organization.agent.name,) * 2
    assert three.conversation_id == one.conversation_id


async def test_everything_from_a_message_on_goes_with_its_notes(house, sign_in, owner, organization) -> None:
    one, two = await mails(house, owner, organization, "سفارش", "صورت‌حساب")
    agent = sign_in(organization.agent)
    note = {"id": str(uuid4()), "kind": "note", "text": "ببینید", "mentions": [str(organization.light.id)]}
    await agent.post(f"/api/v1/conversations/{one.conversation_id}/messages", json=note)
    new = (await split(agent, one.conversation_id, two.message["id"], following=True)).json()
    assert await texts(agent, new["id"]) == ["صورت‌حساب", "ببینید"]
    assert await texts(agent, one.conversation_id) == ["سفارش"]
    # Whoever was called by the note sees it where it is.
    assert (await sign_in(organization.light).get(f"/api/v1/conversations/{new['id']}")).status_code == 200


async def test_it_waits_as_work_of_its_own_and_can_be_answered(house, sign_in, owner, organization) -> None:
    one, two = await mails(house, owner, organization, "سفارش", "صورت‌حساب")
    agent = sign_in(organization.agent)
    answer = await split(
        agent, one.conversation_id, two.message["id"], queue_id=str(organization.support_queue_id)
    )
    new = answer.json()
    assert (new["queue_id"], new["assignee_id"]) == (str(organization.support_queue_id), None)
    item = await owner.fetchrow("SELECT state, queue_id FROM work_item WHERE conversation_id = $1", _id(new))
    assert tuple(item) == ("waiting", organization.support_queue_id)
    assert (await agent.get(f"/api/v1/conversations/{new['id']}")).status_code == 404  # not their queue
    other = sign_in(organization.other_agent)
    roads = (await head(other, new["id"]))["reply_channels"]
    assert [(road["kind"], road["available"]) for road in roads] == [("email", True)]
    reply = {"id": str(uuid4()), "text": "پاسخ"}
    assert (await other.post(f"/api/v1/conversations/{new['id']}/messages", json=reply)).status_code == 201


async def test_in_the_same_queue_it_is_its_owners(house, sign_in, owner, organization) -> None:
    one, two = await mails(house, owner, organization, "سفارش", "صورت‌حساب")
    agent = sign_in(organization.agent)
    mine = {"user_id": str(organization.agent.id)}
    await agent.put(f"/api/v1/conversations/{one.conversation_id}/assignee", json=mine)
    new = (await split(agent, one.conversation_id, two.message["id"])).json()
    assert new["assignee_id"] == str(organization.agent.id)
    items = await owner.fetch("SELECT state, agent_id FROM work_item WHERE conversation_id = $1", _id(new))
    assert [tuple(item) for item in items] == [("active", organization.agent.id)]


async def test_the_same_split_again_is_answered_and_done_once(house, sign_in, owner, organization) -> None:
    one, two = await mails(house, owner, organization, "سفارش", "صورت‌حساب")
    agent, key = sign_in(organization.agent), str(uuid4())
    answers = await asyncio.gather(
        *(split(agent, one.conversation_id, two.message["id"], id=key) for _ in range(4))
    )
    assert {(a.status_code, a.json()["id"]) for a in answers} == {(200, answers[0].json()["id"])}
    other = await split(agent, one.conversation_id, one.message["id"], id=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert (
        await owner.fetchval(
            "SELECT count(*) FROM audit_entry WHERE organization_id = $1 AND action = 'conversation.split'",
            organization.id,
        )
        == 1
    )


async def test_the_same_split_again_shows_others_only_what_they_may_see(
    house, sign_in, owner, organization
) -> None:
    one, two = await mails(house, owner, organization, "سفارش", "محرمانه")
    agent, other = sign_in(organization.agent), sign_in(organization.admin)
    more = {"id": str(uuid4()), "queue_id": str(organization.support_queue_id)}
    new = (await split(other, one.conversation_id, two.message["id"], **more)).json()
    assert (await agent.get(f"/api/v1/conversations/{new['id']}")).status_code == 404
    again = await split(agent, one.conversation_id, two.message["id"], **more)
    assert (again.status_code, "محرمانه" in again.text) == (404, False)
    for person, own in ((other, more), (agent, {**more, "id": str(uuid4())})):
        message = two.message["id"] if person is other else one.message["id"]
        if person is agent:
            await arrive(house, organization, [], text="بماند", thread_id=one.conversation_id)
        answers = [await split(person, one.conversation_id, message, **own) for _ in range(2)]
        assert [a.status_code for a in answers] == [200, 200]


async def test_no_subject_is_taken_of_a_mail_with_the_code_of_others(
    house, sign_in, owner, organization
) -> None:
    one, two, three = await mails(house, owner, organization, "سفارش", "کد ورود", "صورت‌حساب")
    await owner.execute(
        """UPDATE message SET meta = jsonb_set(meta, '{mail,private}', '"third_party_code"') WHERE id = $1""",
        _id(two.message),
    )
    agent = sign_in(organization.agent)
    new = (await split(agent, one.conversation_id, two.message["id"], following=True)).json()
    assert new["subject"] == "صورت‌حساب"
    assert (await undo(agent, await last_move(owner, organization))).status_code == 204
    before = (await head(agent, one.conversation_id))["subject"]
    new = (await split(agent, one.conversation_id, two.message["id"])).json()
    assert (new["subject"], three.conversation_id) == (before, one.conversation_id)


async def test_a_subject_is_as_long_as_anywhere(house, sign_in, owner, organization) -> None:
    one, two = await mails(house, owner, organization, "سفارش", "صورت‌حساب")
    agent = sign_in(organization.agent)
    long = await split(agent, one.conversation_id, two.message["id"], subject="ن" * 501)
    assert [(e["field"], e["code"]) for e in long.json()["errors"]] == [("subject", "too_long")]
    just = await split(agent, one.conversation_id, two.message["id"], subject="ن" * 500)
    assert (just.status_code, just.json()["subject"]) == (200, "ن" * 500)


@pytest.mark.parametrize("case", ["unknown", "elsewhere", "notice", "queue", "all", "chat", "merged"])
async def test_what_cannot_be_split_says_why(house, sign_in, owner, organization, case: str) -> None:
    one, two = await mails(house, owner, organization, "سفارش", "صورت‌حساب")
    agent, the = sign_in(organization.agent), one.conversation_id
    message, more, wanted = two.message["id"], {}, (422, "message_id", "unknown")
    if case == "unknown":
        message = uuid4()
    elif case == "elsewhere":
        message = (await arrive(house, organization, proven("else@example.com"))).message["id"]
    elif case == "notice":
        await agent.put(f"/api/v1/conversations/{the}/assignee", json={"user_id": str(organization.agent.id)})
        message = await owner.fetchval(
            "SELECT id FROM message WHERE conversation_id = $1 AND kind = 'notice'", the
        )
        wanted = (422, "message_id", "not_written")
    elif case == "queue":
        more, wanted = {"queue_id": str(uuid4())}, (422, "queue_id", "unknown")
    elif case == "all":
        message, more, wanted = one.message["id"], {"following": True}, (409, None, "nothing_left")
    elif case == "chat":
        await owner.execute(
            "UPDATE message SET channel_kind = 'webchat' WHERE organization_id = $1 AND id = $2",
            organization.id,
            _id(two.message),
        )
        wanted = (409, None, "chat_stays")
    else:
        new = (await split(agent, the, two.message["id"])).json()
        await undo(agent, await last_move(owner, organization))
        the, wanted = new["id"], (409, None, "merged")
    answer = await split(agent, the, message, **more)
    body = answer.json()
    assert answer.status_code == wanted[0], body
    if wanted[1]:
        assert [(e["field"], e["code"]) for e in body["errors"]] == [wanted[1:]]
    else:
        assert body["code"] == wanted[2]


@pytest.mark.parametrize(("most", "status", "locked"), [(1, 409, 2), (3, 200, 3)])
async def test_too_much_is_refused_before_more_is_locked(
    house, sign_in, owner, organization, monkeypatch, most: int, status: int, locked: int
) -> None:
    one, two, *_ = await mails(house, owner, organization, "یک", "دو", "سه", "چهار")
    monkeypatch.setattr(moving, "MOST_MESSAGES", most)
    counts: list[int] = []
    fetch = Transaction.fetch

    async def counted(work: Transaction, query: str, *values: Any) -> list[Row]:
        rows = await fetch(work, query, *values)
        if query == LOCK_CHOSEN:
            counts.append(len(rows))
        return rows

    monkeypatch.setattr(Transaction, "fetch", counted)
    answer = await split(sign_in(organization.agent), one.conversation_id, two.message["id"], following=True)
    assert (answer.status_code, answer.json().get("code")) == (
        status,
        "too_long_to_move" if status == 409 else None,
    )
    assert counts == [locked]


async def test_of_two_moves_the_one_that_waited_is_later_whichever_began_first(
    house, sign_in, owner, organization
) -> None:
    one, two, three = await mails(house, owner, organization, "سفارش", "صورت‌حساب", "سوم")
    agent = sign_in(organization.agent)
    caller = Caller(
        kind="user", id=organization.admin.id, organization_id=organization.id, role="admin", name="x"
    )
    late = Split(id=uuid4(), message_id=_id(three.message))
    early = str(uuid4())
    async with house.database.transaction(organization.id) as work:
        await work.value("SELECT now()")  # begun, and waiting
        first = await split(agent, one.conversation_id, two.message["id"], id=early)
        assert first.status_code == 200
        await split_off(work, caller, Queueing(), one.conversation_id, late)
    refused = await undo(agent, early)
    assert (refused.status_code, refused.json()["code"]) == (409, "later_move")
    assert [(await undo(agent, each)).status_code for each in (late.id, early)] == [204, 204]
    assert await texts(agent, one.conversation_id) == ["سفارش", "صورت‌حساب", "سوم"]


async def test_rights_are_those_of_writing(house, sign_in, owner, organization, foreign) -> None:
    one, two = await mails(house, owner, organization, "سفارش", "صورت‌حساب")
    for person, status in (
        (organization.other_agent, 404),
        (organization.auditor, 403),
        (foreign.admin, 404),
    ):
        assert (await split(sign_in(person), one.conversation_id, two.message["id"])).status_code == status
    await split(sign_in(organization.agent), one.conversation_id, two.message["id"])
    move = await last_move(owner, organization)
    for person, status in (
        (organization.other_agent, 404),
        (organization.auditor, 403),
        (foreign.admin, 404),
    ):
        assert (await undo(sign_in(person), move)).status_code == status


async def test_search_files_and_marks_follow(house, sign_in, owner, organization) -> None:
    one, two = await mails(house, owner, organization, "سفارش", "زعفران")
    agent = sign_in(organization.agent)
    file = (await agent.post("/api/v1/attachments", files={"file": ("a.txt", b"hello", "text/plain")})).json()
    body = {"id": str(uuid4()), "kind": "note", "text": "پیوست", "attachments": [file["id"]]}
    await agent.post(f"/api/v1/conversations/{one.conversation_id}/messages", json=body)
    await agent.put(f"/api/v1/conversations/{one.conversation_id}/read", json={"position": 2})
    new = (await split(agent, one.conversation_id, two.message["id"], following=True)).json()
    await index_new_messages(house.system)  # after the split: its events tell of the first place
    hits = (await agent.get("/api/v1/search", params={"query": "زعفران"})).json()
    assert [hit["conversation_id"] for hit in hits["messages"]] == [new["id"]]
    assert await owner.fetchval("SELECT conversation_id FROM attachment WHERE id = $1", _id(file)) == _id(new)
    shown = await head(agent, new["id"])
    assert (shown["read_position"], shown["unread"]) == (1, 2)  # the file's note and the notice
    assert (await head(agent, one.conversation_id))["unread"] == 1  # the notice alone, no hole counted


async def test_a_new_contact_joins_the_one_last_written_to(house, sign_in, owner, organization) -> None:
    one, two = await mails(house, owner, organization, "سفارش", "صورت‌حساب")
    agent = sign_in(organization.agent)
    new = (await split(agent, one.conversation_id, two.message["id"])).json()
    email = await owner.fetchval("SELECT value FROM identity WHERE customer_id = $1", one.customer_id)
    again = await arrive(house, organization, proven(email), text="تازه")
    assert again.conversation_id == _id(new)
    await agent.put(f"/api/v1/conversations/{new['id']}/resolution", json={})
    again = await arrive(house, organization, proven(email), text="تازه‌تر")
    assert again.conversation_id == one.conversation_id
    # Resolved and open again: both may be open at once.
    assert (await agent.delete(f"/api/v1/conversations/{new['id']}/resolution")).status_code == 204


async def test_undo_puts_everything_back_and_once(house, sign_in, owner, organization) -> None:
    one, two, _ = await mails(house, owner, organization, "سفارش", "صورت‌حساب", "سوم")
    agent = sign_in(organization.agent)
    await agent.put(f"/api/v1/conversations/{one.conversation_id}/read", json={"position": 1})
    await index_new_messages(house.system)
    tables = ("message", "message_search", "draft", "read_mark", "attachment")
    before = await picture(owner, organization, *tables)
    new = (await split(agent, one.conversation_id, two.message["id"])).json()
    assert await picture(owner, organization, *tables) != before
    move = await last_move(owner, organization)
    answers = await asyncio.gather(*(undo(agent, move) for _ in range(3)))
    assert [a.status_code for a in answers] == [204] * 3
    assert await picture(owner, organization, *tables) == before
    assert await timeline(agent, one.conversation_id) == [
        "سفارش", "صورت‌حساب", "سوم", "(split_off)", "(split_returned)"
    ]  # fmt: skip
    sign = await head(agent, new["id"])
    assert (sign["status"], sign["merged_into"]) == ("resolved", str(one.conversation_id))
    assert await timeline(agent, new["id"]) == ["(split_from)", "(split_undone)"]
    listed = (await agent.get("/api/v1/conversations", params={"view": "all"})).json()["items"]
    assert new["id"] not in {row["id"] for row in listed}
    reply = await agent.post(
        f"/api/v1/conversations/{new['id']}/messages", json={"id": str(uuid4()), "text": "؟"}
    )
    assert (reply.status_code, reply.json()["code"]) == (409, "merged")
    assert reply.json()["conversation_id"] == str(one.conversation_id)
    assert not await owner.fetchval(
        "SELECT count(*) FROM work_item WHERE conversation_id = $1 AND state IN ('waiting', 'offered', 'active')",
        _id(new),
    )
    found = await numbers(owner, organization)
    assert found == list(range(found[0], found[0] + len(found)))


@pytest.mark.parametrize("where", ["here", "there", "from the customer", "a later split"])
async def test_after_something_new_was_written_it_says_why_not(
    house, sign_in, owner, organization, where
) -> None:
    one, two, three = await mails(house, owner, organization, "سفارش", "صورت‌حساب", "سوم")
    agent = sign_in(organization.agent)
    new = (await split(agent, one.conversation_id, two.message["id"])).json()
    move, code = await last_move(owner, organization), "written_since"
    note = {"id": str(uuid4()), "kind": "note", "text": "یادداشت"}
    if where == "here":
        await agent.post(f"/api/v1/conversations/{one.conversation_id}/messages", json=note)
    elif where == "there":
        await agent.post(f"/api/v1/conversations/{new['id']}/messages", json=note)
    elif where == "a later split":
        await split(agent, one.conversation_id, three.message["id"])
        code = "later_move"
    else:
        await arrive(house, organization, [], text="تازه", thread_id=_id(new))
    answer = await undo(agent, move)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert answer.json()["detail"]
    assert await texts(agent, new["id"]) == ["صورت‌حساب", *(["یادداشت"] if where == "there" else []),
                                             *(["تازه"] if where == "from the customer" else [])]  # fmt: skip


async def test_what_is_only_done_since_hinders_no_undo(house, sign_in, owner, organization) -> None:
    one, two = await mails(house, owner, organization, "سفارش", "صورت‌حساب")
    agent = sign_in(organization.agent)
    new = (await split(agent, one.conversation_id, two.message["id"])).json()
    await agent.put(
        f"/api/v1/conversations/{new['id']}/assignee", json={"user_id": str(organization.agent.id)}
    )
    await agent.put(f"/api/v1/conversations/{new['id']}/resolution", json={})
    await agent.patch(f"/api/v1/conversations/{one.conversation_id}", json={"subject": "نامی تازه"})
    assert (await undo(agent, await last_move(owner, organization))).status_code == 204
    shown = await head(agent, one.conversation_id)
    assert (shown["subject"], shown["last_message_preview"]) == ("نامی تازه", "صورت‌حساب")


def _id(view: Any) -> UUID:
    return UUID(str(view["id"]))
