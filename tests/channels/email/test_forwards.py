"""What is passed on to somebody outside, and what they answer: beside the talk, no way in for anybody."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from channels.email.test_outbound import NEGAR, answer, question, sink, state_of
from channels.email.test_rich_answers import CARD, PNG, box, nothing_waits
from conversations.arrivals import add_channel, arrive, proven
from conversations.moves import last_move, merge, split, undo
from fixtures.mail import deliver, let_all_through, proved, stored, written
from hamseda.channels.webchat.service import may_see
from hamseda.conversations.api import send_scheduled

__all__ = ["nothing_waits", "question", "sink"]

SUPPLIER = "sales@supplier.example"
BY_SUPPLIER = "dmarc=pass header.from=supplier.example"


@pytest.fixture
def agent(sign_in, organization) -> Any:
    return sign_in(organization.agent)


async def pass_on(client, question, **fields: Any) -> Any:
    body = {"id": str(uuid4()), "to": [SUPPLIER], "message_id": str(question["id"]), "text": "لطفاً ببینید"}
    path = f"/api/v1/conversations/{question['conversation_id']}/forwards"
    return await client.post(path, json={**body, **fields})


async def head(owner, question) -> Any:
    return await owner.fetchrow("SELECT * FROM conversation WHERE id = $1", question["conversation_id"])


async def newest(owner, organization) -> Any:
    return [row for row in await stored(owner, organization) if row["direction"] == "inbound"][-1]


async def asides(owner, question) -> list[Any]:
    return await owner.fetch(
        "SELECT * FROM message WHERE conversation_id = $1 AND kind = 'aside' ORDER BY position",
        question["conversation_id"],
    )


@pytest.fixture
async def passed(house, owner, question, sink, agent) -> tuple[Any, str]:
    """A forward that has left: its message, and the address at which it is answered."""
    sent = await pass_on(agent, question)
    assert sent.status_code == 201, sent.text
    await box(house, sink).step()
    return sent.json(), sink.mails[-1][2]["Reply-To"].addresses[0].addr_spec


async def test_it_goes_outside_and_is_no_answer_to_the_customer(house, owner, question, sink, agent):
    before = await head(owner, question)
    sent = (await pass_on(agent, question, cc=["boss@supplier.example"])).json()
    assert (sent["kind"], sent["direction"], sent["author_kind"]) == ("aside", "outbound", "agent")
    assert sent["meta"]["mail"]["forward"] == {
        "message_id": str(question["id"]),
        "history": False,
        "include_attachments": False,
    }
    after = await head(owner, question)
    for field in (
        "waiting_since",
        "first_answered_at",
        "last_message_preview",
        "last_message_inbound",
        "status",
    ):
        assert after[field] == before[field], field
    assert after["last_position"] == before["last_position"] + 1
    await box(house, sink).step()
    ((_, to, mail),) = sink.mails
    assert to == [SUPPLIER, "boss@supplier.example"]
    assert mail["Subject"] == "Fwd: سفارش من"
    assert "+f." in str(mail["Reply-To"])
    assert (mail["In-Reply-To"], mail["References"]) == (None, None)
    plain = mail.get_body(("plain",)).get_content().replace("\r", "")
    assert plain.startswith("لطفاً ببینید\n\n----- پیام ارجاع‌شده -----\nاز: نگار\nتاریخ: ")
    assert plain.rstrip().endswith("سلام")
    # Whoever reads it answers by way of us.
    assert NEGAR not in plain
    assert NEGAR not in mail.get_body(("html",)).get_content()
    assert (await state_of(owner, UUID(sent["id"])))[0] == "sent"


async def test_the_work_still_waits_for_somebody(house, owner, question, passed):
    from hamseda.routing.reactions import answered_by  # noqa: PLC0415

    assert answered_by(passed[0]) is None
    state = await owner.fetchval(
        "SELECT state FROM work_item WHERE conversation_id = $1", question["conversation_id"]
    )
    assert state == "waiting"


async def test_the_talk_so_far_goes_along_but_no_note_and_nothing_beside_it(
    house, organization, owner, question, sink, agent, passed
):
    path = f"/api/v1/conversations/{question['conversation_id']}/messages"
    await agent.post(path, json={"id": str(uuid4()), "text": "یادداشت محرمانه", "kind": "note"})
    await answer(house, organization, question, "پیگیری می‌کنیم")
    cancelled = (await agent.post(path, json={"id": str(uuid4()), "text": "پس‌گرفته", "undo_s": 9})).json()
    await agent.delete(f"{path}/{cancelled['id']}")
    await pass_on(agent, question, history=True, text="همه‌اش")
    await box(house, sink).step()
    plain = next(
        text
        for _, _, mail in sink.mails
        if (text := mail.get_body(("plain",)).get_content().replace("\r", "")).startswith("همه‌اش")
    )
    assert plain.index("نگار، ") < plain.index("سلام") < plain.index("پیگیری می‌کنیم")
    for hidden in ("محرمانه", "لطفاً ببینید", "پس‌گرفته"):
        assert hidden not in plain


async def test_files_go_along_where_they_are_asked_for(
    house, road, channel, organization, owner, sink, agent
):
    mail = written(channel.address, sender=f"نگار <{NEGAR}>", text="پیوست")
    mail.add_alternative('<p>نما: <img src="cid:a"></p>', subtype="html")
    mail.get_body(("html",)).add_related(
        PNG, "image", "png", cid="<a>", filename="a.png", disposition="inline"
    )
    mail.add_attachment("مبلغ".encode(), maintype="text", subtype="plain", filename="فاکتور.txt")
    await deliver(road, proved(mail), channel.address)
    (row,) = await stored(owner, organization)
    await pass_on(agent, row)
    await pass_on(agent, row, include_attachments=True)
    await box(house, sink).step()
    names = sorted(
        [[part.get_filename() for part in mail.iter_attachments()] for _, _, mail in sink.mails], key=len
    )
    assert names == [[], ["فاکتور.txt"]]
    for _, _, mail in sink.mails:
        (_, picture) = mail.get_body(("related",)).iter_parts()
        assert picture.get_content() == PNG


@pytest.mark.parametrize("history", [True, False])
async def test_what_is_shown_beforehand_is_what_goes_out(
    house, organization, owner, question, sink, agent, history
):
    await owner.execute("UPDATE queue SET signature_text = 'مهر' WHERE id = $1", question["queue_id"])
    await answer(house, organization, question, "پیگیری می‌کنیم")
    fields = {"html": f"<p>ببینید {CARD}</p><ul><li>یک</li></ul>", "text": "", "history": history}
    path = f"/api/v1/conversations/{question['conversation_id']}/forwards/preview"
    shown = await agent.post(path, json={"message_id": str(question["id"]), "to": [], **fields})
    assert shown.status_code == 200, shown.text
    await pass_on(agent, question, **fields)
    await box(house, sink).step()
    mail = next(mail for _, to, mail in sink.mails if to == [SUPPLIER])
    assert mail["Subject"] == shown.json()["subject"]
    assert mail.get_body(("plain",)).get_content().replace("\r", "").rstrip() == shown.json()["text"].rstrip()
    assert shown.json()["html"] in mail.get_body(("html",)).get_content().replace("\r\n", "\n")
    note = {"id": str(uuid4()), "text": "راز", "kind": "note"}
    kept = (await agent.post(path.replace("forwards/preview", "messages"), json=note)).json()
    assert (await agent.post(path, json={"message_id": kept["id"]})).status_code == 422
    assert len(await asides(owner, question)) == 1


async def test_a_forward_can_be_undone_and_is_sent_once(house, organization, owner, question, sink, agent):
    before = await head(owner, question)
    sent = (await pass_on(agent, question, undo_s=5)).json()
    assert sent["state"] == "scheduled"
    async with house.database.transaction(organization.id) as work:
        await send_scheduled(work, sent["id"])
    after = await head(owner, question)
    assert (after["waiting_since"], after["first_answered_at"]) == (before["waiting_since"], None)
    await box(house, sink).step()
    assert len(sink.mails) == 1
    body = {"id": str(uuid4()), "history": True}
    first, again = [(await pass_on(agent, question, **body)).json() for _ in range(2)]
    assert first == again
    other = await pass_on(agent, question, **body, bcc=["x@y.example"])
    assert other.json()["code"] == "idempotency_key_reused"


async def test_what_cannot_be_passed_on_is_refused_by_its_field(house, organization, owner, question, agent):
    path = f"/api/v1/conversations/{question['conversation_id']}/messages"
    note = (await agent.post(path, json={"id": str(uuid4()), "text": "راز", "kind": "note"})).json()
    other = await arrive(house, organization, proven("other@example.com"))
    for fields, field in (
        ({"message_id": note["id"]}, "message_id"),
        ({"message_id": other.message["id"]}, "message_id"),
        ({"to": ["x"]}, "to.0"),
        ({"html": f'<img src="attachment:{uuid4()}">'}, "html"),
    ):
        refused = await pass_on(agent, question, **fields)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field), refused.text


@pytest.mark.parametrize("is_proved", [True, False])
async def test_the_answer_comes_back_beside_the_talk_and_waits_for_the_agent(
    house, road, channel, organization, owner, question, sink, agent, passed, is_proved
):
    forward, address = passed
    await answer(house, organization, question)
    assert (await head(owner, question))["waiting_since"] is None
    reply = written(
        address, sender=f"Sales <{SUPPLIER}>", text="فردا می‌رسد", message_id="<s1@supplier.example>"
    )
    content = proved(reply, BY_SUPPLIER) if is_proved else reply.as_bytes()
    await owner.execute(
        "UPDATE channel SET settings = settings || $2 WHERE id = $1",
        channel.id,
        {"acknowledgement": "رسید"},
    )
    await deliver(road, content, address, SUPPLIER)
    (_, row) = await asides(owner, question)
    assert (row["direction"], row["author_kind"], row["author_name"], row["text"].strip()) == (
        "inbound",
        "third_party",
        "Sales",
        "فردا می‌رسد",
    )
    assert row["meta"]["mail"]["third_party"] == {
        "name": "Sales",
        "address": SUPPLIER,
        "forward_id": forward["id"],
    }
    after = await head(owner, question)
    assert (after["waiting_since"] is not None, after["last_message_preview"].strip()) == (True, "فردا می‌رسد")
    # Nobody became anybody: no identity, no proof, no automatic answer, no road by which a customer were answered.
    assert await owner.fetchval("SELECT count(*) FROM identity WHERE value = $1", SUPPLIER) == 0
    sent = await owner.fetchval(
        "SELECT count(*) FROM message WHERE conversation_id = $1 AND author_kind = 'system' AND kind = 'message'",
        question["conversation_id"],
    )
    assert sent == 0
    detail = (await agent.get(f"/api/v1/conversations/{question['conversation_id']}")).json()
    assert [road["address"] for road in detail["reply_channels"]] == [NEGAR]
    # A second delivery is the same one.
    await deliver(road, content, address, SUPPLIER)
    assert len(await asides(owner, question)) == 2
    # The customer of a verified chat sees none of it.
    shown = {**dict(row), "channel_id": str(row["channel_id"])}

    class Verified:
        is_verified = True
        channel_id = row["channel_id"]

    assert not may_see(Verified(), shown)
    # An answer to the outsider goes on in their thread.
    sink.mails.clear()
    await pass_on(agent, {**dict(question), "id": row["id"]}, text="سپاس")
    await box(house, sink).step()
    mine = [mail for _, to, mail in sink.mails if to == [SUPPLIER]]
    assert mine[0]["In-Reply-To"] == "<s1@supplier.example>"


async def test_the_answer_comes_where_the_forward_was_taken(
    house, road, channel, organization, owner, question, sink, agent
):
    await deliver(road, proved(written(channel.address, sender=NEGAR, text="چیز دوم")), channel.address)
    other = await newest(owner, organization)
    assert other["conversation_id"] == question["conversation_id"]
    assert (await pass_on(agent, other)).status_code == 201
    await box(house, sink).step()
    address = sink.mails[-1][2]["Reply-To"].addresses[0].addr_spec
    off = await split(agent, question["conversation_id"], other["id"], following=True)
    assert off.status_code == 200, off.text
    for text in ("فردا", "پس‌فردا"):
        reply = written(address, sender=SUPPLIER, text=text)
        await deliver(road, reply.as_bytes(), address, SUPPLIER)
        row = await owner.fetchrow(
            "SELECT * FROM message WHERE organization_id = $1 AND author_kind = 'third_party' ORDER BY id DESC LIMIT 1",
            organization.id,
        )
        assert row["text"].strip() == text
        assert str(row["conversation_id"]) == off.json()["id"]
        # Merged back: the same address leads back too.
        if text == "فردا":
            back = await merge(agent, off.json()["id"], question["conversation_id"])
            assert back.status_code == 200, back.text
            off = back


async def test_a_closed_conversation_wakes_and_waits_again(house, road, owner, question, agent, passed):
    path = f"/api/v1/conversations/{question['conversation_id']}"
    await agent.put(f"{path}/resolution", json={})
    _, address = passed
    await deliver(road, written(address, sender=SUPPLIER, text="دیر شد").as_bytes(), address, SUPPLIER)
    assert (await head(owner, question))["status"] == "open"
    waiting = await owner.fetch(
        "SELECT w.state, i.channel_id, i.address FROM work_item w JOIN interaction i ON i.id = w.interaction_id"
        " WHERE w.conversation_id = $1 AND w.state = 'waiting'",
        question["conversation_id"],
    )
    assert [tuple(row) for row in waiting] == [("waiting", None, SUPPLIER)]


async def test_where_the_customer_has_come_back_it_is_shown_in_what_is_open(
    house, road, channel, organization, owner, question, agent, passed
):
    await agent.put(f"/api/v1/conversations/{question['conversation_id']}/resolution", json={})
    await owner.execute(
        "UPDATE conversation SET resolved_at = now() - interval '9 days' WHERE id = $1",
        question["conversation_id"],
    )
    await deliver(road, proved(written(channel.address, text="باز هم")), channel.address)
    _, address = passed
    await deliver(road, written(address, sender=SUPPLIER, text="دیر شد").as_bytes(), address, SUPPLIER)
    row = await owner.fetchrow(
        "SELECT * FROM message WHERE author_kind = 'third_party' ORDER BY id DESC LIMIT 1"
    )
    other = await owner.fetchrow("SELECT * FROM conversation WHERE id = $1", row["conversation_id"])
    assert (other["id"] != question["conversation_id"], other["customer_id"]) == (
        True,
        question["customer_id"],
    )
    assert (await head(owner, question))["status"] == "resolved"


@pytest.mark.parametrize("is_proved", [True, False])
async def test_the_forward_s_address_is_worth_nothing_in_other_hands(
    house, road, channel, organization, owner, question, passed, is_proved
):
    _, address = passed
    for sender in ("thief@supplier.example", "spy@other.example"):
        reply = written(address, sender=sender, text="من")
        result = f"dmarc=pass header.from={sender.partition('@')[2]}"
        await deliver(road, proved(reply, result) if is_proved else reply.as_bytes(), address, sender)
        row = await newest(owner, organization)
        assert (row["conversation_id"] != question["conversation_id"], row["mark"]) == (
            True,
            "foreign_subject",
        )
    assert len(await asides(owner, question)) == 1


async def test_an_outsider_has_no_other_way_in(
    house, road, channel, organization, owner, question, sink, passed
):
    await answer(house, organization, question)
    await box(house, sink).step()
    customers = next(mail for _, to, mail in sink.mails if to == [NEGAR])
    forwarded = next(mail for _, to, mail in sink.mails if to == [SUPPLIER])
    token = customers["Reply-To"].addresses[0].addr_spec
    for to, referred in ((token, customers), (channel.address, forwarded), (channel.address, customers)):
        reply = written(to, sender=SUPPLIER, text="من", in_reply_to=referred["Message-ID"])
        await deliver(road, proved(reply, BY_SUPPLIER), to, SUPPLIER)
        row = await newest(owner, organization)
        assert (row["conversation_id"] != question["conversation_id"], row["mark"]) == (
            True,
            "foreign_subject",
        )
        assert row["customer_id"] != question["customer_id"]


async def test_the_customer_by_a_forward_s_address_is_verified_by_nothing(
    house, road, channel, organization, owner, question, passed
):
    _, address = passed
    await deliver(road, written(address, sender=NEGAR, text="من").as_bytes(), address)
    row = await newest(owner, organization)
    assert (row["conversation_id"] != question["conversation_id"], row["mark"]) == (True, "foreign_subject")


async def test_the_letter_of_a_forward_cannot_be_turned_into_that_of_a_reply(
    house, road, channel, organization, owner, question, sink, agent
):
    """Even where something was passed on to the customer themselves: what they answer to it is no proof."""
    await pass_on(agent, question, to=[NEGAR])
    await box(house, sink).step()
    address = sink.mails[0][2]["Reply-To"].addresses[0].addr_spec
    forged = address.replace("+f.", "+r.")
    await deliver(road, written(forged, sender=NEGAR, text="من").as_bytes(), forged)
    row = await newest(owner, organization)
    assert (row["conversation_id"] != question["conversation_id"], row["mark"]) == (True, "foreign_subject")
    await deliver(road, written(address, sender=NEGAR, text="من").as_bytes(), address)
    (_, row) = await asides(owner, question)
    assert row["author_kind"] == "third_party"


async def test_everybody_whom_it_went_to_may_answer(house, road, owner, question, sink, agent):
    await pass_on(agent, question, cc=["Boss@Supplier.example"])
    await box(house, sink).step()
    address = sink.mails[0][2]["Reply-To"].addresses[0].addr_spec
    reply = written(address, sender="boss@supplier.example", text="باشد")
    await deliver(road, reply.as_bytes(), address, "boss@supplier.example")
    (_, row) = await asides(owner, question)
    assert row["meta"]["mail"]["third_party"]["address"] == "boss@supplier.example"


@pytest.mark.parametrize("automatic", [{}, {"auto_submitted": "auto-replied"}])
@pytest.mark.parametrize("is_bcc", [True, False])
async def test_of_several_nobody_writes_as_a_colleague(
    house, road, owner, organization, question, sink, agent, is_bcc, automatic
):
    staff = await owner.fetchval("SELECT email FROM app_user WHERE id = $1", organization.admin.id)
    await pass_on(agent, question, **{"bcc" if is_bcc else "cc": [staff]})
    await box(house, sink).step()
    address = sink.mails[0][2]["Reply-To"].addresses[0].addr_spec
    forged = written(address, sender=staff, text="به این کارت بزنید", **automatic)
    await deliver(road, forged.as_bytes(), address, SUPPLIER)
    assert len(await asides(owner, question)) == 1
    assert "به این کارت" not in str(await stored(owner, organization))
    reason = await owner.fetchval(
        "SELECT reason FROM mail_quarantine WHERE organization_id = $1", organization.id
    )
    assert reason == "forged_agent"
    assert await let_all_through(house, road, organization) == 1
    (_, row) = await asides(owner, question)
    auth = row["meta"]["mail"]["auth"]
    assert (row["author_kind"], auth["method"], auth["why"]) == ("third_party", None, "released")
    by_staff = f"dmarc=pass header.from={staff.rpartition('@')[2]}"
    honest = proved(written(address, sender=staff, text="دیدم"), by_staff)
    await deliver(road, honest, address, staff)
    (*_, row) = await asides(owner, question)
    assert row["meta"]["mail"]["authenticated_by"] == "dmarc"
    # A stranger's word is shown, and says that nothing proves whose it is.
    await deliver(road, written(address, sender=SUPPLIER, text="سلام").as_bytes(), address, SUPPLIER)
    (*_, row) = await asides(owner, question)
    auth = row["meta"]["mail"]["auth"]
    assert (auth["method"], auth["why"]) == (None, "border_silent")


async def test_who_was_in_copy_once_is_no_colleague_later(
    house, road, owner, organization, question, sink, agent
):
    """Both forwards are answered at one address, for it is that of the first recipient."""
    staff = await owner.fetchval("SELECT email FROM app_user WHERE id = $1", organization.admin.id)
    for to_others in ({"cc": [SUPPLIER]}, {}):
        await pass_on(agent, question, to=[staff], **to_others)
        await box(house, sink).step()
    assert len(sink.mails) == 2
    address = sink.mails[0][2]["Reply-To"].addresses[0].addr_spec
    assert {mail["Reply-To"].addresses[0].addr_spec for _, _, mail in sink.mails} == {address}
    await deliver(road, written(address, sender=staff, text="من").as_bytes(), address, SUPPLIER)
    assert len(await asides(owner, question)) == 2


async def test_an_answer_belongs_to_the_forward_that_it_names(house, road, owner, question, sink, agent):
    sent = []
    for _ in range(3):
        sent.append((await pass_on(agent, question)).json())
        await box(house, sink).step()
    assert len(sink.mails) == 3
    rows = await owner.fetch(
        "SELECT message_id, message_id_header FROM mail_reference WHERE conversation_id = $1 AND direction = 'outbound'",
        question["conversation_id"],
    )
    ours = {str(row["message_id"]): row["message_id_header"] for row in rows}
    address = sink.mails[0][2]["Reply-To"].addresses[0].addr_spec
    for each, headers in (
        (sent[1], {"in_reply_to": f"<{ours[sent[1]['id']]}>"}),
        (sent[0], {"references": f"<x@y> <{ours[sent[0]['id']]}>"}),
        (sent[2], {}),
    ):
        reply = written(address, sender=SUPPLIER, text="پاسخ", **headers)
        await deliver(road, reply.as_bytes(), address, SUPPLIER)
        row = (await asides(owner, question))[-1]
        assert row["meta"]["mail"]["third_party"]["forward_id"] == each["id"]


async def test_who_alone_was_passed_something_is_no_forger(
    house, road, owner, organization, question, sink, agent
):
    staff = await owner.fetchval("SELECT email FROM app_user WHERE id = $1", organization.admin.id)
    await pass_on(agent, question, to=[staff])
    await box(house, sink).step()
    address = sink.mails[0][2]["Reply-To"].addresses[0].addr_spec
    await deliver(road, written(address, sender=staff, text="دیدم").as_bytes(), address, staff)
    assert len(await asides(owner, question)) == 2


async def test_an_absence_of_the_outsider_is_a_note(house, road, owner, question, passed):
    _, address = passed
    reply = written(address, sender=SUPPLIER, text="در مرخصی‌ام", auto_submitted="auto-replied")
    await deliver(road, reply.as_bytes(), address, SUPPLIER)
    assert len(await asides(owner, question)) == 1
    note = await owner.fetchval(
        "SELECT text FROM message WHERE conversation_id = $1 AND kind = 'note'", question["conversation_id"]
    )
    assert "در مرخصی‌ام" in note


async def test_of_a_chat_goes_outside_by_the_mail_channel_of_the_house(
    house, organization, owner, channel, sink, agent
):
    chat = await arrive(house, organization, proven("chat@example.com"), text="کجاست؟")
    sent = await pass_on(agent, {"conversation_id": chat.conversation_id, "id": chat.message["id"]})
    assert (sent.status_code, sent.json()["channel_id"]) == (201, str(channel.id)), sent.text
    await box(house, sink).step()
    ((_, _, mail),) = sink.mails
    assert "کجاست؟" in mail.get_body(("plain",)).get_content()
    assert "chat@example.com" not in mail.get_body(("plain",)).get_content()
    detail = (await agent.get(f"/api/v1/conversations/{chat.conversation_id}")).json()
    assert [road["kind"] for road in detail["reply_channels"]] == ["webchat"]


async def test_nobody_s_address_goes_outside_as_their_name(house, road, owner, question, sink, agent, passed):
    _, address = passed
    await deliver(road, written(address, sender=SUPPLIER, text="پاسخ").as_bytes(), address, SUPPLIER)
    (_, row) = await asides(owner, question)
    await owner.execute("UPDATE message SET author_name = $2 WHERE id = $1", question["id"], NEGAR)
    await owner.execute("UPDATE customer SET name = $2 WHERE id = $1", question["customer_id"], NEGAR)
    sink.mails.clear()
    for one in (row, question):
        await pass_on(agent, {**dict(question), "id": one["id"]}, to=["third@other.example"])
    await pass_on(agent, question, to=["third@other.example"], history=True)
    await box(house, sink).step()
    assert len(sink.mails) == 3
    for _, _, mail in sink.mails:
        for part in ("plain", "html"):
            said = mail.get_body((part,)).get_content()
            assert SUPPLIER not in said
            assert NEGAR not in said


@pytest.mark.parametrize(
    ("brand", "of_queue", "role", "status"),
    [
        (None, False, "agent", 422),
        (None, True, "agent", 201),
        (None, False, "supervisor", 201),
        ("own", False, "agent", 201),
    ],
)
async def test_by_a_mailbox_of_another_queue_only_leaders_pass_on(
    owner, organization, question, sign_in, brand, of_queue, role, status
):
    brand_id = None
    if brand:
        brand_id = uuid4()
        await owner.execute(
            "INSERT INTO brand (organization_id, id, name) VALUES ($1, $2, 'ب')", organization.id, brand_id
        )
        await owner.execute(
            "UPDATE conversation SET brand_id = $2 WHERE id = $1", question["conversation_id"], brand_id
        )
    queue_id = question["queue_id"] if of_queue else organization.support_queue_id
    mailbox = await add_channel(owner, organization, "email", queue_id=queue_id, brand_id=brand_id)
    client = sign_in(getattr(organization, role))
    sent = await pass_on(client, question, channel_id=str(mailbox))
    assert sent.status_code == status, sent.text
    if status == 422:
        assert sent.json()["errors"][0]["field"] == "channel_id"
    else:
        assert sent.json()["channel_id"] == str(mailbox)


async def test_nothing_leaves_by_another_brands_mailbox_unless_a_leader_says_so(
    owner, organization, question, channel, sign_in
):
    """An outsourcer's clients must not see each other: also where their own mailbox is switched off."""
    brand_id = uuid4()
    await owner.execute(
        "INSERT INTO brand (organization_id, id, name) VALUES ($1, $2, 'ب')", organization.id, brand_id
    )
    other = await add_channel(
        owner, organization, "email", queue_id=organization.support_queue_id, brand_id=brand_id
    )
    await owner.execute("UPDATE channel SET enabled = false WHERE id = $1", channel.id)
    for person in (organization.agent, organization.supervisor):
        refused = await pass_on(sign_in(person), question)
        assert (refused.status_code, refused.json()["code"]) == (409, "no_mailbox_of_brand"), refused.text
    sent = await pass_on(sign_in(organization.supervisor), question, channel_id=str(other))
    assert (sent.status_code, sent.json()["channel_id"]) == (201, str(other))


