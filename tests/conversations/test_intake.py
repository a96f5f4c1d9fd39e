"""Where a contact goes: one customer and one conversation over all channels, and nobody else's."""

import asyncio
from datetime import UTC, datetime, timedelta

from conversations.arrivals import add_channel, arrive, proven, told
from fixtures.people import insert
from hamseda.customers.api import Claim
from hamseda.house import House
from hamseda.kit.ids import new_id


async def test_a_proven_customer_meets_one_conversation_on_two_channels(
    house: House, owner, organization
) -> None:
    mail = await add_channel(owner, organization, "email")
    chat = await arrive(house, organization, proven("a@example.com"), name="نگار")
    letter = await arrive(house, organization, proven("A@Example.com"), channel_id=mail)
    assert chat.conversation_id == letter.conversation_id
    assert chat.customer_id == letter.customer_id
    assert chat.interaction_id != letter.interaction_id
    kinds = await owner.fetch(
        "SELECT channel_kind FROM work_item WHERE organization_id = $1", organization.id
    )
    assert sorted(row["channel_kind"] for row in kinds) == ["email", "webchat"]


async def test_an_address_that_is_only_told_never_joins(house: House, organization) -> None:
    real = await arrive(house, organization, proven("b@example.com"))
    forged = await arrive(house, organization, told("b@example.com"))
    assert forged.conversation_id != real.conversation_id
    assert forged.customer_id != real.customer_id
    assert not forged.is_verified


async def test_two_first_contacts_at_once_meet_in_one_conversation(house: House, owner, organization) -> None:
    mail = await add_channel(owner, organization, "email")
    both = await asyncio.gather(
        *(
            arrive(house, organization, proven("c@example.com"), channel_id=channel)
            for channel in (organization.channel_id, mail) * 4
        )
    )
    assert len({one.conversation_id for one in both}) == 1
    assert len({one.customer_id for one in both}) == 1
    items = await owner.fetchval("SELECT count(*) FROM work_item WHERE organization_id = $1", organization.id)
    assert items == 2


async def test_the_same_delivery_twice_is_one_message(house: House, owner, organization) -> None:
    both = await asyncio.gather(
        *(
            arrive(house, organization, proven("d@example.com"), external_id="<m-1@example.com>")
            for _ in range(4)
        )
    )
    assert len({one.message["id"] for one in both}) == 1
    assert sum(not one.repeated for one in both) == 1
    count = await owner.fetchval("SELECT count(*) FROM message WHERE organization_id = $1", organization.id)
    assert count == 1


async def test_a_conversation_closed_lately_is_opened_again_and_an_old_one_is_not(
    house, owner, organization
) -> None:
    first = await arrive(house, organization, proven("e@example.com"))
    await _resolve(owner, first.conversation_id, hours_ago=71)
    again = await arrive(house, organization, proven("e@example.com"))
    assert again.conversation_id == first.conversation_id
    status = await owner.fetchval("SELECT status FROM conversation WHERE id = $1", first.conversation_id)
    assert status == "open"
    await _resolve(owner, first.conversation_id, hours_ago=73)
    new = await arrive(house, organization, proven("e@example.com"))
    assert new.conversation_id != first.conversation_id


async def test_another_brand_is_another_conversation(house: House, owner, organization) -> None:
    brand = new_id()
    await insert(owner, "brand", organization_id=organization.id, id=brand, name="آذر")
    other = await add_channel(owner, organization, "webchat", brand_id=brand)
    here = await arrive(house, organization, proven("f@example.com"))
    there = await arrive(house, organization, proven("f@example.com"), channel_id=other)
    assert here.customer_id == there.customer_id
    assert here.conversation_id != there.conversation_id


async def test_an_unproven_visitor_goes_on_in_the_own_thread_only(house: House, organization) -> None:
    device = [Claim("device", "device-1", None)]
    first = await arrive(house, organization, device)
    again = await arrive(house, organization, device, thread_id=first.conversation_id)
    without = await arrive(house, organization, [Claim("device", "device-2", None)])
    assert again.conversation_id == first.conversation_id
    assert without.conversation_id != first.conversation_id


async def test_a_snoozed_conversation_wakes_when_the_customer_writes(
    house: House, owner, organization
) -> None:
    first = await arrive(house, organization, proven("g@example.com"))
    await owner.execute(
        "UPDATE conversation SET status = 'snoozed', snoozed_until = now() + interval '1 day' WHERE id = $1",
        first.conversation_id,
    )
    await arrive(house, organization, proven("g@example.com"))
    row = await owner.fetchrow(
        "SELECT status, snoozed_until FROM conversation WHERE id = $1", first.conversation_id
    )
    assert (row["status"], row["snoozed_until"]) == ("open", None)


async def test_a_card_number_is_masked_everywhere_and_its_original_is_sealed(
    house: House, owner, organization
) -> None:
    card = "6037 9975 9999 9993"
    got = await arrive(house, organization, proven("h@example.com"), text=f"کارت من {card} است")
    everywhere = await owner.fetchval(
        """SELECT string_agg(t, ' ') FROM (
             SELECT text || meta::text AS t FROM message WHERE organization_id = $1
             UNION ALL SELECT body::text FROM event WHERE organization_id = $1
             UNION ALL SELECT last_message_preview FROM conversation WHERE organization_id = $1) x""",
        organization.id,
    )
    assert "99759999" not in everywhere.replace(" ", "")
    assert "6037••••9993" in got.message["text"].replace(" ", "")
    sealed = await owner.fetchrow(
        "SELECT id, ciphertext FROM sealed_value WHERE organization_id = $1", organization.id
    )
    opened = house.keys.open("sealed", sealed["ciphertext"], sealed["id"].bytes).decode()
    assert opened.replace(" ", "") == card.replace(" ", "")


async def _resolve(owner, conversation_id, hours_ago: int) -> None:
    moment = datetime.now(UTC) - timedelta(hours=hours_ago)
    await owner.execute(
        "UPDATE conversation SET status = 'resolved', resolved_at = $2 WHERE id = $1", conversation_id, moment
    )
    await owner.execute("UPDATE interaction SET state = 'ended' WHERE conversation_id = $1", conversation_id)
    await owner.execute("UPDATE work_item SET state = 'done' WHERE conversation_id = $1", conversation_id)
