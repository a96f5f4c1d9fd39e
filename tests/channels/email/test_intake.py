"""From a sending server over a real socket to a message that an agent sees."""

import asyncio
import errno
import re
import smtplib
from datetime import UTC, datetime, timedelta
from email.mime.text import MIMEText
from uuid import uuid4

import asyncpg
import msgspec
import pytest

from fixtures.mail import BORDER, deliver, hand_in, proved, stored, written
from hamseda.channels.email import lmtp
from hamseda.channels.email.inbound import open_mail_intake
from hamseda.channels.email.retrying import retry_failed
from hamseda.channels.email.spool import Spool, StoreError
from hamseda.channels.email.sweeping import sweep_old_mail, sweep_spool
from hamseda.kit.blobs import Folder
from hamseda.kit.database import Database
from hamseda.kit.i18n import translate


async def test_a_mail_becomes_a_message_that_waits_in_the_queue(road, channel, organization, owner):
    await deliver(road, proved(written(channel.address, text="سفارشم نرسیده است")), channel.address)
    (message,) = await stored(owner, organization)
    assert (message["text"], message["author_name"], message["subject"]) == (
        "سفارشم نرسیده است",
        "نگار",
        "سفارش من",
    )
    assert message["is_verified"]
    assert (
        await owner.fetchval(
            "SELECT queue_id FROM work_item WHERE conversation_id = $1 AND state = 'waiting'",
            message["conversation_id"],
        )
        == organization.sales_queue_id
    )
    raw = await owner.fetchrow("SELECT * FROM raw_mail WHERE organization_id = $1", organization.id)
    assert (raw["state"], raw["message_id"], raw["envelope"]["to"]) == (
        "stored",
        message["id"],
        [channel.address],
    )


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
async def test_persian_in_the_charsets_of_old_and_new_programs(road, channel, organization, owner, charset):
    mail = MIMEText("سلام، كتاب گل چه شد؟ پژمان", "plain", charset)
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", channel.address, "پرسش"
    await deliver(road, mail.as_bytes(), channel.address)
    assert [m["text"] for m in await stored(owner, organization)] == ["سلام، كتاب گل چه شد؟ پژمان"]


async def test_a_stranger_at_the_door_is_told_so(road, channel):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        await asyncio.to_thread(
            hand_in, road.port, written("nobody@hamseda.test").as_bytes(), "nobody@hamseda.test"
        )
    assert refused.value.recipients["nobody@hamseda.test"] == (
        550,
        b"5.1.1 There is no mailbox of this name here",
    )


async def test_each_recipient_has_an_answer_and_unknown_ones_do_not_hinder_the_rest(
    road, channel, organization, owner
):
    to = [channel.address, "nobody@hamseda.test", channel.address.replace("@", "+tag@").upper()]
    refused = await asyncio.to_thread(hand_in, road.port, written(channel.address).as_bytes(), to)
    await road.placer.parse_waiting()
    assert list(refused) == ["nobody@hamseda.test"]
    # Two addresses of one mailbox are one delivery.
    assert len(await stored(owner, organization)) == 1


async def test_a_mailbox_that_is_switched_off_makes_senders_wait(road, channel, owner):
    await owner.execute("UPDATE channel SET enabled = false WHERE id = $1", channel.id)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        await asyncio.to_thread(hand_in, road.port, written(channel.address).as_bytes(), channel.address)
    assert refused.value.recipients[channel.address][0] == 450


async def test_bounces_without_a_sender_are_taken(road, channel, organization, owner):
    content = written(channel.address, sender="Mail Delivery <mailer-daemon@example.com>").as_bytes()
    await deliver(road, content, channel.address, sender="")
    assert len(await stored(owner, organization)) == 1


@pytest.mark.parametrize("again", ["the same bytes", "another road", "no message id"])
async def test_a_mail_that_is_delivered_twice_is_one_message(road, channel, organization, owner, again):
    mail = written(channel.address, message_id="" if again == "no message id" else f"<{uuid4()}@example.com>")
    second = b"Received: by elsewhere.example\r\n" if again == "another road" else b""
    await deliver(road, mail.as_bytes(), channel.address)
    await deliver(road, second + mail.as_bytes(), channel.address)
    assert len(await stored(owner, organization)) == 1
    states = await owner.fetch("SELECT state FROM raw_mail WHERE organization_id = $1", organization.id)
    assert sorted(row["state"] for row in states) == ["duplicate", "stored"]