async def test_a_house_without_brands_passes_on_by_its_only_mailbox(
    owner, organization, question, channel, agent
):
    await owner.execute(
        "UPDATE channel SET enabled = false, brand_id = NULL WHERE organization_id = $1", organization.id
    )
    await owner.execute("UPDATE conversation SET brand_id = NULL WHERE organization_id = $1", organization.id)
    only = await add_channel(owner, organization, "email", queue_id=organization.support_queue_id)
    await owner.execute("UPDATE channel SET brand_id = NULL WHERE id = $1", only)
    sent = await pass_on(agent, question)
    assert (sent.status_code, sent.json()["channel_id"]) == (201, str(only)), sent.text


async def test_numbers_are_masked_in_what_goes_outside(owner, question, sink, house, agent):
    html = f"<p>کارت <b>{CARD[:6]}</b>{CARD[6:]}</p>"
    sent = (await pass_on(agent, question, html=html, text="", subject=CARD)).json()
    await box(house, sink).step()
    mail = sink.mails[0][2]
    for said in (
        sent["text"],
        sent["html"],
        str(sent["meta"]),
        mail["Subject"],
        mail.get_body(("plain",)).get_content(),
        mail.get_body(("html",)).get_content(),
    ):
        assert CARD not in "".join(sign for sign in said if sign.isdigit())


