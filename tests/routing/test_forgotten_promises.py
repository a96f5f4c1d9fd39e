"""Promises of a wait are kept as long as the shown accuracy is made of them."""

from datetime import UTC, datetime, timedelta

from fixtures.people import insert
from hamseda.kit.ids import new_id
from hamseda.routing.waits import SEEN_FOR_ACCURACY, promises_kept, sweep_promises


async def test_only_the_promises_that_accuracy_is_made_of_are_kept(house, owner, organization):
    interaction, item, queue = new_id(), new_id(), organization.sales_queue_id
    place = {"organization_id": organization.id, "conversation_id": organization.conversation_id}
    await insert(owner, "interaction", **place, id=interaction, channel_kind="webchat", state="ended")
    await insert(
        owner,
        "work_item",
        **place,
        id=item,
        queue_id=queue,
        interaction_id=interaction,
        channel_kind="webchat",
        state="done",
        weight=1,
        entered_at=datetime.now(UTC),
    )
    now = datetime.now(UTC)

    async def promise(days: float, actual_s: int | None = 30) -> None:
        await insert(
            owner,
            "wait_promise",
            organization_id=organization.id,
            id=new_id(),
            work_item_id=item,
            queue_id=queue,
            low_s=0,
            high_s=60,
            promised_at=now - timedelta(days=days),
            actual_s=actual_s,
        )

    for number in range(SEEN_FOR_ACCURACY + 20):
        await promise(2 + number)
    await promise(40, None)  # nobody ever learned how long that one waited
    await promise(0.1)
    async with house.database.reading(organization.id) as view:
        before = await promises_kept(view, queue)
    assert await sweep_promises(house.system, now) == 22
    async with house.database.reading(organization.id) as view:
        assert await promises_kept(view, queue) == before == (SEEN_FOR_ACCURACY, SEEN_FOR_ACCURACY)
    assert await sweep_promises(house.system, now) == 0
