"""POST /api/v1/workforce/backlog."""

import json

import pytest

from fixtures.people import Organization

ROUTE = "/api/v1/workforce/backlog"
HOUR = {"volume": 25, "aht_s": 360, "promise_s": 7200}


def wish(*volumes, **more):
    return {"interval_s": 3600, "intervals": [{**HOUR, "volume": one} for one in volumes], **more}


async def test_given_agents_are_followed(organization: Organization, sign_in):
    asked = wish(25, 0, 15, 0)
    for one in asked["intervals"]:
        one["agents"] = 1
    answer = await sign_in(organization.supervisor).post(ROUTE, json=asked)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["fell_due"], found["in_time"], found["carried_on"]) == (40, 35 / 40, None)
    assert [one["backlog"] for one in found["intervals"]] == [15, 5, 10, 0]
    assert [one["overdue"] for one in found["intervals"]] == [0, 5, 0, 0]
    assert found["intervals"][0]["work_h"] == 1.5


async def test_the_fewest_are_found_as_the_command_finds_them(
    organization: Organization, sign_in, workforce, tmp_path
):
    (tmp_path / "m.json").write_text(json.dumps([{"volume": one} for one in (25, 0, 15, 0)]))
    typed = (
        "--interval",
        "1h",
        "--promise",
        "2h",
        "--aht",
        "6m",
        "--open",
        "10",
        "--target",
        "90%",
        "--json",
    )
    said = json.loads(workforce("backlog", tmp_path / "m.json", *typed).stdout)
    answer = await sign_in(organization.admin).post(ROUTE, json=wish(25, 0, 15, 0, open=10, share=0.9))
    found = answer.json()
    for name in ("fell_due", "in_time", "agents", "backlog", "carried_on"):
        assert found[name] == said[name]
    assert [one["done"] for one in found["intervals"]] == [one["done"] for one in said["intervals"]]
    assert len(found["said"]) >= 2


async def test_a_week_of_quarter_hours_with_long_promises_is_quick(organization: Organization, sign_in):
    asked = wish(*[10] * 2000)
    for one in asked["intervals"]:
        one["promise_s"] = 2000 * 3600
    answer = await sign_in(organization.admin).post(ROUTE, json=asked)
    assert answer.status_code == 200, answer.text
    assert answer.json()["agents"] == 1


@pytest.mark.parametrize(
    ("changes", "more", "status", "field", "code"),
    [
        ({"promise_s": 5000}, {}, 422, "intervals.1.promise_s", "promise_uncounted"),
        ({"promise_s": 60}, {}, 422, "intervals.1.promise_s", "promise_uncounted"),
        ({"agents": 2}, {}, 422, "intervals.0.agents", "agents_in_part"),
        ({"volume": 1_000_000}, {}, 422, "intervals.1.volume", "too_much_load"),
        ({"volume": -1}, {}, 400, "intervals.1.volume", "too_small"),
        ({"aht_s": 0}, {}, 400, "intervals.1.aht_s", "too_small"),
        ({}, {"share": 0}, 400, "share", "too_small"),
        ({}, {"interval_s": 0}, 400, "interval_s", "too_small"),
        ({}, {"intervals": []}, 400, "intervals", "too_few"),
    ],
)
async def test_refusals(organization: Organization, sign_in, changes, more, status, field, code):
    asked = wish(25, 5)
    asked["intervals"][1].update(changes)
    answer = await sign_in(organization.admin).post(ROUTE, json={**asked, **more})
    assert answer.status_code == status, answer.text
    error = answer.json()["errors"][0]
    assert (error["field"], error["code"]) == (field, code)


async def test_all_that_is_wrong_is_named_at_once(organization: Organization, sign_in):
    asked = wish(25, 5, 5, share=0.9)
    for number, one in enumerate(asked["intervals"]):
        one.update(agents=1, promise_s=7200 if number == 1 else 5000)
    answer = await sign_in(organization.admin).post(ROUTE, json=asked)
    found = [(one["field"], one["code"]) for one in answer.json()["errors"]]
    assert found == [
        ("intervals.0.promise_s", "promise_uncounted"),
        ("intervals.2.promise_s", "promise_uncounted"),
        ("share", "share_idle"),
    ]
