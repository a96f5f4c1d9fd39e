"""POST /api/v1/workforce/staffing."""

import pytest

from fixtures.people import Organization

ROUTE = "/api/v1/workforce/staffing"
INTERVAL = {"volume": 100, "interval_s": 1800, "aht_s": 180}


async def ask(client, interval, **more):
    return await client.post(ROUTE, json={"intervals": [{**INTERVAL, **interval}], **more})


async def test_solving_and_evaluating(organization: Organization, sign_in):
    client = sign_in(organization.supervisor)
    answer = await client.post(
        ROUTE, json={"intervals": [{**INTERVAL, "shrinkage": 0.3}, {**INTERVAL, "agents": 9}]}
    )
    assert answer.status_code == 200, answer.text
    solved, evaluated = answer.json()["items"]
    assert (solved["agents"], solved["scheduled"], solved["unstable"]) == (14, 20, False)
    assert (evaluated["agents"], evaluated["unstable"], evaluated["service_level"]) == (9, True, None)


async def test_patience_definition_and_chats(organization: Organization, sign_in):
    client = sign_in(organization.admin)
    patient = (await ask(client, {"patience_s": 120}, definition="with_abandons")).json()["items"][0]
    assert patient["agents"] == 12
    assert patient["service_level"] == pytest.approx(0.8596, abs=1e-4)
    chats = await ask(client, {"concurrency": 3}, model="chain", speeds=[1, 1.6, 2.1])
    assert chats.json()["items"][0]["agents"] == 6


@pytest.mark.parametrize(
    ("interval", "more", "status", "field", "code"),
    [
        ({"aht_s": 0}, {}, 400, "intervals.0.aht_s", "too_small"),
        ({"patience_s": 1e-300}, {}, 400, "intervals.0.patience_s", "too_small"),
        ({"share": 1}, {}, 400, "intervals.0.share", "too_big"),
        ({"volume": 1_000_000}, {}, 422, "intervals.0.volume", "too_much_load"),
        (
            {"volume": 50_000, "concurrency": 2},
            {"model": "chain"},
            422,
            "intervals.0.volume",
            "too_much_load",
        ),
        (
            {"agents": 1_001, "concurrency": 20},
            {"model": "chain"},
            422,
            "intervals.0.agents",
            "chain_too_long",
        ),
        (
            {"volume": 10_010, "concurrency": 20},
            {"model": "chain"},
            422,
            "intervals.0.volume",
            "chain_too_long",
        ),
        ({"concurrency": 3}, {"speeds": [1, 1.5]}, 422, "speeds", "speeds_impossible"),
        ({}, {"speeds": [2]}, 422, "speeds", "speeds_impossible"),
    ],
)
async def test_refusals(organization: Organization, sign_in, interval, more, status, field, code):
    answer = await ask(sign_in(organization.admin), interval, **more)
    assert answer.status_code == status, answer.text
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)


async def test_chains_that_are_walked_in_turn_count_together(organization: Organization, sign_in):
    def wish(*shares):
        intervals = [{**INTERVAL, "agents": 500, "concurrency": 20, "share": share} for share in shares]
        return {"intervals": intervals, "model": "chain"}

    client = sign_in(organization.admin)
    assert (await client.post(ROUTE, json=wish(0.8, 0.8, 0.9))).status_code == 200
    refused = await client.post(ROUTE, json=wish(0.8, 0.9, 0.95))
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["field"], error["code"]) == ("intervals.2.agents", "chain_too_long")
    assert "slots" in error["message"]


async def test_the_wait_is_told_as_a_distribution(organization: Organization, sign_in):
    client = sign_in(organization.supervisor)
    wish = {"intervals": [INTERVAL, {**INTERVAL, "agents": 9}, {**INTERVAL, "agents": 9, "patience_s": 120}]}
    solved, unstable, patient = (await client.post(ROUTE, json={**wish, "waits_s": [0, 20, 3600]})).json()[
        "items"
    ]
    assert solved["waits"][1]["answered"] == pytest.approx(solved["service_level"])
    assert solved["waits"][0]["waiting"] == pytest.approx(solved["p_wait"])
    assert [one["answered"] for one in unstable["waits"]] == [None] * 3
    assert patient["waits"][-1]["gave_up"] == pytest.approx(patient["abandon"])
    assert (await ask(client, {})).json()["items"][0]["waits"] == []
    refused = await ask(client, {}, model="b", waits_s=[20])
    assert [one["field"] for one in refused.json()["errors"]] == ["waits_s"]
    assert (await ask(client, {}, waits_s=[-1])).status_code == 400
