"""The product behind a real mail server: in by its LMTP, out by its SMTP, signed, with reports of delivery."""

import asyncio
import email
import smtplib
from collections.abc import AsyncIterator, Callable
from email.policy import default
from typing import Any

import dkim
import msgspec
import pytest
from aiosmtpd.smtp import SMTP

from channels.email import test_outbound
from channels.email.test_outbound import Sink, answer, outbox, state_of
from fixtures.mail import MailChannel, stored, written
from fixtures.postfix import Postfix
from hamseda.channels.email import signing
from hamseda.channels.email.inbound import MailIntake, open_mail_intake
from hamseda.channels.email.reports import receipt_of
from hamseda.channels.email.settings import Dkim
from hamseda.channels.email.spool import Spool
from hamseda.house import House

PATIENCE = 30.0
# Without one, the server would write its own below the mail's other headers.
DATE = "Sun, 22 Nov 2026 10:00:00 +0330"
question = test_outbound.question


@pytest.fixture
async def border(postfix: Postfix, house: House) -> AsyncIterator[MailIntake]:
    """The worker's incoming road where Postfix delivers."""
    async with open_mail_intake(
        settings=msgspec.structs.replace(house.settings, lmtp_port=postfix.lmtp),
        system=house.system,
        database=house.database,
        intake=house.intake,
        keys=house.keys,
        clock=house.clock,
    ) as opened:
        yield opened


@pytest.fixture
async def customers(postfix: Postfix) -> AsyncIterator[Sink]:
    """The mail server of example.com."""
    loop, sink = asyncio.get_running_loop(), Sink(port=postfix.customers)
    server = await loop.create_server(
        lambda: SMTP(sink, loop=loop, hostname="sink"), "127.0.0.1", postfix.customers
    )
    yield sink
    server.close()


@pytest.fixture
async def key(owner, channel: MailChannel) -> Dkim:
    """The channel signs what it sends."""
    made = signing.new_key("hamseda.test", "s1")
    await owner.execute(
        "UPDATE channel SET settings = settings || jsonb_build_object('dkim', $2::jsonb) WHERE id = $1",
        channel.id,
        msgspec.to_builtins(made),
    )
    return made


async def until(find: Callable[[], Any]) -> Any:
    async with asyncio.timeout(PATIENCE):
        while not (found := await find()):
            await asyncio.sleep(0.05)
        return found


def answering(key: Dkim) -> Callable[..., bytes | None]:
    """The DNS of the world, which knows our record."""
    record = signing.record(key)
    known = {f"{record.name}.".encode(): record.value.encode()}
    return lambda name, timeout=5: known.get(name)


async def raw_mails(owner, channel) -> list[Any]:
    return await owner.fetch("SELECT * FROM raw_mail WHERE channel_id = $1 ORDER BY received_at", channel.id)


async def test_a_mail_that_postfix_delivers_is_kept_to_the_byte(
    postfix, border, house, owner, organization, channel
) -> None:
    content = written(channel.address, text="سلام از راه واقعی", date=DATE).as_bytes().replace(b"\n", b"\r\n")
    content += b"..dots\r\n" + "بلند ".encode() * 100 + b"\r\n"
    plus = channel.address.replace("@", "+tag@")

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", postfix.smtp) as client:
            client.ehlo()
            client.mail("negar@example.com", ["BODY=8BITMIME"])
            client.rcpt(plus)
            assert client.data(content)[0] == 250

    await asyncio.to_thread(send)
    [raw] = await until(lambda: raw_mails(owner, channel))
    kept = await Spool(house.settings.data_folder).read(raw["storage_key"])
    # The server puts its own lines on top; below them nothing is changed.
    assert kept.endswith(content)
    assert raw["envelope"]["to"] == [plus]
    await border.placer.parse_waiting()
    [message] = await stored(owner, organization)
    assert "سلام از راه واقعی" in message["text"]


