"""Which conversation a mail continues: by a proof, never by what it says."""

from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.moves import merge, split
from fixtures.mail import deliver, let_all_through, proved, stored, written
from hamseda.channels.email import queries
from hamseda.channels.email.reply_address import proves, read_reply_address, reply_address
from hamseda.channels.email.rules import place
from hamseda.conversations.sending import Reply
from hamseda.house import House
from hamseda.kit.ids import new_id
from hamseda.kit.keys import Keys

NEGAR, STRANGER = "negar@example.com", "stranger@evil.example"


async def first_mail(road, channel, organization, owner, *, is_proved: bool = True) -> asyncpg.Record:
    mail = written(channel.address, sender=f"نگار <{NEGAR}>")
    await deliver(road, proved(mail) if is_proved else mail.as_bytes(), channel.address)
    (message,) = await stored(owner, organization)
    return message


async def reply_to(
    house: House, owner: asyncpg.Connection, message: asyncpg.Record, channel, to: str = NEGAR
) -> str:
    number = await owner.fetchval("SELECT number FROM conversation WHERE id = $1", message["conversation_id"])
    return reply_address(
        house.keys, channel.address, message["organization_id"], message["conversation_id"], number, to
    )


async def newest(owner, organization) -> asyncpg.Record:
    return (await stored(owner, organization))[-1]


async def test_an_answer_to_the_address_that_we_sent_joins(house, road, channel, organization, owner):
    first = await first_mail(road, channel, organization, owner, is_proved=False)
    address = await reply_to(house, owner, first, channel)
    # Mail programs and servers change the case of addresses.
    await deliver(road, written(address.upper(), sender=NEGAR.upper()).as_bytes(), address.upper())
    joined = await newest(owner, organization)
    assert joined["conversation_id"] == first["conversation_id"]
    # By answering, the same customer is verified: no second record of the same person.
    assert (joined["is_verified"], joined["mark"], joined["author_id"]) == (True, None, first["customer_id"])
    assert (
        await owner.fetchval(
            "SELECT verified_by FROM identity WHERE customer_id = $1 AND value = $2",
            first["customer_id"],
            NEGAR,
        )
        == "reply_token"
    )
    await deliver(road, proved(written(channel.address, sender=NEGAR)), channel.address)
    assert (await newest(owner, organization))["conversation_id"] == first["conversation_id"]


async def test_an_answer_verifies_nobody_where_another_has_proved_the_address(
    house, road, channel, organization, owner
):
    first = await first_mail(road, channel, organization, owner, is_proved=False)
    await deliver(road, proved(written(channel.address, sender=NEGAR)), channel.address)
    proven = await newest(owner, organization)
    assert proven["customer_id"] != first["customer_id"]
    address = await reply_to(house, owner, first, channel)
    await deliver(road, written(address, sender=NEGAR).as_bytes(), address)
    joined = await newest(owner, organization)
    assert joined["conversation_id"] == first["conversation_id"]
    assert joined["author_id"] == proven["customer_id"]
    assert (
        await owner.fetchval(
            "SELECT count(*) FROM identity WHERE value = $1 AND verified_at IS NOT NULL AND organization_id = $2",
            NEGAR,
            organization.id,
        )
        == 1
    )


async def test_a_token_in_other_hands_does_not_join(house, road, channel, organization, owner):
    first = await first_mail(road, channel, organization, owner)
    address = await reply_to(house, owner, first, channel)
    await deliver(road, written(address, sender=STRANGER).as_bytes(), address, sender=STRANGER)
    apart = await newest(owner, organization)
    assert apart["conversation_id"] != first["conversation_id"]
    assert (apart["mark"], apart["is_verified"]) == ("foreign_subject", False)
    # Not even with a proof of the stranger's own address: answers would go there.
    border = "dmarc=pass header.from=evil.example"
    await deliver(road, proved(written(address, sender=STRANGER), border), address, sender=STRANGER)
    apart = await newest(owner, organization)
    assert apart["conversation_id"] != first["conversation_id"]
    assert apart["customer_id"] != first["customer_id"]
    assert apart["mark"] == "foreign_subject"


