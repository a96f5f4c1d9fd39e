"""Answers with rich text, pictures, several recipients, a subject and a signature: to a real SMTP server and back."""

from typing import Any
from uuid import uuid4

import pytest

from channels.email.test_outbound import NEGAR, Sink, answer, outbox, question, sink, state_of
from fixtures.mail import deliver, proved, stored, written
from hamseda.kit.ids import new_id
from hamseda.kit.sensitive import checks

__all__ = ["question", "sink"]

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
CARD = next(f"603799111234567{d}" for d in range(10) if checks.is_card(f"603799111234567{d}"))


def box(house, sink: Sink):
    return outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port)


async def post(client, question, **fields: Any) -> Any:
    path = f"/api/v1/conversations/{question['conversation_id']}/messages"
    return await client.post(path, json={"id": str(uuid4()), **fields})


@pytest.fixture(autouse=True)
async def nothing_waits(owner) -> None:
    """What other tests have left in the outbox is theirs."""
    await owner.execute("UPDATE outbox SET state = 'done' WHERE state = 'waiting'")


async def due_now(owner) -> None:
    await owner.execute("UPDATE outbox SET due_at = now(), leased_until = NULL WHERE state = 'waiting'")


@pytest.fixture
def agent(sign_in, organization) -> Any:
    return sign_in(organization.agent)


async def test_rich_text_is_harmless_when_it_comes_in_and_has_a_plain_twin(agent, question):
    html = '<p dir="rtl" onclick="x()">سلام <b>نگار</b></p><script>x()</script><ul><li>یک</li></ul>'
    sent = (await post(agent, question, html=html)).json()
    assert sent["html"] == '<p dir="rtl">سلام <b>نگار</b></p><ul><li>یک</li></ul>'
    assert sent["text"] == "سلام نگار\n\n• یک"


async def test_each_block_says_its_direction_in_both_ways(house, organization, question, sink):
    html = (
        "<p>سلام نگار</p><p>Your order is on its way.</p><ul><li>Tracking code: <code>AB-12</code></li><li>دوم</li></ul>"
        '<blockquote dir="ltr"><p>quoted</p></blockquote><p style="text-align:center">وسط</p>'
    )
    await answer(house, organization, question, "", html=html)
    await box(house, sink).step()
    page = sink.mails[0][2].get_body(("html",)).get_content()
    assert '<p style="direction:rtl;text-align:right;margin:0 0 12px" dir="rtl">سلام نگار</p>' in page
    assert 'text-align:left;margin:0 0 12px" dir="ltr">Your order is on its way.</p>' in page
    # A point that runs the other way than its list keeps its order; the sign stays on the side of the list.
    assert '<ul style="direction:ltr;text-align:left;padding:0;padding-left:28px' in page
    assert '<span dir="rtl" style="direction:rtl">دوم</span>' in page
    assert "border-left:3px solid #d1d5db" in page
    assert "text-align:right;margin:0 0 12px;text-align:center" in page
    plain = sink.mails[0][2].get_body(("plain",)).get_content()
    assert "• Tracking code: AB-12" in plain
    assert "> quoted" in plain


async def test_pictures_stand_in_the_mail_and_files_beside_it(
    house, organization, question, sink, agent, road, owner
):
    files = {"file": ("نما.png", PNG, "image/png")}
    shown = (await agent.post("/api/v1/attachments", files=files)).json()["id"]
    beside = (await agent.post("/api/v1/attachments", files=files)).json()["id"]
    html = f'<p>ببینید</p><p><img src="attachment:{shown}" alt="نما"></p>'
    sent = await post(agent, question, html=html, attachments=[shown, beside])
    assert f'src="/api/v1/attachments/{shown}"' in sent.json()["html"]
    await box(house, sink).step()
    mail = sink.mails[0][2]
    page = mail.get_body(("related", "html"))
    assert page.get_content_type() == "multipart/related"
    text, picture = page.iter_parts()
    assert f'src="cid:{shown}@hamseda.test"' in text.get_content()
    assert picture["Content-ID"] == f"<{shown}@hamseda.test>"
    assert (picture.get_content_disposition(), picture.get_content()) == ("inline", PNG)
    assert [part.get_filename() for part in mail.iter_attachments()] == ["نما.png"]
    frame = await agent.get(f"/api/v1/mails/{sent.json()['id']}/frame")
    assert 'src="data:image/png;base64,' in frame.text


