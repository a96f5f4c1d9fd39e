"""A real border before the product: Postfix with rspamd as its filter, whose word alone says who wrote."""

import asyncio
import smtplib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from channels.email import test_outbound, test_postfix
from channels.email.test_outbound import answer, outbox
from channels.email.test_postfix import DATE, raw_mails, until
from channels.email.test_senders import changed, held
from fixtures import rspamd
from fixtures.mail import stored, written
from fixtures.postfix import Postfix
from fixtures.rspamd import Rspamd
from fixtures.signed import key_of, record_of, signed
from hamseda.channels.email import signing
from hamseda.channels.email.spool import Spool

MX = "mx.hamseda.test"
NEGAR = "negar@example.com"
OF_EXAMPLE, OF_STRANGER = "192.0.2.7", "203.0.113.9"
border, customers, key = test_postfix.border, test_postfix.customers, test_postfix.key
question = test_outbound.question


@pytest.fixture(scope="module")
def border_filter(postfix: Postfix, real_peer) -> Iterator[Rspamd]:
    with rspamd.running(postfix.milter, real_peer) as running:
        running.world.publish("example.com", "v=spf1 ip4:192.0.2.0/24 -all")
        running.world.publish("s1._domainkey.example.com", record_of(key_of()))
        running.world.publish("_dmarc.example.com", "v=DMARC1; p=reject")
        running.world.publish("evil.example", "v=spf1 ip4:203.0.113.0/24 -all")
        yield running


@pytest.fixture
async def mailbox(channel, house, owner, organization) -> Any:
    """The channel as docs/channels/email.md says for Postfix with a filter: its word stands below its Received."""
    return await changed(house, owner, organization, channel, authserv_id=MX, authserv_place="first")


def hand_in(postfix: Postfix, content: bytes, to: str, address: str, sender: str = NEGAR) -> None:
    """Send as a server at `address` does."""
    with smtplib.SMTP("127.0.0.1", postfix.filtered) as client:
        client.ehlo()
        assert client.docmd("XCLIENT", f"NAME=mx.example.com ADDR={address} HELO=mx.example.com")[0] == 220
        client.ehlo()
        client.mail(sender)
        answer = client.rcpt(to)
        assert answer[0] == 250, answer
        answer = client.data(content)
        assert answer[0] == 250, answer


@pytest.fixture
def arrive(postfix, border, house, owner, channel, border_filter) -> Callable[..., Awaitable[bytes]]:
    """Lets a mail come by the border and be placed; answers it as it was kept."""

    async def arrive(content: bytes, address: str, sender: str = NEGAR) -> bytes:
        await asyncio.to_thread(hand_in, postfix, content, channel.address, address, sender)
        [raw] = await until(lambda: raw_mails(owner, channel))
        await border.placer.parse_waiting()
        return await Spool(house.settings.data_folder).read(raw["storage_key"])

    return arrive


async def test_a_signed_mail_is_proved(arrive, mailbox, organization, owner):
    content = signed(written(mailbox.address, date=DATE).as_bytes())
    kept = await arrive(content, OF_EXAMPLE)
    assert kept.count(b"Authentication-Results: mx.hamseda.test") == 1
    assert kept.endswith(content.partition(b"\r\n\r\n")[2]), "its text is untouched"
    (message,) = await stored(owner, organization)
    auth = message["meta"]["mail"]["auth"]
    assert (auth["by"], auth["method"], message["is_verified"]) == ("border", "dmarc", True)
    assert (auth["spf"], auth["dkim"], auth["dmarc"]) == ("pass", "pass", "pass")


async def test_a_refuted_mail_is_held(arrive, mailbox, organization, owner):
    await arrive(written(mailbox.address, date=DATE).as_bytes(), OF_STRANGER)
    (row,) = await held(owner, organization)
    auth = row["detail"]["auth"]
    assert (row["reason"], auth["by"], auth["dmarc"], auth["policy"]) == ("dmarc", "border", "fail", "reject")
    assert await stored(owner, organization) == []


async def test_a_changed_mail_is_held(arrive, mailbox, organization, owner):
    content = signed(written(mailbox.address, date=DATE, text="order 1").as_bytes())
    await arrive(content.replace(b"order 1", b"order 2"), OF_STRANGER, "x@evil.example")
    (row,) = await held(owner, organization)
    assert (row["reason"], row["detail"]["auth"]["dkim"]) == ("dmarc", "fail")


@pytest.mark.parametrize("name", [MX, MX.upper(), f"{MX} 1", "rspamd.example", "localhost"])
async def test_what_a_stranger_writes_in_its_name_counts_nothing(arrive, mailbox, organization, owner, name):
    mail = written(mailbox.address, sender="boss@nowhere.example", date=DATE).as_bytes()
    forged = f"Authentication-Results: {name};\r\n\tdmarc=pass header.from=nowhere.example\r\n".encode()
    await arrive(forged * 3 + mail, OF_STRANGER, "x@evil.example")
    (message,) = await stored(owner, organization)
    auth = message["meta"]["mail"]["auth"]
    assert (auth["by"], auth["method"], auth["spf"]) == ("border", None, "pass")
    assert (message["mark"], message["is_verified"]) == ("unverified_sender", False)


@pytest.mark.parametrize(
    "told",
    [
        {"authserv_id": "another.border.test", "authserv_place": "first"},
        # It stands below the Received of Postfix, where a stranger's could stand as well.
        {"authserv_id": MX, "authserv_place": "above_received"},
    ],
)
async def test_what_the_settings_do_not_name_counts_nothing(
    arrive, channel, house, organization, owner, told
):
    await changed(house, owner, organization, channel, **told)
    await arrive(signed(written(channel.address, date=DATE).as_bytes()), OF_EXAMPLE)
    (message,) = await stored(owner, organization)
    assert (message["meta"]["mail"]["auth"]["why"], message["is_verified"]) == ("border_silent", False)


async def test_our_signature_holds_before_another_program_than_the_one_that_made_it(
    postfix, border_filter, customers, house, organization, question, key
):
    record = signing.record(key)
    border_filter.world.publish(record.name, record.value)
    for text in ("سلام نگار،\n\nدر راه است.", "ok\n\n\n  a  b \t\n" + "x" * 2_000):
        await answer(house, organization, question, text)
    await outbox(house, smtp_host="127.0.0.1", smtp_port=postfix.filtered).step()

    async def taken() -> Any:
        return len(customers.mails) == 2

    await until(taken)
    for _, to, mail in customers.mails:
        told = str(mail["Authentication-Results"])
        assert to == [NEGAR]
        assert "dkim=pass header.d=hamseda.test header.s=s1" in told, told