async def test_what_a_crash_left_is_placed_once(house, road, channel, organization, owner):
    mail = proved(written(channel.address))
    await asyncio.to_thread(hand_in, road.port, mail, channel.address)
    await asyncio.to_thread(hand_in, road.port, mail, channel.address)
    assert (
        await stored(owner, organization) == []
    )  # the worker died here: two mails are durable, none is read
    async with open_mail_intake(
        settings=house.settings,
        system=house.system,
        database=house.database,
        intake=house.intake,
        keys=house.keys,
        clock=house.clock,
    ) as reborn:
        await asyncio.gather(
            reborn.placer.parse_waiting(), road.placer.parse_waiting()
        )  # and two of them at once
        await reborn.placer.parse_waiting()
    assert len(await stored(owner, organization)) == 1
    left = await owner.fetchval(
        "SELECT count(*) FROM raw_mail WHERE state = 'received' AND channel_id = $1", channel.id
    )
    assert left == 0


async def test_a_worker_that_dies_while_it_places_loses_nothing(
    road, channel, organization, owner, monkeypatch
):
    await asyncio.to_thread(hand_in, road.port, written(channel.address).as_bytes(), channel.address)
    reached = asyncio.Event()

    async def stand_still(*_args):
        reached.set()
        await asyncio.sleep(3600)

    monkeypatch.setattr(road.placer._intake, "receive", stand_still)
    turn = asyncio.create_task(road.placer.parse_waiting())
    await reached.wait()
    turn.cancel()
    await asyncio.wait({turn})
    monkeypatch.undo()
    assert await stored(owner, organization) == []
    await road.placer.parse_waiting()
    assert len(await stored(owner, organization)) == 1


async def test_without_the_database_the_sender_keeps_the_mail(
    house, road, channel, organization, owner, database_dsn
):
    # A door whose database goes away after the recipient was accepted, as when PostgreSQL restarts.
    leaving = await Database.connect(database_dsn, role="hamseda_system", most=1)
    door = lmtp.Door(leaving, road.placer._spool, lambda _: None)
    async with lmtp.serve_lmtp(door, "127.0.0.1", 0, 10_000_000) as port:

        def hand_in_while_it_goes_away(act) -> tuple[int, bytes]:
            with smtplib.LMTP("127.0.0.1", port) as client:
                client.ehlo_or_helo_if_needed()
                client.mail("a@example.com")
                assert client.rcpt(channel.address)[0] == 250
                act()
                return client.data(written(channel.address).as_bytes())

        loop = asyncio.get_running_loop()
        code, _ = await asyncio.to_thread(
            hand_in_while_it_goes_away,
            lambda: asyncio.run_coroutine_threadsafe(leaving.close(), loop).result(),
        )
        assert code == 451
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            await asyncio.to_thread(
                hand_in, port, written("other@hamseda.test").as_bytes(), "other@hamseda.test"
            )
        assert refused.value.recipients["other@hamseda.test"][0] == 451
    assert await owner.fetchval("SELECT count(*) FROM raw_mail WHERE channel_id = $1", channel.id) == 0


async def test_a_mail_that_is_too_large_is_refused_and_the_line_goes_on(
    house, road, channel, organization, owner
):
    door = lmtp.Door(house.system, road.placer._spool, road.placer.offer)
    async with lmtp.serve_lmtp(door, "127.0.0.1", 0, 100_000) as port:

        def two_mails() -> int:
            with smtplib.LMTP("127.0.0.1", port) as client:
                client.ehlo()
                client.mail("a@example.com")
                client.rcpt(channel.address)
                code, _ = client.data(b"x" * 80 + (b"\r\n" + b"y" * 998) * 700)
                client.sendmail(
                    "a@example.com", channel.address, written(channel.address, text="کوچک").as_bytes()
                )
                return code

        assert await asyncio.to_thread(two_mails) == 552
    await road.placer.parse_waiting()
    assert [m["text"] for m in await stored(owner, organization)] == ["کوچک"]