async def test_a_token_that_was_changed_does_not_join(house, road, channel, organization, owner):
    first = await first_mail(road, channel, organization, owner)
    address = await reply_to(house, owner, first, channel)
    token = address.partition("+r.")[2].partition("@")[0]
    for place_of in (0, 8, 15, 23):
        other = "a" if token[place_of] != "a" else "b"
        changed = address.replace(token, token[:place_of] + other + token[place_of + 1 :])
        await deliver(road, written(changed, sender=NEGAR).as_bytes(), changed)
    conversations = [m["conversation_id"] for m in await stored(owner, organization)]
    assert conversations.count(first["conversation_id"]) == 1


async def test_a_token_of_another_organization_opens_nothing(
    house, road, channel, organization, foreign, owner
):
    first = await first_mail(road, channel, organization, owner)
    number = await owner.fetchval("SELECT number FROM conversation WHERE id = $1", first["conversation_id"])
    address = reply_address(house.keys, channel.address, foreign.id, first["conversation_id"], number, NEGAR)
    await deliver(road, written(address, sender=NEGAR).as_bytes(), address)
    assert (await newest(owner, organization))["conversation_id"] != first["conversation_id"]


async def test_a_forged_from_does_not_join(road, channel, organization, owner):
    first = await first_mail(road, channel, organization, owner)
    await deliver(road, written(channel.address, sender=NEGAR).as_bytes(), channel.address)
    forged = await newest(owner, organization)
    assert forged["conversation_id"] != first["conversation_id"]
    assert forged["customer_id"] != first["customer_id"]
    assert (forged["mark"], forged["is_verified"]) == ("unverified_sender", False)


async def test_two_from_addresses_prove_nobody(house, road, channel, organization, owner):
    first = await first_mail(road, channel, organization, owner)
    for another in (f"From: {STRANGER}\r\nFrom: ", f"From: {STRANGER}, "):
        content = proved(written(channel.address, sender=NEGAR))
        await deliver(road, content.replace(b"From: ", another.encode(), 1), channel.address)
    assert await let_all_through(house, road, organization) == 2
    others = (await stored(owner, organization))[1:]
    assert len(others) == 2, "they were held, and let through by somebody"
    for other in others:
        assert other["conversation_id"] != first["conversation_id"]
        assert not other["is_verified"]


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
async def test_references_join_only_an_authenticated_sender(road, channel, organization, owner, header):
    first = await first_mail(road, channel, organization, owner)
    named = {header: f"<{uuid4()}@x> <{first['meta']['mail']['message_id']}>"}
    await deliver(road, proved(written(channel.address, sender=NEGAR, **named)), channel.address)
    assert (await newest(owner, organization))["conversation_id"] == first["conversation_id"]
    await deliver(road, written(channel.address, sender=NEGAR, **named).as_bytes(), channel.address)
    apart = await newest(owner, organization)
    assert (apart["conversation_id"] != first["conversation_id"], apart["mark"]) == (True, "foreign_subject")
    border = "dmarc=pass header.from=evil.example"
    await deliver(road, proved(written(channel.address, sender=STRANGER, **named), border), channel.address)
    assert (await newest(owner, organization))["conversation_id"] != first["conversation_id"]


@pytest.mark.parametrize("tag", ["[#{}]", "Re: [#{}] سفارش", "[# {}]"])
async def test_a_strangers_subject_tag_opens_a_conversation_of_its_own(
    road, channel, organization, owner, tag
):
    first = await first_mail(road, channel, organization, owner)
    number = await owner.fetchval("SELECT number FROM conversation WHERE id = $1", first["conversation_id"])
    mail = written(channel.address, sender=STRANGER, subject=tag.format(number))
    await deliver(road, mail.as_bytes(), channel.address)
    apart = await newest(owner, organization)
    assert (apart["conversation_id"] != first["conversation_id"], apart["mark"]) == (True, "foreign_subject")


