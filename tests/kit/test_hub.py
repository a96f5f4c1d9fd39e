"""One listener's fault or leaving never makes another deaf."""

import asyncio

import pytest

from conversations.arrivals import arrive, proven
from hamseda.house import House
from hamseda.kit.bus import MOST_SIGNAL_BYTES


async def test_a_faulty_listener_is_let_go_and_the_others_hear_on(house: House, organization) -> None:
    heard: list[int] = []

    def broken(_event: object) -> None:
        raise TypeError("no zone")

    await house.hub.listen(organization.id, "broken", broken)
    await house.hub.listen(organization.id, "sound", lambda event: heard.append(event.number))
    for n in range(2):
        await asyncio.wait_for(arrive(house, organization, proven(f"h{n}@example.com")), 5)
    async with asyncio.timeout(5):
        while len(heard) < 6:
            await asyncio.sleep(0.02)
    assert heard == list(range(1, len(heard) + 1))
    house.hub.forget(organization.id, "sound")


async def test_who_catches_up_while_the_last_other_leaves_still_hears_what_comes(
    house: House, organization
) -> None:
    await arrive(house, organization, proven("first@example.com"))
    for turn in range(20):
        heard: list[int] = []
        await house.hub.listen(organization.id, "old", lambda _event: None)
        joining = asyncio.create_task(
            house.hub.listen(organization.id, turn, lambda e, to=heard: to.append(e.number), 0)
        )
        await asyncio.sleep(0)
        house.hub.forget(organization.id, "old")
        assert await joining == 0
        before = len(heard)
        await arrive(house, organization, proven(f"n{turn}@example.com"))
        async with asyncio.timeout(5):
            while len(heard) == before:
                await asyncio.sleep(0.01)
        assert heard == sorted(set(heard))
        house.hub.forget(organization.id, turn)


async def test_a_signal_is_measured_in_bytes(house: House) -> None:
    with pytest.raises(ValueError, match="small"):
        house.bus.signal({"t": "typing", "name": "ن" * (MOST_SIGNAL_BYTES - 100)})