async def test_a_picture_that_is_not_attached_is_refused_by_its_field(agent, question):
    refused = await post(agent, question, html=f'<p><img src="attachment:{uuid4()}"></p>')
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "html")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"to": ["nobody"]}, "to.0"),
        ({"cc": ["a@b.example", "x y@b.example"]}, "cc.1"),
        ({"bcc": [f"a{n}@b.example" for n in range(51)]}, "to"),
        ({"html": "x" * 300_001}, "html"),
    ],
)
async def test_what_is_wrong_is_named(agent, question, fields, field):
    refused = await post(agent, question, text="سلام", **fields)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize(
    "fields",
    [{"html": "<p>x</p>"}, {"cc": ["a@b.example"]}, {"subject": "x"}, {"quote": False}, {"signature": False}],
)
async def test_a_chat_and_a_note_carry_no_mail_fields(agent, question, house, organization, fields):
    from conversations.arrivals import arrive, proven  # noqa: PLC0415

    chat = await arrive(house, organization, proven("chat@example.com"))
    in_chat = await post(agent, {"conversation_id": chat.conversation_id}, text="سلام", **fields)
    as_note = await post(agent, question, text="سلام", kind="note", **fields)
    for refused in (in_chat, as_note):
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error["field"], error["code"]) == (422, next(iter(fields)), "mail_only")


async def test_several_recipients_are_one_mail_and_bcc_is_in_no_header(
    house, organization, owner, question, sink, agent
):
    sent = await post(
        agent, question, text="سلام", cc=["Boss@Example.com", "boss@example.com"], bcc=["secret@example.com"]
    )
    assert sent.json()["meta"]["mail"]["recipients"] == {
        "to": [NEGAR],
        "cc": ["Boss@example.com"],
        "bcc": ["secret@example.com"],
    }
    await box(house, sink).step()
    ((_, to, mail),) = sink.mails
    assert to == [NEGAR, "Boss@example.com", "secret@example.com"]
    assert (str(mail["To"]), str(mail["Cc"]), mail["Bcc"]) == (
        "نگار <negar@example.com>",
        "Boss@example.com",
        None,
    )
    assert b"secret@example.com" not in mail.as_bytes()
    state, delivery = await state_of(owner, sent.json()["id"])
    assert (state, {one["state"] for one in delivery["recipients"]}) == ("sent", {"sent"})


async def test_one_of_three_is_refused_one_waits_and_nobody_has_it_twice(
    house, organization, owner, question, sink
):
    message_id = await answer(house, organization, question, cc=["gone@example.com", "later@example.com"])
    sink.refuse = {"gone@example.com": "550 5.1.1 No such user", "later@example.com": "451 Later"}
    await box(house, sink).step()
    state, delivery = await state_of(owner, message_id)
    found = {one["address"]: one for one in delivery["recipients"]}
    assert (state, {a: one["state"] for a, one in found.items()}) == (
        "sent",
        {NEGAR: "sent", "gone@example.com": "failed", "later@example.com": "waiting"},
    )
    assert "No such user" in found["gone@example.com"]["reason"]
    notice = await owner.fetchval(
        "SELECT meta->>'reason' FROM message WHERE conversation_id = $1 AND kind = 'notice'",
        question["conversation_id"],
    )
    assert "gone@example.com" in notice
    assert "later@example.com" not in notice
    sink.refuse.clear()
    for _ in range(2):
        await due_now(owner)
        await box(house, sink).step()
    assert [to for _, to, _ in sink.mails] == [[NEGAR], ["later@example.com"]]
    assert sink.mails[0][2].as_bytes() == sink.mails[1][2].as_bytes()
    _, delivery = await state_of(owner, message_id)
    assert [one["state"] for one in delivery["recipients"]] == ["sent", "failed", "sent"]
    assert await owner.fetchval("SELECT state FROM outbox WHERE subject_id = $1", message_id) == "done"