async def test_the_whole_way_there_and_back(house, road, channel, organization, owner, sign_in):
    """An agent answers, the customer's program answers that, and both meet in one conversation."""
    first = await first_mail(road, channel, organization, owner, is_proved=False)
    conversation = first["conversation_id"]
    reply = Reply(id=new_id(), text="سفارش شما در راه است.")
    await house.sending.send(organization.agent.caller, conversation, reply, house.clock.now())
    sent = await send_out(house, organization)
    answer = written(
        sent["Reply-To"].addresses[0].addr_spec,
        sender=NEGAR,
        text="ممنون",
        in_reply_to=sent["Message-ID"],
        subject=sent["Subject"],
    )
    await deliver(road, answer.as_bytes(), sent["Reply-To"].addresses[0].addr_spec)
    client: httpx.AsyncClient = sign_in(organization.agent)
    items: list[dict[str, Any]] = (await client.get(f"/api/v1/conversations/{conversation}/messages")).json()[
        "items"
    ]
    assert [(m["direction"], m["text"]) for m in items] == [
        ("inbound", "سلام"),
        ("outbound", "سفارش شما در راه است."),
        ("inbound", "ممنون"),
    ]
    assert items[-1]["meta"]["mail"]["proof"] == "reply_token"


async def send_out(house: House, organization) -> EmailMessage:
    """Run the outbox once, as the demonstration without a server does, and read what it kept."""
    import email  # noqa: PLC0415
    from email.policy import default  # noqa: PLC0415

    import msgspec  # noqa: PLC0415

    from hamseda.channels.email.outbound import SINK, MailCarrier  # noqa: PLC0415
    from hamseda.kit.background import Outbox  # noqa: PLC0415

    demo = msgspec.structs.replace(house.settings, demo=True)
    carrier = MailCarrier(settings=demo, database=house.database, keys=house.keys, clock=house.clock).carrier
    assert await Outbox(house.system, {"mail": carrier}).step() == 1
    file = max((demo.data_folder / SINK).iterdir(), key=lambda path: path.stat().st_mtime_ns)
    return email.message_from_bytes(file.read_bytes(), policy=default)  # type: ignore[return-value]


@given(st.binary(min_size=32, max_size=32), st.integers(0, 2**40 - 1), st.emails())
def test_reply_addresses_fit_and_come_back(secret, number, to):
    keys, organization, conversation = Keys(secret), UUID(int=1), UUID(int=2)
    address = reply_address(keys, "support@example.com", organization, conversation, number, to)
    assert len(address.partition("@")[0]) <= 64
    read = read_reply_address(address.upper())
    assert read is not None
    assert (read.kind, read.number) == ("r", number)
    assert proves(keys, read, organization, conversation, to.upper())
    assert not proves(keys, read, organization, UUID(int=3), to)
    assert not proves(Keys(b"x" * 32), read, organization, conversation, to)


@pytest.mark.parametrize(
    "recipient",
    [
        "support@example.com",
        "support+r.@example.com",
        "support+r.abc@example.com",
        "support+r." + "0" * 24 + "@x.org",
        "support+r." + "a" * 25 + "@x.org",
        "",
    ],
)
def test_what_is_no_reply_address(recipient):
    assert read_reply_address(recipient) is None


@given(
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["سلام", "Re: [#12] x", "[#۱۲]"]),
)
def test_nobody_joins_without_a_proof(has_thread, is_issued, is_authenticated, is_own, subject):
    where = place(
        thread_id=UUID(int=7) if has_thread else None,
        is_issued_to_sender=is_issued,
        is_authenticated=is_authenticated,
        is_customers_own=is_own,
        subject=subject,
    )
    if where.thread_id is not None:
        assert is_issued or (is_authenticated and is_own)
        assert where.mark is None
    if not is_issued and not is_authenticated:
        assert where.proof is None
        assert where.mark is not None


