"""Machines that write: what they report shows on our message, they wait in no queue, and nobody answers them."""

import asyncio
import smtplib
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest

from channels.email.test_outbound import Sink, answer, outbox, question, sink, state_of
from fixtures.mail import MailChannel, deliver, hand_in, proved, stored, written
from hamseda.channels.email.acknowledging import may_acknowledge
from hamseda.channels.email.reply_address import reply_address
from hamseda.channels.email.reports import receipt_of
from hamseda.channels.email.settings import register_addresses
from hamseda.channels.webchat.queries import OWN_TIMELINE
from hamseda.channels.webchat.service import may_see
from hamseda.conversations.mail_fields import ANSWERED
from hamseda.kit.ids import new_id

__all__ = ["question", "sink"]
NEGAR = "negar@example.com"
REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{id}@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {about}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: text/rfc822-headers

Message-ID: <{original}>
X-Hamseda-Receipt: {receipt}

--b--
"""


def report(
    channel,
    original: str,
    action="failed",
    status="5.1.1",
    said="550 5.1.1 user unknown",
    receipt="aaaaaaaaaaaaaaaa",
) -> bytes:
    """What another mail system says of a mail; without its receipt somebody may have made it up."""
    return REPORT.format(
        to=channel.address,
        id=new_id(),
        about=NEGAR,
        action=action,
        status=status,
        said=said,
        original=original,
        receipt=receipt,
    ).encode()


@pytest.fixture
def told(house, channel, organization) -> Callable[..., bytes]:
    """Makes a report about a mail of ours by somebody who has it."""

    def told(message_id, **changes) -> bytes:
        receipt = receipt_of(house.keys, organization.id, message_id)
        return report(channel, f"{message_id}@hamseda.test", receipt=receipt, **changes)

    return told


@pytest.fixture
async def sent(house, channel, organization, owner, question, sink: Sink) -> Any:
    """An answer that left; gives its id."""
    message_id = await answer(house, organization, question)
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    return message_id


async def waiting(owner, organization) -> int:
    return await owner.fetchval(
        "SELECT count(*) FROM work_item WHERE organization_id = $1 AND state = 'waiting'", organization.id
    )


async def test_a_bounce_shows_on_the_message_and_stops_later_mails(
    house, road, channel, organization, owner, question, sink, sent, told
):
    before = await waiting(owner, organization)
    await deliver(road, told(sent), channel.address, sender="")
    state, delivery = await state_of(owner, sent)
    assert (state, delivery["why"], delivery["status"]) == ("failed", "no_such_address", "5.1.1")
    assert NEGAR in delivery["text"]
    assert "user unknown" in delivery["reason"]
    assert await waiting(owner, organization) == before, "a report waits in no queue"
    changed = await owner.fetch(
        "SELECT body FROM event WHERE organization_id = $1 AND kind = 'message.changed'", organization.id
    )
    assert changed[-1]["body"]["state"] == "failed"
    raw = await owner.fetchrow(
        "SELECT state, reason, message_id FROM raw_mail WHERE channel_id = $1 ORDER BY received_at DESC",
        channel.id,
    )
    assert tuple(raw) == ("stored", "failed", sent)
    second = await answer(house, organization, question, text="دوباره")
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    assert (await state_of(owner, second))[0] == "failed"
    assert len(sink.mails) == 1


@pytest.mark.parametrize(
    ("report_of", "expected"),
    [
        ({"action": "delivered", "status": "2.0.0", "said": "250 ok"}, ("delivered", "delivered")),
        ({"action": "delayed", "status": "4.4.1", "said": "timed out"}, ("sent", "delayed")),
        ({"status": "5.2.2", "said": "552 5.2.2 mailbox full"}, ("failed", "mailbox_full")),
    ],
)
async def test_reports_that_suppress_nothing(
    house, road, channel, organization, owner, question, sink, sent, told, report_of, expected
):
    await deliver(road, told(sent, **report_of), channel.address, sender="")
    state, delivery = await state_of(owner, sent)
    assert (state, delivery["why"]) == expected
    assert not await owner.fetchval(
        "SELECT count(*) FROM mail_suppression WHERE organization_id = $1", organization.id
    )


async def test_who_lifts_a_suppression_is_told_and_mail_goes_again(
    house, road, channel, organization, owner, question, sink, sent, told, sign_in
):
    await deliver(road, told(sent), channel.address, sender="")
    supervisor = sign_in(organization.supervisor)
    (found,) = (await supervisor.get("/api/v1/mail-suppressions")).json()["items"]
    assert (found["address"], found["why"], found["lifted_at"]) == (NEGAR, "no_such_address", None)
    assert (await supervisor.delete(f"/api/v1/mail-suppressions/{found['id']}")).status_code == 204
    (lifted,) = (await supervisor.get("/api/v1/mail-suppressions")).json()["items"]
    assert lifted["lifted_by"] == str(organization.supervisor.id)
    assert lifted["lifted_at"]
    assert (await supervisor.delete(f"/api/v1/mail-suppressions/{found['id']}")).status_code == 404
    again = await answer(house, organization, question, text="دوباره")
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    assert (await state_of(owner, again))[0] == "sent"


async def test_a_bounce_may_come_after_the_word_of_its_arrival(road, channel, owner, sent, told):
    for action, status in (("delivered", "2.0.0"), ("failed", "5.1.1")):
        await deliver(
            road,
            told(sent, action=action, status=status),
            channel.address,
            sender="",
        )
    assert (await state_of(owner, sent))[0] == "failed"


async def test_a_report_about_no_mail_of_ours_is_a_mail_like_others(road, channel, organization, owner, sent):
    await deliver(road, report(channel, "stranger@elsewhere.example"), channel.address, sender="")
    assert (await state_of(owner, sent))[0] == "sent"
    (_, other) = [m for m in await stored(owner, organization) if m["direction"] == "inbound"]
    assert other["meta"]["mail"]["machine"] == "bounce"


@pytest.mark.parametrize("place", ["headers", "text"])
async def test_who_knows_of_a_mail_but_has_it_not_reports_nothing(
    road, channel, organization, owner, sent, told, place
):
    """A Message-ID stands in each later answer: whoever is in copy could stop our mails to somebody by it."""
    forged = report(channel, f"{sent}@hamseda.test")
    if place == "text":
        mail = written(channel.address, sender="MAILER-DAEMON@mx.example.net", subject="failure notice")
        mail.set_content(
            f"Hi. This is the qmail-send program at mx.example.net.\n\n<{NEGAR}>:\n550 5.1.1 no mailbox here\n\n"
            f"--- Below this line is a copy of the message.\n\nMessage-ID: <{sent}@hamseda.test>\n"
            "X-Hamseda-Receipt: aaaaaaaaaaaaaaaa\n"
        )
        forged = mail.as_bytes()
    await deliver(road, forged, channel.address, sender="")
    assert (await state_of(owner, sent))[0] == "sent"
    (_, other) = [m for m in await stored(owner, organization) if m["direction"] == "inbound"]
    assert other["meta"]["mail"]["machine"] == "bounce"
    assert not await owner.fetchval(
        "SELECT count(*) FROM mail_suppression WHERE organization_id = $1", organization.id
    )
    receipt = told(sent).partition(b"X-Hamseda-Receipt: ")[2][:16]
    await deliver(
        road,
        forged.replace(b"a" * 16, receipt).replace(b"Message-ID: <", b"Message-ID: <x", 1),
        channel.address,
        sender="",
    )
    assert (await state_of(owner, sent))[0] == "failed"


async def test_an_absence_is_a_note_beside_the_mail_it_answers(
    road, channel, organization, owner, question, sent
):
    before = await waiting(owner, organization)
    mail = written(
        channel.address,
        sender=NEGAR,
        text="تا شنبه نیستم",
        subject="پاسخ خودکار: سفارش من",
        Auto_Submitted="auto-replied",
        In_Reply_To=f"<{sent}@hamseda.test>",
    )
    await deliver(road, proved(mail), channel.address)
    note = await owner.fetchrow(
        "SELECT * FROM message WHERE kind = 'note' AND organization_id = $1", organization.id
    )
    assert note["conversation_id"] == question["conversation_id"]
    assert "تا شنبه نیستم" in note["text"]
    assert await waiting(owner, organization) == before


async def test_the_same_machines_mail_twice_is_taken_once(
    house, road, channel, organization, owner, question, sent, told, sign_in
):
    mail = proved(
        written(
            channel.address,
            sender=NEGAR,
            Auto_Submitted="auto-replied",
            In_Reply_To=f"<{sent}@hamseda.test>",
        )
    )
    bounce = told(sent)
    for content in (mail, bounce):
        await asyncio.to_thread(hand_in, road.port, content, channel.address)
        await asyncio.to_thread(hand_in, road.port, content, channel.address)
    await road.placer.parse_waiting()
    notes = "SELECT count(*) FROM message WHERE kind = 'note' AND organization_id = $1"
    assert await owner.fetchval(notes, organization.id) == 1
    raw = await owner.fetch(
        "SELECT state, reason FROM raw_mail WHERE channel_id = $1 ORDER BY received_at", channel.id
    )
    assert [tuple(row) for row in raw[1:]] == [
        ("stored", "auto-reply"), ("duplicate", "delivered_before"),
        ("stored", "failed"), ("duplicate", "delivered_before"),
    ]  # fmt: skip
    # An address that was freed stays free when the same report comes once more.
    supervisor = sign_in(organization.supervisor)
    (found,) = (await supervisor.get("/api/v1/mail-suppressions")).json()["items"]
    await supervisor.delete(f"/api/v1/mail-suppressions/{found['id']}")
    await deliver(road, bounce, channel.address, sender="")
    (found,) = (await supervisor.get("/api/v1/mail-suppressions")).json()["items"]
    assert found["lifted_at"]


async def test_an_absence_of_somebody_else_joins_nothing(road, channel, organization, owner, question, sent):
    mail = written(
        channel.address,
        sender="other@example.com",
        Auto_Submitted="auto-replied",
        In_Reply_To=f"<{sent}@hamseda.test>",
    )
    await deliver(road, mail.as_bytes(), channel.address)
    assert not await owner.fetchval(
        "SELECT count(*) FROM message WHERE kind = 'note' AND organization_id = $1", organization.id
    )
    assert len([m for m in await stored(owner, organization) if m["direction"] == "inbound"]) == 2


# --- automatic answers


async def answering(house, owner, organization, name: str) -> MailChannel:
    """A channel that answers by itself."""
    made = MailChannel(new_id(), f"{name}-{new_id().hex[-8:]}@hamseda.test")
    settings = {"address": made.address, "acknowledgement": "نامه‌ی شما رسید.\nبه‌زودی پاسخ می‌دهیم."}
    place = "SELECT queue_id, brand_id FROM channel WHERE organization_id = $1 LIMIT 1"
    queue = await owner.fetchrow(place, organization.id)
    await owner.execute(
        "INSERT INTO channel (organization_id, id, kind, name, queue_id, brand_id, settings)"
        " VALUES ($1, $2, 'email', 'x', $3, $4, $5)",
        organization.id,
        made.id,
        queue["queue_id"],
        queue["brand_id"],
        settings,
    )
    async with house.database.transaction(organization.id) as work:
        await register_addresses(work, made.id, settings)
    return made


async def carry_between(road, box, sink: Sink, strip: frozenset[str], rounds: int) -> int:
    """Send what waits, hand each mail to the mailbox it is for, again and again; answers how many mails went."""
    went = 0
    for _ in range(rounds):
        await box.step()
        mails, sink.mails = sink.mails, []
        went += len(mails)
        for sender, to, mail in mails:
            for name in strip:
                del mail[name]
            # A gateway that has taken the marks away has also put its own sender.
            by = sender if "Auto-Submitted" not in strip else str(mail["From"])
            try:
                await asyncio.to_thread(hand_in, road.port, mail.as_bytes(), to, by)
            except smtplib.SMTPRecipientsRefused:
                continue
        await road.placer.parse_waiting()
    return went


MARKS = frozenset({"Auto-Submitted", "X-Auto-Response-Suppress", "X-Hamseda-Loop"})


@pytest.mark.parametrize("strip", [frozenset(), MARKS - {"X-Hamseda-Loop"}, MARKS])
async def test_two_houses_that_both_answer_by_themselves_stop_within_two_mails(
    house, road, owner, organization, foreign, sink, strip
):
    ours = await answering(house, owner, organization, "ours")
    theirs = await answering(house, owner, foreign, "theirs")
    box = outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port)
    first = written(ours.address, sender=theirs.address, text="سلام")
    await deliver(road, first.as_bytes(), ours.address, sender=theirs.address)
    went = await carry_between(road, box, sink, strip, rounds=6)
    assert 1 <= went <= 2


async def test_a_person_is_answered_once_an_hour_with_none_of_their_words(
    house, road, owner, organization, sink
):
    ours = await answering(house, owner, organization, "ours")
    box = outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port)
    for _ in range(3):
        mail = written(
            ours.address, sender="خرید ارزان <a@example.com>", subject="خرید ارزان", text="خرید ارزان"
        )
        await deliver(road, mail.as_bytes(), ours.address, sender="a@example.com")
    await box.step()
    ((sender, to, reply),) = sink.mails
    assert (sender.strip("<>"), to) == ("", ["a@example.com"])
    assert (reply["Auto-Submitted"], reply["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert "خرید" not in str(reply["Subject"]) + str(reply["To"]) + reply.get_body(("plain",)).get_content()


async def test_one_mailbox_under_many_names_is_answered_once_an_hour(house, road, owner, organization, sink):
    """Whoever forges the From could otherwise fill somebody's mailbox through us."""
    boxes = [await answering(house, owner, organization, name) for name in ("one", "two")]
    for number, sender in enumerate(
        ("a@example.com", "A+1@Example.COM", "a+x+y@example.com", '"a"@example.com')
    ):
        mail = written(boxes[number % 2].address, sender=sender, subject=f"خرید {number}", text="خرید")
        mail["Reply-To"] = f"victim{number}@example.org"
        await deliver(road, mail.as_bytes(), boxes[number % 2].address, sender=f"{number}@example.org")
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    assert [to for _, to, _ in sink.mails] == [["a@example.com"]]
    assert "خرید" not in sink.mails[0][2].as_string()