async def test_who_waited_for_too_long_has_failed_and_the_others_keep_it(
    house, organization, owner, question, sink
):
    message_id = await answer(house, organization, question, cc=["later@example.com"])
    sink.refuse = {"later@example.com": "451 Later"}
    await box(house, sink).step()
    await owner.execute("UPDATE outbox SET attempts = 1000 WHERE subject_id = $1", message_id)
    await due_now(owner)
    await box(house, sink).step()
    state, delivery = await state_of(owner, message_id)
    assert (state, [one["state"] for one in delivery["recipients"]]) == ("sent", ["sent", "failed"])


@pytest.mark.parametrize("opened", ["<div>", "<ul><li>", "<blockquote>", "<span dir=ltr>"])
async def test_what_is_nested_deeper_than_anybody_writes_is_refused_by_its_field(
    house, organization, question, sink, agent, opened
):
    path = f"/api/v1/conversations/{question['conversation_id']}"
    deep, most = opened * 400 + "x", opened * (100 // opened.count("<")) + "x"
    forward = {"id": str(uuid4()), "to": ["a@b.example"], "message_id": str(question["id"])}
    for refused in (
        await post(agent, question, html=deep),
        await agent.post(f"{path}/forwards", json={**forward, "html": deep}),
        await agent.post(f"{path}/forwards/preview", json={**forward, "html": deep}),
        await agent.put(f"{path}/draft", json={"kind": "message", "text": "", "html": deep}),
    ):
        assert refused.status_code == 422, refused.text
        (error,) = refused.json()["errors"]
        assert (error["field"], error["code"]) == ("html", "too_deep")
        assert "تودرتو" in error["message"]
    sent = await post(agent, question, html=most)
    assert sent.status_code == 201, sent.text
    await box(house, sink).step()
    assert "x" in sink.mails[0][2].get_body(("plain",)).get_content()


async def notices_of(owner, question) -> list[str]:
    rows = await owner.fetch(
        "SELECT meta->>'reason' AS reason FROM message WHERE conversation_id = $1 AND kind = 'notice' ORDER BY position",
        question["conversation_id"],
    )
    return [row["reason"] for row in rows]


async def test_who_had_it_and_lost_it_while_another_waits_is_told_and_in_the_end_nobody_has_it(
    house, road, channel, organization, owner, question, sink
):
    message_id = await answer(house, organization, question, cc=["later@example.com"])
    sink.refuse = {"later@example.com": "451 Later"}
    await box(house, sink).step()
    receipt = sink.mails[0][2]["X-Hamseda-Receipt"]
    await deliver(road, bounce_of(channel, message_id, NEGAR, receipt), channel.address, "")
    state, delivery = await state_of(owner, message_id)
    assert (state, [one["state"] for one in delivery["recipients"]]) == ("sent", ["failed", "waiting"])
    assert [NEGAR in said for said in await notices_of(owner, question)] == [True]
    sink.refuse = {"later@example.com": "550 5.1.1 No such user"}
    await due_now(owner)
    await box(house, sink).step()
    state, delivery = await state_of(owner, message_id)
    assert (state, [one["state"] for one in delivery["recipients"]]) == ("failed", ["failed", "failed"])
    assert ["later@example.com" in said for said in await notices_of(owner, question)] == [False, True]
    assert len(sink.mails) == 1


async def test_who_refuses_for_good_is_told_and_asked_no_more_though_nobody_has_it_yet(
    house, organization, owner, question, sink, agent
):
    asked: list[str] = []
    before = sink.handle_RCPT

    async def counted(server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        asked.append(address)
        return await before(server, session, envelope, address, options)

    sink.handle_RCPT = counted
    message_id = await answer(house, organization, question, cc=["gone@example.com"])
    sink.refuse = {NEGAR: "451 Later", "gone@example.com": "550 5.1.1 No such user"}
    for _ in range(2):
        await box(house, sink).step()
        await due_now(owner)
    state, delivery = await state_of(owner, message_id)
    assert (state, [one["state"] for one in delivery["recipients"]]) == ("queued", ["waiting", "failed"])
    assert ["gone@example.com" in said for said in await notices_of(owner, question)] == [True]
    assert asked.count("gone@example.com") == 1
    sink.refuse = {}
    await box(house, sink).step()
    state, delivery = await state_of(owner, message_id)
    assert (state, [one["state"] for one in delivery["recipients"]]) == ("sent", ["sent", "failed"])
    assert [to for _, to, _ in sink.mails] == [[NEGAR]]


async def test_where_nobody_takes_it_the_message_has_failed(house, organization, owner, question, sink):
    message_id = await answer(house, organization, question, cc=["gone@example.com"])
    sink.refuse["RCPT"] = "550 5.1.1 No such user"
    await box(house, sink).step()
    state, delivery = await state_of(owner, message_id)
    assert (state, [one["state"] for one in delivery["recipients"]]) == ("failed", ["failed", "failed"])
    assert (delivery["why"], bool(delivery["text"])) == ("refused", True)


async def test_a_suppressed_address_is_left_out_with_words_and_the_others_get_it(
    house, organization, owner, question, sink
):
    await owner.execute(
        "INSERT INTO mail_suppression (organization_id, address, why, status, said) VALUES ($1, $2, $3, '', '')",
        organization.id,
        "gone@example.com",
        "no_such_address",
    )
    message_id = await answer(house, organization, question, cc=["Gone@example.com"])
    await box(house, sink).step()
    assert [to for _, to, _ in sink.mails] == [[NEGAR]]
    state, delivery = await state_of(owner, message_id)
    (_, gone) = delivery["recipients"]
    assert (state, gone["state"], gone["why"], "Gone@example.com" in gone["text"]) == (
        "sent",
        "failed",
        "suppressed",
        True,
    )


async def test_a_report_about_one_recipient_is_shown_at_that_one(
    house, road, channel, organization, owner, question, sink
):
    message_id = await answer(house, organization, question, cc=["boss@example.com"])
    await box(house, sink).step()
    receipt = sink.mails[0][2]["X-Hamseda-Receipt"]
    await deliver(road, bounce_of(channel, message_id, "boss@example.com", receipt), channel.address, "")
    state, delivery = await state_of(owner, message_id)
    assert (state, [one["state"] for one in delivery["recipients"]]) == ("sent", ["sent", "failed"])
    await deliver(road, bounce_of(channel, message_id, "stranger@example.com", receipt), channel.address, "")
    assert len((await state_of(owner, message_id))[1]["recipients"]) == 2
    # Whoever got a copy could have written the report: it must not close another's address.
    suppressed = "SELECT count(*) FROM mail_suppression WHERE organization_id = $1"
    assert await owner.fetchval(suppressed, organization.id) == 0


def bounce_of(channel, message_id, recipient: str, receipt: str) -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: {channel.address}\r\nSubject: failed\r\nMessage-ID: <{uuid4().hex}@mx>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <{message_id}@hamseda.test>\r\nX-Hamseda-Receipt: {receipt}\r\n\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("subject", ["سفارش من", ""])
async def test_what_is_held_back_keeps_the_subject_that_it_answered(
    house, organization, owner, question, sink, subject
):
    """A split, a merge or a new name must not put another talk's subject above it."""
    conversation = question["conversation_id"]
    rename = "UPDATE conversation SET subject = $2 WHERE id = $1"
    await owner.execute(rename, conversation, subject or None)
    if not subject:
        await owner.execute(
            "UPDATE message SET meta = jsonb_set(meta, '{mail,subject}', '\"\"') WHERE id = $1",
            question["id"],
        )
    await answer(house, organization, question)
    await owner.execute(rename, conversation, "پرونده‌ی دیگری")
    await box(house, sink).step()
    ((_, _, mail),) = sink.mails
    assert "دیگری" not in mail["Subject"]
    assert (mail["Subject"] == "Re: سفارش من") is bool(subject)


async def test_subject_quote_and_signature_are_the_agents_choice(
    house, organization, owner, question, sink, agent
):
    await owner.execute(
        "UPDATE queue SET signature_html = $2, signature_text = $3 WHERE id = $1",
        question["queue_id"],
        "<p>با احترام، <b>{{agent.name}}</b> &amp; {{customer.name}}</p>",
        "با احترام، {{agent.name}} & {{customer.name}}",
    )
    await owner.execute("UPDATE customer SET name = '<b>نگار' WHERE id = $1", question["customer_id"])
    await post(agent, question, text="یک")
    await post(agent, question, text="دو", subject="پیشنهاد  تازه", quote=False, signature=False)
    await box(house, sink).step()
    mails = {mail["Subject"]: mail for _, _, mail in sink.mails}
    plain = mails["Re: سفارش من"].get_body(("plain",)).get_content().replace("\r", "")
    name = organization.agent.caller.name
    assert plain.startswith(f"یک\n\n-- \nبا احترام، {name} & <b>نگار\n\nدر ")
    page = mails["Re: سفارش من"].get_body(("html",)).get_content()
    assert f"<b>{name}</b> &amp; &lt;b&gt;نگار</p></div>" in page
    assert page.index("hamseda_signature") < page.index("hamseda_quote")
    bare = mails["پیشنهاد تازه"].get_body(("plain",)).get_content()
    assert bare.strip() == "دو"


async def test_a_signature_is_as_it_was_when_it_was_written(
    house, organization, owner, question, sink, agent
):
    await owner.execute("UPDATE queue SET signature_text = 'پیش' WHERE id = $1", question["queue_id"])
    await post(agent, question, text="یک")
    await owner.execute("UPDATE queue SET signature_text = 'پس' WHERE id = $1", question["queue_id"])
    await box(house, sink).step()
    assert "-- \r\nپیش" in sink.mails[0][2].get_body(("plain",)).get_content()


async def test_numbers_are_masked_in_both_forms_alike_also_when_tags_part_them(
    house, organization, owner, question, sink, agent
):
    html = f"<p>کارت <b>{CARD[:4]}</b>{CARD[4:10]}<i>{CARD[10:]}</i></p>"
    sent = (await post(agent, question, html=html, subject=f"کارت {CARD}")).json()
    stored_row = await owner.fetchrow("SELECT text, html, meta FROM message WHERE id = $1", sent["id"])
    await box(house, sink).step()
    mail = sink.mails[0][2]
    for said in (
        *map(str, stored_row.values()),
        mail.get_body(("plain",)).get_content(),
        mail.get_body(("html",)).get_content(),
        mail["Subject"],
    ):
        digits = "".join(sign for sign in said if sign.isdigit())
        assert CARD not in digits
        assert CARD[4:12] not in digits
    assert len(stored_row["meta"]["sealed"]) == 1


async def test_the_same_id_with_another_recipient_is_another_request(agent, question):
    body = {"id": str(uuid4()), "text": "سلام", "cc": ["a@b.example"]}
    path = f"/api/v1/conversations/{question['conversation_id']}/messages"
    first, again = [(await agent.post(path, json=body)).json() for _ in range(2)]
    assert first == again
    for change in ({"cc": ["c@b.example"]}, {"bcc": ["x@b.example"]}, {"subject": "x"}, {"quote": False}):
        refused = await agent.post(path, json={**body, **change})
        assert refused.json()["code"] == "idempotency_key_reused", change


async def test_undo_gives_everything_back_and_a_later_mail_goes_as_it_was_written(
    house, organization, owner, question, sink, agent
):
    from hamseda.conversations.api import send_scheduled  # noqa: PLC0415

    wanted = {"html": "<p>سلام</p>", "cc": ["a@b.example"], "subject": "موضوع", "quote": False}
    sent = (await post(agent, question, undo_s=5, **wanted)).json()
    assert sent["state"] == "scheduled"
    path = f"/api/v1/conversations/{question['conversation_id']}/messages/{sent['id']}"
    taken = (await agent.delete(path)).json()
    assert (taken["html"], taken["meta"]["mail"]["recipients"]["cc"]) == ("<p>سلام</p>", ["a@b.example"])
    later = (await post(agent, question, undo_s=5, **wanted)).json()
    async with house.database.transaction(organization.id) as work:
        await send_scheduled(work, later["id"])
    await box(house, sink).step()
    ((_, to, mail),) = sink.mails
    assert (to, mail["Subject"]) == ([NEGAR, "a@b.example"], "موضوع")


async def test_the_reply_address_is_the_customers_whoever_the_mail_goes_to(
    house, road, channel, organization, owner, question, sink, agent
):
    """Somebody to whom an agent writes in the customer's place must not be taken for the customer."""
    await post(agent, question, text="سلام", to=["stranger@other.example"])
    await box(house, sink).step()
    ((_, to, mail),) = sink.mails
    assert to == ["stranger@other.example"]
    token = mail["Reply-To"].addresses[0].addr_spec
    reply = written(token, sender="stranger@other.example", text="من")
    await deliver(
        road, proved(reply, "dmarc=pass header.from=other.example"), token, "stranger@other.example"
    )
    rows = [row for row in await stored(owner, organization) if row["direction"] == "inbound"]
    assert rows[-1]["conversation_id"] != question["conversation_id"]
    assert rows[-1]["mark"] == "foreign_subject"
    held = await owner.fetchval(
        "SELECT count(*) FROM identity WHERE customer_id = $1 AND value = 'stranger@other.example'",
        question["customer_id"],
    )
    assert held == 0


@pytest.mark.parametrize("road_back", ["token", "reference"])
@pytest.mark.parametrize("is_proved", [True, False])
async def test_who_had_a_copy_gets_no_way_in(
    house, road, channel, organization, owner, question, sink, road_back, is_proved
):
    await answer(house, organization, question, cc=["boss@other.example"], bcc=["spy@other.example"])
    await box(house, sink).step()
    mail = sink.mails[0][2]
    to = mail["Reply-To"].addresses[0].addr_spec if road_back == "token" else channel.address
    for sender in ("boss@other.example", "spy@other.example"):
        reply = written(to, sender=sender, text="من هم هستم", in_reply_to=mail["Message-ID"])
        content = proved(reply, "dmarc=pass header.from=other.example") if is_proved else reply.as_bytes()
        await deliver(road, content, to, sender)
        row = [row for row in await stored(owner, organization) if row["direction"] == "inbound"][-1]
        assert row["conversation_id"] != question["conversation_id"]
        assert (row["mark"], row["customer_id"] != question["customer_id"]) == ("foreign_subject", True)


@pytest.mark.parametrize("is_proved", [True, False])
async def test_what_others_read_too_proves_nobody_who_writes_below_the_customers_name(
    house, road, channel, organization, owner, question, sink, is_proved
):
    await answer(house, organization, question, cc=["boss@other.example"])
    await box(house, sink).step()
    to = sink.mails[0][2]["Reply-To"].addresses[0].addr_spec
    reply = written(to, sender=NEGAR, text="پول را به حساب دیگری بریزید")
    await deliver(road, proved(reply) if is_proved else reply.as_bytes(), to, NEGAR)
    row = [row for row in await stored(owner, organization) if row["direction"] == "inbound"][-1]
    assert (row["conversation_id"] == question["conversation_id"]) == is_proved
    assert row["mark"] == (None if is_proved else "foreign_subject")


async def test_what_the_composer_is_told(house, road, channel, organization, owner, agent):
    mail = written(
        channel.address,
        sender=f"نگار <{NEGAR}>",
        text="کجاست؟",
        subject="سفارش",
        message_id=f"<{new_id()}@x>",
    )
    mail["Cc"] = f"Boss <boss@example.com>, {channel.address}, support+r.x@other.example"
    await deliver(road, proved(mail), channel.address)
    (row,) = await stored(owner, organization)
    path = f"/api/v1/conversations/{row['conversation_id']}/mail-composition"
    told = (await agent.get(path)).json()
    assert told["to"] == [{"name": "نگار", "address": NEGAR}]
    assert [one["address"] for one in told["cc"]] == ["boss@example.com", "support+r.x@other.example"]
    assert (told["subject"], told["can_html"], told["signature"]) == ("Re: سفارش", True, None)
    assert told["quote"]["text"].endswith("> کجاست؟")
    assert told["quote"]["html"].startswith('<div class="hamseda_quote"')
