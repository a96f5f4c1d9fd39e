"""Who wrote, where no border's word counts: judged by the intake itself, and what follows from it."""

import asyncio
import smtplib
from typing import Any

import asyncpg
import pytest

from fixtures.dns import NameServer
from fixtures.mail import MailChannel, deliver, stored, written
from fixtures.signed import key_of, record_of, signed
from hamseda.channels.email.lmtp import read_attributes
from hamseda.channels.email.settings import register_addresses
from hamseda.settings import Settings

NEGAR = "negar@example.com"


@pytest.fixture(scope="module")
def world() -> Any:
    opened = NameServer()
    opened.publish("example.com", "v=spf1 ip4:192.0.2.0/24 -all")
    opened.publish("s1._domainkey.example.com", record_of(key_of()))
    opened.publish("_dmarc.example.com", "v=DMARC1; p=reject")
    opened.publish("soft.example", "v=spf1 ip4:192.0.2.0/24 ~all")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def settings(tmp_path_factory, world) -> Settings:
    folder = str(tmp_path_factory.mktemp("house"))
    return Settings(folder=folder, public_url="http://hamseda.test", dns_servers=(world.address,))


@pytest.fixture
async def open_channel(channel: MailChannel, house, owner, organization) -> MailChannel:
    """The mail channel without a border."""
    return await changed(house, owner, organization, channel)


async def changed(house, owner, organization, channel: MailChannel, **settings: Any) -> MailChannel:
    stored_settings = {"address": channel.address, "name": "x"} | settings
    await owner.execute("UPDATE channel SET settings = $2 WHERE id = $1", channel.id, stored_settings)
    async with house.database.transaction(organization.id) as work:
        await register_addresses(work, channel.id, stored_settings)
    return channel


async def held(owner: asyncpg.Connection, organization) -> list[asyncpg.Record]:
    return await owner.fetch(
        "SELECT * FROM mail_quarantine WHERE organization_id = $1 ORDER BY held_at", organization.id
    )


def hand_in_from(port: int, content: bytes, to: str, sender: str, forwarded: str = "") -> None:
    """Deliver as a border does that tells who handed the mail in."""
    with smtplib.LMTP("127.0.0.1", port) as client:
        client.ehlo()
        if forwarded:
            assert client.docmd("XFORWARD", forwarded)[0] == 250
        client.mail(sender)
        assert client.rcpt(to)[0] == 250
        assert client.data(content)[0] == 250


async def arrive(road, channel, content: bytes, sender: str = NEGAR, forwarded: str = "") -> None:
    await asyncio.to_thread(hand_in_from, road.port, content, channel.address, sender, forwarded)
    await road.placer.parse_waiting()


async def test_a_signed_mail_verifies_its_sender(road, open_channel, organization, owner):
    content = signed(written(open_channel.address, sender=f"نگار <{NEGAR}>").as_bytes())
    await deliver(road, content, open_channel.address)
    (message,) = await stored(owner, organization)
    found = message["meta"]["mail"]
    assert (message["mark"], message["is_verified"], found["proof"]) == (None, True, "authentication_results")
    assert (found["auth"]["by"], found["auth"]["method"]) == ("ourselves", "dmarc")
    assert (found["auth"]["dkim"], found["auth"]["dmarc"], found["auth"]["spf"]) == ("pass", "pass", "none")


async def test_the_same_words_without_a_signature_verify_nobody(road, open_channel, organization, owner):
    content = written(open_channel.address, sender=NEGAR).as_bytes()
    await deliver(road, content, open_channel.address)
    (message,) = await stored(owner, organization)
    found = message["meta"]["mail"]
    assert (message["mark"], message["is_verified"], found["proof"]) == ("unverified_sender", False, None)
    assert (found["auth"]["why"], found["auth"]["dmarc"]) == ("unsigned", "unknown")


async def test_a_headers_word_of_nobody_counts_for_nothing(road, open_channel, organization, owner):
    """A stranger may write what a border would have written: there is none."""
    content = written(open_channel.address, sender=NEGAR).as_bytes()
    lie = b"Authentication-Results: mx.hamseda.test; dmarc=pass header.from=example.com\r\n"
    await deliver(road, lie + content, open_channel.address)
    (message,) = await stored(owner, organization)
    assert (message["mark"], message["is_verified"]) == ("unverified_sender", False)


