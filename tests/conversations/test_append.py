"""Group commit: durable together, numbered without gaps, repeated without a second effect."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from conversations.arrivals import numbers, positions
from fixtures.people import Organization, insert
from hamseda.conversations.api import Appended, Appender, ConversationResolved, NewMessage
from hamseda.house import House
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, Invalid, NotFound


def note(conversation_id: UUID, text: str = "یادداشت", **more: Any) -> NewMessage:
    fields = {"kind": "note", "direction": "internal", "author_kind": "agent", "text_direction": "rtl"}
    return NewMessage(conversation_id=conversation_id, text=text, **(fields | more))


async def another_conversation(owner: asyncpg.Connection, the: Organization, number: int) -> UUID:
    conversation_id = new_id()
    await insert(
        owner,
        "conversation",
        organization_id=the.id,
        id=conversation_id,
        number=number,
        customer_id=the.customer_id,
        queue_id=the.sales_queue_id,
        department_id=the.sales_id,
    )
    return conversation_id


async def test_many_at_once_stand_without_gap_in_every_conversation(
    house: House, owner, organization
) -> None:
    places = [organization.conversation_id] + [
        await another_conversation(owner, organization, n) for n in (2, 3)
    ]
    await asyncio.gather(
        *(house.appender.append(organization.id, note(places[n % 3], f"یادداشت {n}")) for n in range(90))
    )
    for place in places:
        assert await positions(owner, organization, place) == list(range(1, 31))
    assert await numbers(owner, organization) == list(range(1, 91))


async def test_messages_of_one_conversation_keep_the_order_of_their_calls(
    house: House, owner, organization
) -> None:
    texts = [f"پیام {n}" for n in range(40)]
    await asyncio.gather(
        *(house.appender.append(organization.id, note(organization.conversation_id, text)) for text in texts)
    )
    rows = await owner.fetch(
        "SELECT text FROM message WHERE organization_id = $1 ORDER BY position", organization.id
    )
    assert [row["text"] for row in rows] == texts


async def test_writers_of_two_processes_do_not_block_each_other_for_ever(
    house: House, owner, organization
) -> None:
    """Two appenders, batches that touch the same conversations in opposite orders."""
    places = [await another_conversation(owner, organization, n) for n in (2, 3, 4, 5)]
    other = Appender(house.database)
    sent = [house.appender.append(organization.id, note(p)) for p in places * 10]
    sent += [other.append(organization.id, note(p)) for p in reversed(places * 10)]
    await asyncio.wait_for(asyncio.gather(*sent), 20)
    assert await numbers(owner, organization) == list(range(1, 81))


async def test_the_same_key_again_answers_the_first_result(house: House, owner, organization) -> None:
    keyed = {"caller": organization.agent.id, "key": "k-1"}
    first = await house.appender.append(organization.id, note(organization.conversation_id, **keyed))
    again = await house.appender.append(organization.id, note(organization.conversation_id, **keyed))
    assert (first.repeated, again.repeated) == (False, True)
    assert first.message["id"] == again.message["id"]
    assert await positions(owner, organization, organization.conversation_id) == [1]
    with pytest.raises(Conflict) as refused:
        await house.appender.append(organization.id, note(organization.conversation_id, "چیز دیگر", **keyed))
    assert refused.value.code == "idempotency_key_reused"


async def test_the_same_key_twice_in_one_batch_is_one_message(house: House, owner, organization) -> None:
    keyed = {"caller": organization.agent.id, "key": "k-2"}
    answers = await asyncio.gather(
        *(
            house.appender.append(organization.id, note(organization.conversation_id, **keyed))
            for _ in range(5)
        )
    )
    assert len({a.message["id"] for a in answers}) == 1
    assert await positions(owner, organization, organization.conversation_id) == [1]


async def test_a_poisoned_row_fails_alone(house: House, owner, organization) -> None:
    conversation = organization.conversation_id
    answers = await asyncio.gather(
        house.appender.append(organization.id, note(conversation, "یک")),
        house.appender.append(organization.id, note(conversation, "بد", direction="sideways")),
        house.appender.append(organization.id, note(conversation, "nul \x00 byte")),
        house.appender.append(organization.id, note(conversation, "دو")),
        return_exceptions=True,
    )
    assert [type(a) for a in answers] == [Appended, Invalid, Invalid, Appended]
    assert await positions(owner, organization, conversation) == [1, 2]
    assert await numbers(owner, organization) == [1, 2]


async def test_somebody_without_the_right_to_see_it_cannot_write_into_it(
    house: House, owner, organization
) -> None:
    viewer = organization.other_agent.caller.viewer()
    with pytest.raises(NotFound):
        await house.appender.append(organization.id, note(organization.conversation_id, viewer=viewer))
    assert await positions(owner, organization, organization.conversation_id) == []


async def test_a_foreign_conversation_is_not_there(house: House, organization, foreign) -> None:
    with pytest.raises(NotFound):
        await house.appender.append(organization.id, note(foreign.conversation_id))


async def test_a_customer_cannot_write_into_a_resolved_conversation_by_the_short_way(
    house, owner, organization
) -> None:
    await owner.execute(
        "UPDATE conversation SET status = 'resolved' WHERE id = $1", organization.conversation_id
    )
    inbound = {"kind": "message", "direction": "inbound", "author_kind": "customer"}
    with pytest.raises(ConversationResolved):
        await house.appender.append(organization.id, note(organization.conversation_id, **inbound))


async def test_an_answer_ends_the_customers_waiting_and_a_note_does_not(
    house: House, owner, organization
) -> None:
    async def waiting() -> Any:
        return await owner.fetchval(
            "SELECT waiting_since FROM conversation WHERE id = $1", organization.conversation_id
        )

    conversation = organization.conversation_id
    said = {"kind": "message", "direction": "inbound", "author_kind": "customer"}
    await house.appender.append(organization.id, note(conversation, "کجاست؟", **said))
    since = await waiting()
    assert since is not None
    await house.appender.append(organization.id, note(conversation))
    await house.appender.append(organization.id, note(conversation, "هنوز منتظرم", **said))
    assert await waiting() == since
    await house.appender.append(
        organization.id, note(conversation, "در راه است", kind="message", direction="outbound")
    )
    assert await waiting() is None