async def test_postfix_tells_who_handed_a_mail_in(postfix, border, owner, channel) -> None:
    def send() -> None:
        with smtplib.SMTP("127.0.0.1", postfix.smtp) as client:
            client.ehlo()
            for address in ("192.0.2.7", "203.0.113.9"):
                told = f"NAME=mx.example.com ADDR={address} HELO=greeting.example.com"
                answer = client.docmd("XFORWARD", told)
                assert answer[0] == 250, answer
                client.mail("negar@example.com")
                client.rcpt(channel.address)
                assert client.data(written(channel.address, date=DATE).as_bytes())[0] == 250

    await asyncio.to_thread(send)

    async def both() -> Any:
        rows = await raw_mails(owner, channel)
        return rows if len(rows) == 2 else None

    envelopes = [row["envelope"] for row in await until(both)]
    assert {one["client"] for one in envelopes} == {"192.0.2.7", "203.0.113.9"}
    assert {one["client_helo"] for one in envelopes} == {"greeting.example.com"}


async def test_an_answer_arrives_signed_and_its_delivery_is_reported(
    postfix, border, customers, house, owner, organization, channel, key, question
) -> None:
    message_id = await answer(house, organization, question)
    await outbox(house, smtp_host="127.0.0.1", smtp_port=postfix.smtp).step()
    assert (await state_of(owner, message_id))[0] == "sent"

    async def arrived() -> Any:
        return customers.mails

    [(_, to, mail)] = await until(arrived)
    assert to == ["negar@example.com"]
    received = mail.as_bytes(policy=default.clone(linesep="\r\n"))
    assert dkim.verify(received, dnsfunc=answering(key))

    async def report() -> Any:
        rows = await raw_mails(owner, channel)
        return rows[1:]

    [raw] = await until(report)
    kept = await Spool(house.settings.data_folder).read(raw["storage_key"])
    report_mail = email.message_from_bytes(kept, policy=default)
    assert report_mail.get_content_type() == "multipart/report"
    status = next(part for part in report_mail.walk() if part.get_content_type() == "message/delivery-status")
    told = "".join(str(part) for part in status.get_payload())
    receipt = receipt_of(house.keys, organization.id, message_id)
    assert f"Original-Envelope-Id: {receipt}" in told
    assert mail["X-Hamseda-Receipt"] == receipt
    assert "Action: relayed" in told


async def test_what_became_of_a_mail_to_two_is_told_of_each(
    postfix, border, customers, house, owner, organization, channel, question
) -> None:
    customers.refuse["gone@example.com"] = "550 5.1.1 <gone@example.com>: user unknown"
    message_id = await answer(house, organization, question, cc=["gone@example.com"])
    await outbox(house, smtp_host="127.0.0.1", smtp_port=postfix.smtp).step()
    # The first server takes it for both; what the next one says comes back as reports.
    assert [one["state"] for one in (await state_of(owner, message_id))[1]["recipients"]] == ["sent", "sent"]

    async def reported() -> Any:
        await border.placer.parse_waiting()
        states = [one["state"] for one in (await state_of(owner, message_id))[1]["recipients"]]
        return states if "failed" in states else None

    await until(reported)
    state, delivery = await state_of(owner, message_id)
    assert (state, delivery["recipients"][1]["state"]) == ("sent", "failed")
    assert "user unknown" in delivery["recipients"][1]["reason"]
    assert [to for _, to, _ in customers.mails] == [["negar@example.com"]]


async def test_a_changed_mail_does_not_hold_its_signature(key) -> None:
    signed = signing.sign(written("a@example.com", sender="s@hamseda.test").as_bytes(), key)
    assert dkim.verify(signed, dnsfunc=answering(key))
    assert not dkim.verify(
        signed.replace("سفارش".encode(), b"x").replace(b"Subject: ", b"Subject: x"), dnsfunc=answering(key)
    )
    assert not dkim.verify(
        signed.replace(b"\r\n\r\n", b"\r\nFrom: else@hamseda.test\r\n\r\n", 1), dnsfunc=answering(key)
    )


async def test_a_key_that_is_none_stops_the_mail_and_says_so(
    house, owner, organization, question, channel
) -> None:
    broken = {"domain": "hamseda.test", "selector": "s1", "private_key": "no key"}
    await owner.execute(
        "UPDATE channel SET settings = settings || jsonb_build_object('dkim', $2::jsonb) WHERE id = $1",
        channel.id,
        broken,
    )
    message_id = await answer(house, organization, question)
    await outbox(house, smtp_host="127.0.0.1", smtp_port=1).step()
    state, delivery = await state_of(owner, message_id)
    assert (state, "could not be signed" in delivery["reason"]) == ("failed", True)