async def test_long_lines_dots_and_bare_line_feeds_arrive_as_they_were(road, channel, owner):
    body = b".dot\r\n..two\r\n" + b"z" * 300_000 + b"\r\nbare\n.\nnot the end\r\n.\tend\r\n"
    content = b"From: a@example.com\r\nMessage-ID: <" + uuid4().hex.encode() + b"@x>\r\n\r\n" + body
    await asyncio.to_thread(_hand_in_bytes, road.port, content, channel.address)
    key = await owner.fetchval("SELECT storage_key FROM raw_mail WHERE channel_id = $1", channel.id)
    assert await road.placer._spool.read(key) == content


def _hand_in_bytes(port: int, content: bytes, to: str) -> None:
    """Like a server in C: smtplib would mend the line ends."""
    with smtplib.LMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.mail("a@example.com")
        client.rcpt(to)
        client.putcmd("data")
        assert client.getreply()[0] == 354
        stuffed = (b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:]
        for start in range(0, len(stuffed), 1 + len(stuffed) // 7):  # in pieces that part lines anywhere
            client.sock.sendall(stuffed[start : start + 1 + len(stuffed) // 7])
        client.send(b".\r\n")
        assert client.getreply()[0] == 250


async def test_a_mail_that_cannot_be_read_is_shown_and_kept(road, channel, organization, owner):
    road.placer._reader._seconds = 0.0
    await deliver(road, b"From: a@example.com\r\n\r\nx", channel.address, sender="a@example.com")
    (message,) = await stored(owner, organization)
    assert translate("fa", "email.unreadable.unread") in message["text"]
    assert not re.search("[a-z]", message["text"].replace("a@example.com", "")), (
        "the reader's words are not for people"
    )
    assert (message["meta"]["mail"]["unreadable"], "seconds" in message["meta"]["mail"]["said"]) == (
        "unread",
        True,
    )
    assert "a@example.com" in message["text"]
    raw = await owner.fetchrow(
        "SELECT state, reason, message_id FROM raw_mail WHERE channel_id = $1", channel.id
    )
    assert (raw["state"], raw["message_id"]) == ("failed", message["id"])


async def test_a_mail_past_a_limit_is_shown_as_far_as_it_was_read(road, channel, organization, owner):
    nested = b"Subject: deep\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n"
    for depth in range(1, 60):
        nested += f"--b{depth - 1}\r\n\r\nword{depth}\r\n".encode()
        nested += f"--b{depth - 1}\r\nContent-Type: multipart/mixed; boundary=b{depth}\r\n\r\n".encode()
    await deliver(road, b"From: a@example.com\r\n" + nested, channel.address, sender="a@example.com")
    (message,) = await stored(owner, organization)
    assert "word1\n" in message["text"]
    assert message["meta"]["mail"]["cut"] is True


async def test_card_numbers_are_masked_in_text_subject_and_names(road, channel, organization, owner):
    card = "6037-9975-9999-9993"
    mail = written(
        channel.address, sender=f'"{card}" <a@example.com>', subject=f"کارت {card}", text=f"کارت من {card}"
    )
    mail.add_alternative(f"<p>کارت من {card}</p>", subtype="html")
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename=f"{card}.pdf")
    await deliver(road, mail.as_bytes(), channel.address)
    (message,) = await stored(owner, organization)
    dump = " ".join(str(value) for value in message.values())
    assert "9993" in dump  # the last four digits may be seen
    assert "9975" not in dump
    everything = await owner.fetch("SELECT body::text FROM event WHERE organization_id = $1", organization.id)
    assert everything
    assert not any("9975" in row["body"] for row in everything)


async def test_a_forged_verdict_below_the_real_one_does_not_count(road, channel, organization, owner):
    forged = f"Authentication-Results: {BORDER}; dmarc=pass header.from=example.com\r\n".encode()
    real = f"Authentication-Results: {BORDER}; dmarc=fail header.from=example.com\r\n".encode()
    received = b"Received: from evil by mx.hamseda.test; Sun, 22 Nov 2026 08:00:00 +0000\r\n"
    for content in (real + forged, received + forged, real + received + forged):
        await deliver(road, content + written(channel.address).as_bytes(), channel.address)
    assert [m["is_verified"] for m in await stored(owner, organization)] == [False] * 3


async def test_the_same_message_id_from_another_sender_hides_nothing(road, channel, organization, owner):
    message_id = f"<{uuid4()}@example.com>"
    for sender in ("a@example.com", "b@example.com"):
        await deliver(
            road, written(channel.address, sender=sender, message_id=message_id).as_bytes(), channel.address
        )
    assert len(await stored(owner, organization)) == 2


async def test_row_security_hides_raw_mails_of_others(house, road, channel, organization, foreign):
    await deliver(road, written(channel.address).as_bytes(), channel.address)
    async with house.database.reading(foreign.id) as view:
        assert await view.value("SELECT count(*) FROM raw_mail") == 0
    async with house.database.reading(organization.id) as view:
        assert await view.value("SELECT count(*) FROM raw_mail") == 1


async def test_the_loop_wakes_by_itself(road, channel, organization, owner):
    async def work_on() -> None:
        while not await road.step():
            pass

    turn = asyncio.create_task(work_on())
    await asyncio.to_thread(hand_in, road.port, written(channel.address).as_bytes(), channel.address)
    await asyncio.wait_for(turn, 30)
    assert len(await stored(owner, organization)) == 1


async def test_a_database_fault_is_no_attempt(road, channel, organization, owner, monkeypatch):
    await asyncio.to_thread(hand_in, road.port, written(channel.address).as_bytes(), channel.address)

    async def away(*_args):
        raise asyncpg.ConnectionDoesNotExistError

    monkeypatch.setattr(road.placer._intake, "receive", away)
    with pytest.raises(asyncpg.ConnectionDoesNotExistError):
        await road.placer.parse_waiting()
    monkeypatch.undo()
    raw = await owner.fetchrow("SELECT state, attempts FROM raw_mail WHERE channel_id = $1", channel.id)
    assert (raw["state"], raw["attempts"]) == ("received", 0)
    await road.placer.parse_waiting()


async def test_a_mail_that_always_fails_ends_failed_with_its_reason(
    road, channel, organization, owner, monkeypatch
):
    await asyncio.to_thread(hand_in, road.port, written(channel.address).as_bytes(), channel.address)

    async def fail(*_args):
        raise ValueError("no place for it")

    monkeypatch.setattr(road.placer._intake, "receive", fail)
    for _ in range(5):
        await road.placer.parse_waiting()
    monkeypatch.undo()
    raw = await owner.fetchrow("SELECT state, reason FROM raw_mail WHERE channel_id = $1", channel.id)
    assert (raw["state"], raw["reason"]) == ("failed", "ValueError: no place for it")


async def test_files_without_a_row_are_swept_and_others_stay(house, road, channel, owner):
    await deliver(road, written(channel.address).as_bytes(), channel.address)
    spool = road.placer._spool
    lonely = await spool.store(b"nobody was told")
    kept = await owner.fetchval("SELECT storage_key FROM raw_mail WHERE channel_id = $1", channel.id)
    now = datetime.now(UTC)
    await sweep_spool(house.system, spool, now)  # too young
    assert await spool.read(lonely) == b"nobody was told"
    await sweep_spool(house.system, spool, now + timedelta(days=2))
    with pytest.raises(FileNotFoundError):
        await spool.read(lonely)
    assert await spool.read(kept)


async def test_originals_are_kept_as_long_as_the_setting_says_and_their_messages_longer(
    house, road, channel, organization, owner
):
    await deliver(road, written(channel.address).as_bytes(), channel.address)
    spool = road.placer._spool
    key = await owner.fetchval("SELECT storage_key FROM raw_mail WHERE channel_id = $1", channel.id)
    now = datetime.now(UTC) + timedelta(days=401)
    await sweep_old_mail(house.system, spool, now, 0)
    await sweep_old_mail(house.system, spool, datetime.now(UTC), 400)
    assert await spool.read(key)
    await sweep_old_mail(house.system, spool, now, 400)
    with pytest.raises(FileNotFoundError):
        await spool.read(key)
    assert len(await stored(owner, organization)) == 1


async def test_raw_mail_may_lie_in_any_store_that_fsspec_knows(tmp_path):
    spool = Spool(tmp_path, "memory://raw")
    other = await spool.store(b"another")
    key = await spool.store(b"From: a@example.com\r\n")
    assert await spool.read(key) == b"From: a@example.com\r\n"
    assert set(await spool.older_than(datetime.now(UTC) + timedelta(days=1))) == {key, other}
    await spool.remove(key)
    with pytest.raises(FileNotFoundError):
        await spool.read(key)
    await spool.remove(other)
    with pytest.raises(StoreError):  # nothing is there at all: perhaps it is another store
        await spool.read(key)


async def test_a_mail_whose_original_is_gone_is_said_to_be_gone(road, channel, organization, owner):
    await asyncio.to_thread(hand_in, road.port, written(channel.address).as_bytes(), channel.address)
    await road.placer._spool.remove(
        await owner.fetchval("SELECT storage_key FROM raw_mail WHERE channel_id = $1", channel.id)
    )
    await road.placer.parse_waiting()
    (message,) = await stored(owner, organization)
    assert translate("fa", "email.unreadable.gone") in message["text"]
    assert message["meta"]["mail"]["unreadable"] == "gone"


async def waiting_mail(road, channel, owner) -> str:
    """Hand a mail in that is in no memory; answers where it lies."""
    await asyncio.to_thread(hand_in, road.port, written(channel.address).as_bytes(), channel.address)
    key = "SELECT storage_key FROM raw_mail WHERE channel_id = $1 ORDER BY received_at DESC LIMIT 1"
    return await owner.fetchval(key, channel.id)


async def state_and_attempts(owner, channel) -> list[tuple[str, int]]:
    rows = await owner.fetch(
        "SELECT state, attempts FROM raw_mail WHERE channel_id = $1 ORDER BY received_at", channel.id
    )
    return [(row["state"], row["attempts"]) for row in rows]


async def test_a_store_that_is_not_mounted_is_waited_for(house, road, channel, organization, owner):
    await waiting_mail(road, channel, owner)
    place = house.settings.data_folder / "raw_mail"
    place.rename(place.with_name("elsewhere"))
    for mounted in (False, True):  # even where the empty folder to mount on is there
        if mounted:
            place.mkdir()
        await road.placer.parse_waiting()
        assert await state_and_attempts(owner, channel) == [("received", 0)]
    place.rmdir()
    place.with_name("elsewhere").rename(place)
    await road.placer.parse_waiting()
    assert await state_and_attempts(owner, channel) == [("stored", 0)]


@pytest.mark.parametrize(
    "fault", [OSError(errno.EIO, "x"), OSError(errno.ENOSPC, "x"), RuntimeError("endpoint")]
)
async def test_a_store_that_takes_no_files_is_no_attempt_and_lets_others_pass(
    road, channel, organization, owner, monkeypatch, fault
):
    mail = written(channel.address)
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    await asyncio.to_thread(hand_in, road.port, mail.as_bytes(), channel.address)
    await asyncio.to_thread(hand_in, road.port, written(channel.address).as_bytes(), channel.address)

    def broken(*_args):
        raise fault

    monkeypatch.setattr(Folder, "create", broken)
    for _ in range(6):
        await road.placer.parse_waiting()
    assert await state_and_attempts(owner, channel) == [("received", 0), ("stored", 0)]
    monkeypatch.undo()
    await road.placer.parse_waiting()
    assert await state_and_attempts(owner, channel) == [("stored", 0), ("stored", 0)]


async def test_what_was_given_up_is_read_again_when_asked(
    house, road, channel, organization, owner, monkeypatch, database_dsn
):
    await waiting_mail(road, channel, owner)

    async def fail(*_args):
        raise ValueError("no place for it")

    monkeypatch.setattr(road.placer._intake, "receive", fail)
    for _ in range(5):
        await road.placer.parse_waiting()
    monkeypatch.undo()
    assert await state_and_attempts(owner, channel) == [("failed", 5)]
    settings = msgspec.structs.replace(house.settings, database_url=database_dsn)
    assert "to be read again" in await retry_failed(settings)
    await road.placer.parse_waiting()
    assert await state_and_attempts(owner, channel) == [("stored", 0)]
    assert len(await stored(owner, organization)) == 1
    assert await retry_failed(settings) == "No mail was given up."
