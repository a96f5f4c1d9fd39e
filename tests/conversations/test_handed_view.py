"""The view of what is handed to somebody: those who serve no queue find their work there."""

from typing import Any

from hamseda.kit.ids import new_id


async def test_what_one_is_mentioned_in_is_listed_until_it_is_resolved_or_taken_back(
    organization: Any, sign_in: Any
) -> None:
    agent, light = sign_in(organization.agent), sign_in(organization.light)
    conversation = f"/api/v1/conversations/{organization.conversation_id}"
    assert await handed(light) == []
    note = {
        "id": str(new_id()),
        "kind": "note",
        "text": "در انبار هست؟",
        "mentions": [str(organization.light.id)],
    }
    assert (await agent.post(f"{conversation}/messages", json=note)).status_code == 201
    assert await handed(light) == [str(organization.conversation_id)]
    assert await handed(sign_in(organization.other_agent)) == []
    assert (await light.get("/api/v1/conversations/counts")).json()["handed"] == 1

    assert (await agent.put(f"{conversation}/resolution", json={})).status_code == 204
    assert await handed(light) == []
    assert (await agent.delete(f"{conversation}/resolution")).status_code in {200, 204}
    assert await handed(light) == [str(organization.conversation_id)]
    taken = await agent.delete(f"{conversation}/participants/{organization.light.id}")
    assert taken.status_code in {200, 204}
    assert await handed(light) == []


async def handed(client: Any) -> list[str]:
    answer = await client.get("/api/v1/conversations", params={"view": "handed"})
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]