async def test_who_handed_it_in_is_told_by_the_border(road, open_channel, organization, owner):
    content = written(open_channel.address, sender=NEGAR).as_bytes()
    await arrive(road, open_channel, content, forwarded="NAME=mx.example.com ADDR=192.0.2.7 HELO=mx")
    (message,) = await stored(owner, organization)
    auth = message["meta"]["mail"]["auth"]
    assert (auth["spf"], auth["dmarc"], auth["method"], message["is_verified"]) == (
        "pass",
        "pass",
        "dmarc",
        True,
    )


async def test_a_mail_that_its_domain_disowns_is_held(road, open_channel, organization, owner):
    content = written(open_channel.address, sender=NEGAR).as_bytes()
    await arrive(road, open_channel, content, forwarded="ADDR=203.0.113.9 HELO=evil")
    assert await stored(owner, organization) == []
    (row,) = await held(owner, organization)
    assert (row["reason"], row["sender"], row["state"]) == ("dmarc", NEGAR, "held")
    assert row["detail"]["auth"]["spf"] == "fail"
    raw = await owner.fetchrow("SELECT state, reason FROM raw_mail WHERE id = $1", row["id"])
    assert tuple(raw) == ("quarantined", "dmarc")


async def test_what_was_told_of_one_mail_is_not_told_of_the_next(road, open_channel, organization, owner):
    def twice() -> None:
        with smtplib.LMTP("127.0.0.1", road.port) as client:
            client.ehlo()
            client.docmd("XFORWARD", "ADDR=192.0.2.7 HELO=mx")
            for text in ("one", "two"):
                client.mail("negar@soft.example")
                client.rcpt(open_channel.address)
                client.data(written(open_channel.address, sender="negar@soft.example", text=text).as_bytes())

    await asyncio.to_thread(twice)
    await road.placer.parse_waiting()
    words = {
        row["text"].strip(): row["meta"]["mail"]["auth"]["spf"] for row in await stored(owner, organization)
    }
    assert words == {"one": "pass", "two": "none"}


async def test_a_trusted_received_tells_as_well(house, road, channel, organization, owner):
    received = b"Received: from mx.example.com (mx.example.com [192.0.2.7]) by mx.shop; Sun\r\n"
    content = received + written(channel.address, sender=NEGAR).as_bytes()
    await changed(house, owner, organization, channel)
    await deliver(road, content, channel.address)
    await changed(house, owner, organization, channel, is_received_ours=True)
    await deliver(road, content.replace(b"Message-ID: <", b"Message-ID: <2"), channel.address)
    words = [row["meta"]["mail"]["auth"]["spf"] for row in await stored(owner, organization)]
    assert sorted(words) == ["none", "pass"]


async def test_without_the_dns_nobody_is_proved_and_nothing_is_lost(
    road, open_channel, organization, owner, world
):
    content = signed(written(open_channel.address, sender="negar@away.example").as_bytes(), "away.example")
    world.broken |= {"_dmarc.away.example", "s1._domainkey.away.example", "away.example"}
    await arrive(road, open_channel, content, "negar@away.example", forwarded="ADDR=192.0.2.7")
    (message,) = await stored(owner, organization)
    auth = message["meta"]["mail"]["auth"]
    assert (auth["spf"], auth["dkim"], auth["dmarc"], auth["why"]) == (*["temperror"] * 3, "dns_away")
    assert message["mark"] == "unverified_sender"


async def test_a_border_that_is_named_saves_the_question(road, channel, organization, owner, world):
    before = world.asked.total()
    await deliver(road, signed(written(channel.address, sender=NEGAR).as_bytes()), channel.address)
    (message,) = await stored(owner, organization)
    auth = message["meta"]["mail"]["auth"]
    assert (auth["by"], auth["method"], auth["why"]) == ("border", None, "border_silent")
    assert world.asked.total() == before


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("NAME=a.example ADDR=192.0.2.7 HELO=x", {"NAME": "a.example", "ADDR": "192.0.2.7", "HELO": "x"}),
        ("ADDR=IPV6:2001:db8::1", {"ADDR": "2001:db8::1"}),
        ("ADDR=[UNAVAILABLE] HELO=[TEMPUNAVAIL]", {"ADDR": "", "HELO": ""}),
        ("HELO=a+20b+2Bc", {"HELO": "a b+c"}),
        ("HELO=a+0D+0Ab", {"HELO": ""}),
        ("rubbish = = x", {}),
        ("ADDR=", {}),
    ],
)
def test_attributes_of_a_border(said, told):
    assert read_attributes(said) == told