async def test_the_code_of_another_service_is_answered_by_nobody_and_shown_to_staff_alone(
    house, road, owner, organization, sink
):
    """Whoever signs up somewhere with our address waits for such an answer, or for a thread that shows the code."""
    ours = await answering(house, owner, organization, "ours")
    first = written(ours.address, sender="a@example.com")
    await deliver(road, first.as_bytes(), ours.address, sender="a@example.com")
    (asked,) = [row for row in await stored(owner, organization) if row["direction"] == "inbound"]
    number = await owner.fetchval("SELECT number FROM conversation WHERE id = $1", asked["conversation_id"])
    token = reply_address(
        house.keys, ours.address, organization.id, asked["conversation_id"], number, "a@example.com"
    )
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    sink.mails.clear()
    for to in (ours.address, token):
        mail = written(
            to,
            sender="Slack <accounts@slack.example>",
            subject="Your verification code",
            text="Your code is 482913",
        )
        await deliver(road, mail.as_bytes(), to, sender="accounts@slack.example")
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    assert sink.mails == []
    codes = [row for row in await stored(owner, organization) if "482913" in row["text"]]
    assert [(row["mark"], row["is_verified"]) for row in codes] == [("third_party_code", False)] * 2
    assert asked["conversation_id"] not in {row["conversation_id"] for row in codes}
    # Wherever somebody may put it later, no page of a customer shows it and no answer quotes it.
    await owner.execute(
        "UPDATE message SET conversation_id = $2, position = 99 WHERE id = $1",
        codes[0]["id"],
        asked["conversation_id"],
    )
    timeline = await owner.fetch(OWN_TIMELINE, organization.id, asked["conversation_id"], 0, 100, True, [])
    assert [row["id"] for row in timeline if row["direction"] == "inbound"] == [asked["id"]]
    assert await owner.fetchval(ANSWERED, organization.id, asked["conversation_id"]) == asked["id"]
    visitor = SimpleNamespace(is_verified=True, channel_id=ours.id)
    live = {"kind": "message", "state": "received", "channel_id": str(ours.id), "meta": codes[0]["meta"]}
    assert not may_see(visitor, live)  # type: ignore[arg-type]
    assert may_see(visitor, {**live, "meta": asked["meta"]})


