"""Calculations as programs see them."""

from uuid import UUID

import msgspec

from calculations.kinds import BY_NAME
from fixtures.house import SignIn
from fixtures.people import Organization
from hamseda.calculations.api import ask
from hamseda.house import House


async def asked(house: House, organization: Organization) -> UUID:
    async with house.database.transaction(organization.id) as work:
        return await ask(work, organization.supervisor.caller, BY_NAME["echo"], b"{}")


async def set_row(house: House, the: UUID, change: str, *values: object) -> None:
    async with house.system.everywhere() as connection:
        await connection.execute(f"UPDATE calculation SET {change} WHERE id = $1", the, *values)


async def test_a_result_is_json_as_it_was_made(house: House, organization: Organization, sign_in: SignIn):
    the, client = await asked(house, organization), sign_in(organization.supervisor)
    before = (await client.get(f"/api/v1/calculations/{the}")).json()
    assert (before["state"], before["progress"], before["result"]) == ("queued", 0, None)
    result = msgspec.json.encode({"figures": [1.5, None], "words": "گفتگو"})
    await set_row(house, the, "state = 'done', progress = 1, ended_at = now(), result = $2", result)
    after = (await client.get(f"/api/v1/calculations/{the}")).json()
    assert after["result"] == {"figures": [1.5, None], "words": "گفتگو"}
    assert "result" not in (await client.get("/api/v1/calculations")).json()["items"][0]


async def test_a_fault_is_told_in_the_language_of_its_reader(
    house: House, organization: Organization, sign_in: SignIn
):
    the = await asked(house, organization)
    fault = {"key": "too_long", "values": {"minutes": 30}}
    await set_row(house, the, "state = 'failed', ended_at = now(), fault = $2", fault)
    client = sign_in(organization.supervisor)
    said = (await client.get(f"/api/v1/calculations/{the}")).json()["fault"]
    assert said["code"] == "too_long"
    assert "۳۰ دقیقه" in said["message"]
    await client.patch("/api/v1/me", json={"locale": "en"})
    said = (await client.get(f"/api/v1/calculations/{the}")).json()["fault"]
    assert "after 30 minutes" in said["message"]


async def test_a_fault_without_a_text_is_still_told(
    house: House, organization: Organization, sign_in: SignIn
):
    the = await asked(house, organization)
    await set_row(
        house, the, "state = 'failed', ended_at = now(), fault = $2", {"key": "unheard_of", "values": {}}
    )
    said = (await sign_in(organization.supervisor).get(f"/api/v1/calculations/{the}")).json()["fault"]
    assert said["code"] == "unheard_of"
    assert len(said["message"]) > 20


async def test_only_what_can_conclude_is_concluded(house: House, organization: Organization, sign_in: SignIn):
    the, client = await asked(house, organization), sign_in(organization.admin)
    route = f"/api/v1/calculations/{the}/conclusion"
    refused = await client.post(route)
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_conclude")
    await set_row(house, the, "can_conclude = true, state = 'running'")
    assert (await client.get(f"/api/v1/calculations/{the}")).json()["concluding"] is False
    for _ in range(2):
        answer = (await client.post(route)).json()
        assert (answer["state"], answer["can_conclude"], answer["concluding"]) == ("running", True, True)


async def test_cancelling_is_told_and_holds(house: House, organization: Organization, sign_in: SignIn):
    the, client = await asked(house, organization), sign_in(organization.admin)
    for _ in range(2):
        answer = await client.post(f"/api/v1/calculations/{the}/cancel")
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