async def three_mails(road, channel, organization, owner) -> list[asyncpg.Record]:
    for text in ("سفارش من", "صورت‌حساب", "باز هم سفارش"):
        await deliver(road, proved(written(channel.address, sender=NEGAR, text=text)), channel.address)
    return await stored(owner, organization)


async def we_wrote(house, organization, agent, conversation: UUID, to: str = NEGAR) -> str:
    """An answer of ours as it went out; answers its Message-ID."""
    body, header = {"id": str(new_id()), "text": "پاسخ ما"}, f"{uuid4().hex}@hamseda.test"
    assert (await agent.post(f"/api/v1/conversations/{conversation}/messages", json=body)).status_code == 201
    values = (organization.id, header, conversation, UUID(body["id"]), "outbound", to)
    async with house.database.transaction(organization.id) as work:
        await work.execute(queries.REMEMBER_REFERENCE, *values)
    return header


async def test_answers_follow_what_was_split_off(house, road, channel, organization, owner, sign_in):
    order, bill, _ = await three_mails(road, channel, organization, owner)
    agent = sign_in(organization.agent)
    header = await we_wrote(house, organization, agent, order["conversation_id"])
    token = await reply_to(house, owner, order, channel)
    # The bill and our answer after it go; the address that our answer bore names the first conversation.
    new = (await split(agent, order["conversation_id"], bill["id"], following=True)).json()
    await deliver(road, written(token, sender=NEGAR, In_Reply_To=f"<{header}>").as_bytes(), token)
    assert str((await newest(owner, organization))["conversation_id"]) == new["id"]
    # By the proof of their own server and References alone, and to the customer's own mail.
    for refers_to in (header, bill["meta"]["mail"]["message_id"]):
        mail = written(channel.address, sender=NEGAR, References=f"<{refers_to.strip('<>')}>")
        await deliver(road, proved(mail), channel.address)
        assert str((await newest(owner, organization))["conversation_id"]) == new["id"]
    # An answer to what stayed comes to what stayed.
    stayed = order["meta"]["mail"]["message_id"].strip("<>")
    await deliver(road, proved(written(token, sender=NEGAR, In_Reply_To=f"<{stayed}>")), token)
    assert (await newest(owner, organization))["conversation_id"] == order["conversation_id"]


async def test_a_reply_address_of_what_was_merged_leads_where_it_lives(
    house, road, channel, organization, owner, sign_in
):
    order, bill, _ = await three_mails(road, channel, organization, owner)
    agent = sign_in(organization.agent)
    new = (await split(agent, order["conversation_id"], bill["id"])).json()
    moved = await owner.fetchrow(
        "SELECT conversation_id, organization_id FROM message WHERE organization_id = $1 AND id = $2",
        organization.id,
        bill["id"],
    )
    token = await reply_to(house, owner, moved, channel)
    await we_wrote(house, organization, agent, UUID(new["id"]))
    assert (await merge(agent, new["id"], order["conversation_id"])).status_code == 200
    await deliver(road, written(token, sender=NEGAR, text="به نشانی کهنه").as_bytes(), token)
    answered = await newest(owner, organization)
    assert (answered["text"], answered["conversation_id"]) == ("به نشانی کهنه", order["conversation_id"])
    # The proof is of who wrote: in other hands it opens no more than before.
    await deliver(road, written(token, sender=STRANGER).as_bytes(), token, sender=STRANGER)
    assert (await newest(owner, organization))["conversation_id"] != order["conversation_id"]


async def test_a_mail_that_comes_twice_is_found_where_it_is_now(
    house, road, channel, organization, owner, sign_in
):
    order, bill, _ = await three_mails(road, channel, organization, owner)
    await split(sign_in(organization.agent), order["conversation_id"], bill["id"])
    again = written(channel.address, sender=NEGAR, message_id=bill["meta"]["mail"]["message_id"])
    await deliver(road, proved(again), channel.address)
    assert len(await stored(owner, organization)) == 3
