"""Simulated customers who write mails: marked by what a stranger cannot forge, and they react to answers."""
# ruff: noqa: S311 -- invented people need no secrets

import asyncio
from random import Random
from uuid import uuid4

import asyncpg
import pytest

from fixtures.mail import hand_in, written
from hamseda.channels.email.simulation import is_simulated, simulation_key
from hamseda.demo import cast
from hamseda.demo.arrangement import support_address
from hamseda.demo.live_mail import MailCustomer, MailRoad, message_id
from hamseda.demo.live_mind import Mind, Pace, names, somebody, texts
from hamseda.kit.keys import Keys

KEYS, OTHER = Keys(b"k" * 32), Keys(b"o" * 32)
QUICK = Pace(every=0.1, reading=(0.0, 0.01), patience=20)


def test_only_the_key_of_this_installation_marks_a_mail_and_only_its_senders():
    made = message_id(simulation_key(KEYS), "narges.1@example.com")
    assert is_simulated(KEYS, made, "narges.1@example.com")
    assert is_simulated(KEYS, made.strip("<>"), "narges.1@example.com")
    assert not is_simulated(KEYS, made, "stranger@example.com"), "a copied Message-ID is another sender's"
    assert not is_simulated(OTHER, made, "narges.1@example.com")
    assert not is_simulated(KEYS, made.replace("simulated.", "simulated.0", 1), "narges.1@example.com")
    assert not is_simulated(KEYS, "<simulated.0000000000000000.%s@example.com>" % ("0" * 32), "x@example.com")


def test_the_same_people_are_written_in_both_alphabets():
    known = names()
    assert len(known.latin) == len(known.women) + len(known.men)
    assert all(somebody(known, Random(seed)).latin.isascii() for seed in range(200))


@pytest.fixture
async def customer(seeded, house, settings, road) -> MailCustomer:
    key = simulation_key(house.keys).hex()
    way = MailRoad(
        "127.0.0.1",
        road.port,
        support_address(settings),
        cast.AUTHSERV_ID,
        key,
        str(settings.data_folder / "outgoing"),
    )
    return MailCustomer(way, Mind(texts(), Random(3)), QUICK, Random(3))


async def test_a_simulated_mail_is_marked_and_its_customer_reacts(
    customer: MailCustomer, road, settings, owner: asyncpg.Connection
):
    writing = asyncio.create_task(customer.write())
    first = await placed(road, owner, customer.address, 1)
    assert (first["mark"], first["is_simulated"], first["is_verified"]) == ("simulated", True, True)
    assert customer._mind.name.full in first["name"]
    answer = written(
        customer.address, sender=f"Mehr <{support_address(settings)}>", text="ممنون، پیگیری می‌کنیم."
    )
    answer["Reply-To"] = support_address(settings)
    sink = settings.data_folder / "outgoing"
    sink.mkdir(exist_ok=True)
    (sink / f"{uuid4()}.eml").write_bytes(answer.as_bytes())
    again = await placed(road, owner, customer.address, 2)
    assert again["conversation_id"] == first["conversation_id"]
    writing.cancel()


async def test_a_stranger_who_says_to_be_simulated_is_a_customer_like_others(
    customer: MailCustomer, road, settings, owner: asyncpg.Connection
):
    to = support_address(settings)
    forged = written(
        to, sender="stranger@example.com", message_id=message_id(b"guessed", "stranger@example.com")
    )
    border = f"Authentication-Results: {cast.AUTHSERV_ID}; dmarc=pass header.from=example.com\r\n"
    await asyncio.to_thread(
        hand_in, road.port, border.encode() + forged.as_bytes(), to, "stranger@example.com"
    )
    found = await placed(road, owner, "stranger@example.com", 1)
    assert (found["mark"], found["is_simulated"]) == (None, False)


async def placed(road, owner: asyncpg.Connection, address: str, count: int) -> asyncpg.Record:
    """The newest mail of an address once it has written so many."""
    async with asyncio.timeout(20):
        while True:
            await road.placer.parse_waiting()
            rows = await owner.fetch(
                """SELECT m.conversation_id, c.mark, c.is_verified, p.is_simulated, p.name FROM message m
                   JOIN conversation c ON c.id = m.conversation_id JOIN customer p ON p.id = c.customer_id
                   JOIN identity i ON i.customer_id = p.id AND i.value = $1
                   WHERE m.direction = 'inbound' AND m.channel_kind = 'email' ORDER BY m.position""",
                address,
            )
            if len(rows) >= count:
                return rows[-1]
            await asyncio.sleep(0.05)
