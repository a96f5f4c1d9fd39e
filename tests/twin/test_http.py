"""POST /api/v1/twin/…: the same answers and the same refusals as on the command line, worked out beside the request."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from fixtures import calculating
from fixtures.house import SignIn
from fixtures.people import Organization, enrol, insert
from hamseda.calculations.api import Bounds, Calculator
from hamseda.house import House
from hamseda.kit.ids import new_id
from hamseda.work import KINDS
from twin.models import everything, plain, shortened, told


@pytest.fixture(scope="module")
async def working(house: House) -> AsyncIterator[None]:
    """A worker that plays what is asked."""
    async with calculating.working(Calculator(house.system, KINDS, Bounds())):
        yield


async def done(client: httpx.AsyncClient, answer: httpx.Response) -> dict[str, Any]:
    """Wait for a calculation that was asked for."""
    assert answer.status_code == 201, answer.text
    path = f"/api/v1/calculations/{answer.json()['id']}"
    async with asyncio.timeout(240):
        while (found := (await client.get(path)).json())["state"] in {"queued", "running"}:
            await asyncio.sleep(0.05)
    assert found["state"] == "done", found["fault"]
    return found


async def test_a_run_is_that_of_the_command(organization: Organization, sign_in: SignIn, working):
    document = shortened(everything(), 3)
    client = sign_in(organization.supervisor)
    asked = {"model": document, "replications": 4, "seed": 1}
    found = await done(client, await client.post("/api/v1/twin/runs", json=asked))
    assert found["kind"] == "twin.run"
    assert found["result"] == json.loads(json.dumps(told(document)))


async def test_a_comparison_is_paired(organization: Organization, sign_in: SignIn, working):
    first = plain(volume=100, agents=6, patience={"kind": "exponential", "mean_s": 120})
    second = {**first, "groups": [{**first["groups"][0], "agents": 7}]}
    client = sign_in(organization.supervisor)
    asked = {"first": first, "second": second, "replications": 12}
    found = (await done(client, await client.post("/api/v1/twin/comparisons", json=asked)))["result"]
    level = found["total"]["service_level"]
    assert level["difference"] == pytest.approx(level["second"] - level["first"])
    assert level["is_certain"]


async def test_faults_are_named_field_by_field(organization: Organization, sign_in: SignIn, twin, saved):
    """Word for word what the command says, in the language of the caller."""
    document = shortened(everything(), 3)
    document["types"][0]["line"] = "mian"
    document["types"][1]["servise"] = 3
    client = sign_in(organization.supervisor)
    for language in ("fa", "en"):
        await client.patch("/api/v1/me", json={"locale": language})
        refused = await client.post("/api/v1/twin/runs", json={"model": document})
        assert refused.status_code == 422
        problem = refused.json()
        assert problem["code"] == "model_faulty"
        said = [f"{one['field'].removeprefix('model.')}: {one['message']}" for one in problem["errors"]]
        command = twin("run", saved(document), "--language", language).stderr
        assert [line[line.index("types.") :] for line in command.splitlines()] == said
        assert len(said) == 1  # what does not fit its type is said before what cannot be meant
    document["types"][1].pop("servise")
    document["groups"][0]["agents"] = [1]
    problem = (await client.post("/api/v1/twin/runs", json={"model": document})).json()
    assert [one["field"] for one in problem["errors"]] == ["model.types.0.line", "model.groups.0.agents"]
    document["groups"][1]["queues"] = [f"q{at}" for at in range(30)]
    document["groups"][2]["agents"] = [-1] * 30
    (many,) = (await client.post("/api/v1/twin/runs", json={"model": document})).json()["errors"]
    assert many["field"] == "model.groups.2.agents.0"
    assert "There are 29 more like it" in many["message"]
    document["groups"][2]["agents"] = 3
    assert len((await client.post("/api/v1/twin/runs", json={"model": document})).json()["errors"]) == 20
    both = {"first": plain(volume=10, agents=2), "second": document}
    problem = (await client.post("/api/v1/twin/comparisons", json=both)).json()
    assert problem["errors"][0]["field"] == "second.types.0.line"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "twin_one_of"),
        ({"model": {}, "own": {"first": "2026-11-01", "last": "2026-11-02"}}, "twin_one_of"),
        ({"own": {"first": "2026-11-03", "last": "2026-11-02"}}, "twin_days_crossed"),
        ({"own": {"first": "2026-01-03", "last": "2026-11-02"}}, "twin_days_many"),
        ({"own": {"first": "2026-11-01", "last": "2026-11-02"}}, "twin_nothing_happened"),
    ],
)
async def test_what_cannot_be_meant_is_refused(organization: Organization, sign_in: SignIn, body, code):
    refused = await sign_in(organization.supervisor).post("/api/v1/twin/runs", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)


async def a_past(owner: asyncpg.Connection, the: Organization) -> None:
    """Calls of two queues on one morning, each with somebody who answered them."""
    begin, own = datetime(2026, 11, 2, 6, 30, tzinfo=UTC), {"organization_id": the.id}
    interaction = new_id()
    of_one = {"conversation_id": the.conversation_id, "channel_kind": "webchat"}
    await insert(owner, "interaction", **own, **of_one, id=interaction)
    for queue, agent in ((the.sales_queue_id, the.agent), (the.support_queue_id, the.other_agent)):
        for state, hour in (("available", 0), ("break", 4)):
            at = begin + timedelta(hours=hour)
            await insert(owner, "presence_log", **own, id=new_id(), user_id=agent.id, state=state, at=at)
        for number in range(20):
            came = begin + timedelta(minutes=5 * number)
            is_lost = number % 5 == 4
            await insert(
                owner,
                "work_item",
                **own,
                **of_one,
                id=new_id(),
                interaction_id=interaction,
                queue_id=queue,
                weight=100,
                state="abandoned" if is_lost else "done",
                entered_at=came,
                accepted_at=None if is_lost else came + timedelta(seconds=8),
                ended_at=came + timedelta(seconds=60 if is_lost else 188),
                agent_id=None if is_lost else agent.id,
            )


OWN = {"own": {"first": "2026-11-02", "last": "2026-11-02"}, "replications": 2}


async def test_ones_own_centre_is_learned_and_played(
    organization: Organization, owner: asyncpg.Connection, sign_in: SignIn, working
):
    await a_past(owner, organization)
    client = sign_in(organization.supervisor)
    found = (await done(client, await client.post("/api/v1/twin/runs", json=OWN)))["result"]
    assert set(found["types"]) == {"صف فروش", "صف پشتیبانی"}
    assert found["happened"]["صف فروش"]["arrivals"] == 20
    assert found["left_out"] == []
    assert found["total"]["arrivals"]["value"] > 0


async def test_a_leader_of_one_department_learns_nothing_of_the_others(
    organization: Organization, owner: asyncpg.Connection, sign_in: SignIn, working
):
    await a_past(owner, organization)
    leader = await enrol(owner, organization.id, "supervisor", "سرپرست فروش", organization.sales_id)
    client = sign_in(leader)
    found = (await done(client, await client.post("/api/v1/twin/runs", json=OWN)))["result"]
    assert list(found["types"]) == ["صف فروش"]
    assert list(found["happened"]) == ["صف فروش"]