@pytest.mark.parametrize(
    ("sender", "envelope", "headers"),
    [
        ("a@example.com", "", {}),
        ("no-reply@example.com", "no-reply@example.com", {}),
        ("a@example.com", "a@example.com", {"Auto_Submitted": "auto-generated"}),
        ("a@example.com", "a@example.com", {"Precedence": "bulk"}),
        ("a@example.com", "a@example.com", {"List_Id": "<x.example.com>"}),
        ("a@example.com", "a@example.com", {"X_Hamseda_Loop": "somebody"}),
    ],
)
async def test_no_machine_is_answered(house, road, owner, organization, sink, sender, envelope, headers):
    ours = await answering(house, owner, organization, "ours")
    await deliver(
        road, written(ours.address, sender=sender, **headers).as_bytes(), ours.address, sender=envelope
    )
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    assert sink.mails == []


async def test_our_own_automatic_mail_that_comes_back_is_kept_apart(house, road, owner, organization, sink):
    ours = await answering(house, owner, organization, "ours")
    await deliver(
        road, written(ours.address, sender="a@example.com").as_bytes(), ours.address, sender="a@example.com"
    )
    await outbox(house, smtp_host="127.0.0.1", smtp_port=sink.port).step()
    ((_, _, reply),) = sink.mails
    looped: EmailMessage = reply
    await deliver(road, looped.as_bytes(), ours.address, sender="a@example.com")
    states = await owner.fetch("SELECT state, reason FROM raw_mail WHERE channel_id = $1", ours.id)
    assert sorted(map(tuple, states), key=str) == [("quarantined", "loop"), ("stored", None)]


def test_the_budget_counts_the_hour_and_the_conversation(house):
    now = house.clock.now()
    assert may_acknowledge(last_to_sender=None, in_conversation=0, now=now)
    assert not may_acknowledge(last_to_sender=now - timedelta(minutes=59), in_conversation=0, now=now)
    assert may_acknowledge(last_to_sender=now - timedelta(minutes=60), in_conversation=1, now=now)
    assert not may_acknowledge(last_to_sender=now - timedelta(days=9), in_conversation=2, now=now)


async def test_a_proved_person_is_a_person(house, road, owner, organization, channel):
    await deliver(road, proved(written(channel.address)), channel.address)
    (message,) = await stored(owner, organization)
    assert message["meta"]["mail"]["machine"] is None