@pytest.mark.parametrize("first", ["the customer's mail", "the aside"])
async def test_who_is_not_answered_waits_as_work_after_a_split(
    house, road, channel, owner, organization, question, agent, passed, first: str
) -> None:
    """The last word is an outsider's, who wrote while the conversation was at work: it has no engagement."""
    await deliver(road, proved(written(channel.address, sender=NEGAR, text="چیز دوم")), channel.address)
    two = await newest(owner, organization)
    address = passed[1]
    await deliver(road, written(address, sender=SUPPLIER, text="پاسخ بیرون").as_bytes(), address, SUPPLIER)
    aside = (await asides(owner, question))[-1]
    assert aside["interaction_id"] is None
    message = (two if first == "the customer's mail" else aside)["id"]
    off = await split(agent, question["conversation_id"], message, following=True)
    assert off.status_code == 200, off.text
    assert off.json()["waiting_since"]
    rows = await owner.fetch(
        """SELECT w.state, i.state AS engagement, i.channel_id IS NOT NULL AS is_road, i.address
           FROM work_item w JOIN interaction i ON i.id = w.interaction_id WHERE w.conversation_id = $1""",
        UUID(off.json()["id"]),
    )
    waits = (
        ("waiting", "waiting", True, NEGAR)
        if message == two["id"]
        else ("waiting", "waiting", False, SUPPLIER)
    )
    assert [tuple(row) for row in rows] == [waits]


async def test_an_outsider_waits_again_after_a_merge_that_was_resolved_and_undone(
    road, owner, organization, question, agent, passed
) -> None:
    await deliver(road, written(passed[1], sender=SUPPLIER, text="پاسخ").as_bytes(), passed[1], SUPPLIER)
    aside = (await asides(owner, question))[-1]
    new = (await split(agent, question["conversation_id"], aside["id"])).json()["id"]
    path = f"/api/v1/conversations/{question['conversation_id']}/resolution"
    assert (await agent.put(path, json={})).status_code == 204
    assert (await merge(agent, new, question["conversation_id"])).status_code == 200
    assert (await agent.put(path, json={})).status_code == 204
    assert (await undo(agent, await last_move(owner, organization))).status_code == 204
    back = (await agent.get(f"/api/v1/conversations/{new}")).json()
    assert (back["status"], back["work_item"]["state"]) == ("open", "waiting")
