"""What a mail shows of others is chosen when it is accepted: nothing slips in while it waits to leave."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from channels.email.test_forwards import SUPPLIER, newest, pass_on
from channels.email.test_outbound import NEGAR, question, sink, state_of
from channels.email.test_rich_answers import CARD, box, due_now, nothing_waits, post
from conversations.moves import merge, second, split
from fixtures.mail import deliver, proved, written
from hamseda.channels.email.delivery import settle_delivery, settle_recipients
from hamseda.conversations.api import send_scheduled

__all__ = ["nothing_waits", "question", "sink"]

SECRET = "راز گفتگوی دیگر"


@pytest.fixture
def agent(sign_in, organization) -> Any:
    return sign_in(organization.agent)


@pytest.fixture
async def other(house, owner, organization, question) -> Any:
    """Another conversation of the same customer, whose newest mail is theirs."""
    found = await second(
        house, owner, organization, type("Of", (), {"customer_id": question["customer_id"]}), SECRET
    )
    sender = [{"name": "", "address": NEGAR}]
    await owner.execute(
        "UPDATE message SET meta = jsonb_set(meta, '{mail,from}', $2) WHERE conversation_id = $1",
        found.conversation_id,
        sender,
    )
    return found


async def leave(house, organization, sink, sent: Any) -> None:
    async with house.database.transaction(organization.id) as work:
        await send_scheduled(work, UUID(sent.json()["id"]))
    await box(house, sink).step()


def said(mail: Any) -> str:
    return mail["Subject"] + mail.get_body(("plain",)).get_content() + mail.get_body(("html",)).get_content()


async def test_a_forward_shows_nothing_of_what_was_merged_with_it(
    house, organization, question, other, sink, agent
):
    shown = await agent.post(
        f"/api/v1/conversations/{question['conversation_id']}/forwards/preview",
        json={"message_id": str(question["id"]), "to": [], "history": True, "text": "لطفاً ببینید"},
    )
    sent = await pass_on(agent, question, history=True, undo_s=30)
    assert sent.status_code == 201, sent.text
    done = await merge(agent, other.conversation_id, question["conversation_id"])
    assert done.status_code == 200, done.text
    await leave(house, organization, sink, sent)
    ((_, to, mail),) = sink.mails
    assert to == [SUPPLIER]
    assert SECRET not in said(mail)
    assert mail["Subject"] == shown.json()["subject"]
    assert mail.get_body(("plain",)).get_content().replace("\r", "").rstrip() == shown.json()["text"].rstrip()


async def test_the_talk_that_comes_later_does_not_go_along(
    house, road, channel, organization, question, sink, agent
):
    sent = await pass_on(agent, question, history=True, include_attachments=True, undo_s=30)
    later = written(channel.address, sender=NEGAR, text="بعداً نوشتم")
    later.add_attachment(b"x", maintype="text", subtype="plain", filename="later.txt")
    await deliver(road, proved(later), channel.address)
    await leave(house, organization, sink, sent)
    mail = sink.mails[-1][2]
    assert "بعداً نوشتم" not in said(mail)
    assert [part.get_filename() for part in mail.iter_attachments()] == []


async def test_a_reply_quotes_what_it_answered_and_nothing_that_came_since(
    house, road, channel, organization, question, other, sink, agent
):
    sent = await post(agent, question, text="باشد", cc=["boss@x.example"], undo_s=30)
    assert sent.status_code == 201, sent.text
    await deliver(road, proved(written(channel.address, sender=NEGAR, text="بعداً نوشتم")), channel.address)
    assert (await merge(agent, other.conversation_id, question["conversation_id"])).status_code == 200
    await leave(house, organization, sink, sent)
    mail = sink.mails[-1][2]
    plain = mail.get_body(("plain",)).get_content()
    assert SECRET not in said(mail)
    assert "بعداً نوشتم" not in plain
    assert "> سلام" in plain


async def test_a_failure_is_told_where_the_message_stands(house, owner, organization, question, other, agent):
    sent = await post(agent, question, text="باشد", cc=["boss@x.example"])
    one = await owner.fetchrow("SELECT * FROM message WHERE id = $1", UUID(sent.json()["id"]))
    stale = {**dict(one), "conversation_id": other.conversation_id}
    async with house.database.transaction(organization.id) as work:
        await settle_recipients(work, stale, {"boss@x.example": {"state": "failed", "text": "نیست"}}, {})
    async with house.database.transaction(organization.id) as work:
        moved = await settle_delivery(work, stale, "failed", {"text": "نیست"})
    assert moved is not None
    assert moved["conversation_id"] == question["conversation_id"]
    told = await owner.fetch(
        "SELECT conversation_id FROM message WHERE organization_id = $1 AND kind = 'notice'", organization.id
    )
    assert [row["conversation_id"] for row in told] == [question["conversation_id"]]


async def test_a_code_of_another_service_gives_an_answer_no_subject_and_no_recipients(
    house, organization, owner, question, sink, agent
):
    await owner.execute("UPDATE conversation SET subject = NULL WHERE id = $1", question["conversation_id"])
    code = {
        "private": "third_party_code",
        "subject": "Your code is 482913",
        "message_id": "code@service.example",
        "cc": [{"name": "", "address": "code@b.example"}],
    }
    await owner.execute(
        "INSERT INTO message (organization_id, id, conversation_id, position, kind, direction, author_kind, channel_kind,"
        " text, text_direction, state, meta)"
        " VALUES ($1, $2, $3, 50, 'message', 'inbound', 'customer', 'email', '482913', 'ltr', 'sent', $4)",
        organization.id,
        uuid4(),
        question["conversation_id"],
        {"mail": code},
    )
    await owner.execute(
        "UPDATE conversation SET last_position = 50 WHERE id = $1", question["conversation_id"]
    )
    path = f"/api/v1/conversations/{question['conversation_id']}/mail-composition"
    shown = (await agent.get(path)).json()
    assert (shown["subject"], shown["cc"]) == ("Re: سفارش من", [])
    await post(agent, question, text="باشد")
    await box(house, sink).step()
    mail = sink.mails[0][2]
    assert mail["Subject"] == "Re: سفارش من"
    assert "code@service.example" not in mail["References"]


@pytest.mark.parametrize(
    "fields",
    [
        {"html": "<p>سلام</p>"},
        {"text": "سلام", "cc": ["boss@x.example"]},
        {"text": f"کارت {CARD}"},
        {"text": "سلام"},
        {"html": f"<p>کارت {CARD}</p>", "files": True},
    ],
)
async def test_a_retry_after_a_merge_answers_what_was_said_first(
    organization, question, other, agent, owner, channel, fields
):
    await owner.execute(
        "UPDATE channel SET settings = settings || $2 WHERE id = $1",
        UUID(str(other.message["channel_id"])),
        {"address": "other@hamseda.test"},
    )
    if fields.pop("files", False):
        file = {"file": ("a.txt", b"x", "text/plain")}
        fields["attachments"] = [(await agent.post("/api/v1/attachments", files=file)).json()["id"]]
    place, body = {"conversation_id": other.conversation_id}, {"id": str(uuid4()), **fields}
    first = await post(agent, place, **body)
    assert first.status_code == 201, first.text
    done = await merge(agent, other.conversation_id, question["conversation_id"])
    assert done.status_code == 200, done.text
    again = await post(agent, place, **body)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    changed = await post(agent, place, **{**body, "subject": "دیگر"})
    assert (changed.status_code, changed.json()["code"]) == (409, "idempotency_key_reused")
    fresh = await post(agent, place, **{**body, "id": str(uuid4()), "attachments": []})
    assert (fresh.status_code, fresh.json()["code"]) == (409, "merged")


async def test_a_forward_that_waits_goes_out_though_its_message_was_split_off(
    house, road, channel, owner, organization, question, sink, agent
):
    await deliver(road, proved(written(channel.address, sender=NEGAR, text="چیز دوم")), channel.address)
    two = await newest(owner, organization)
    body = {"id": str(uuid4()), "html": "<p>ببینید</p>"}
    sent = await pass_on(agent, two, **body)
    sink.refuse = {SUPPLIER: "451 greylisted"}
    await box(house, sink).step()
    off = await split(agent, question["conversation_id"], two["id"])
    assert off.status_code == 200, off.text
    again = await pass_on(agent, two, **body)
    assert (again.status_code, again.json()) == (201, sent.json())
    changed = await pass_on(agent, two, **{**body, "html": "<p>دیگر</p>"})
    assert (changed.status_code, changed.json()["code"]) == (409, "idempotency_key_reused")
    sink.refuse = {}
    await due_now(owner)
    await box(house, sink).step()
    assert (await state_of(owner, sent.json()["id"]))[0] == "sent"
    assert "چیز دوم" in said(sink.mails[-1][2])
