"""POST /api/v1/twin/what-ifs: an answer while a slider moves, and the same scenes played beside the request."""

import json
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import pytest

from fixtures.house import SignIn
from fixtures.people import Organization, enrol
from twin.models import plain
from twin.test_http import a_past, done, working  # noqa: F401 -- a fixture

TYPED = {"departments": [{"name": "فنی", "day": 900, "aht_s": 300}, {"name": "خدمات"}]}
ROUTE = "/api/v1/twin/what-ifs"


async def ask(client: httpx.AsyncClient, **body: object) -> httpx.Response:
    return await client.post(ROUTE, json=body)


async def test_growth_of_a_typed_centre(organization: Organization, sign_in: SignIn):
    client = sign_in(organization.supervisor)
    answer = await ask(client, typed=TYPED, what={"kind": "growth", "factor": 1.5})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    scenes = {one["key"]: one for one in found["scenes"]}
    assert list(scenes) == ["now", "before", "same", "enough"]
    more = scenes["enough"]["peak"] - scenes["before"]["peak"]
    assert more > 0
    assert "۱٫۵ برابر" in found["said"][0]["text"]
    assert found["said"][0]["values"]["more"] == more
    assert found["types"] == ["فنی", "خدمات"]
    assert len(scenes["same"]["periods"]) == 48
    await client.patch("/api/v1/me", json={"locale": "en"})
    again = (await ask(client, typed=TYPED, what={"kind": "growth", "factor": 1.5})).json()
    assert f"{more} more people are needed" in again["said"][0]["text"]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "model", "twin_one_base"),
        ({"typed": TYPED, "model": {}}, "model", "twin_one_base"),
        ({"typed": {**TYPED, "opens": 9, "closes": 8}}, "typed.closes", "twin_opens_late"),
        (
            {"typed": {"departments": [{"name": "a"}, {"name": "a"}]}},
            "typed.departments.1.name",
            "twin_same_name",
        ),
        ({"typed": TYPED, "what": {"kind": "containment", "steps": 3}}, "what.steps", "twin_human_too_far"),
        (
            {"typed": TYPED, "what": {"kind": "closing", "type": "x", "first": 1, "periods": 1}},
            "what.type",
            "twin_no_such_type",
        ),
        (
            {"typed": TYPED, "what": {"kind": "opening", "first": 48, "periods": 1}},
            "what.first",
            "twin_after_the_day",
        ),
        (
            {"typed": {"departments": [{"name": "a"}]}, "what": {"kind": "pooling"}},
            "model.groups",
            "twin_one_team",
        ),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    organization: Organization, sign_in: SignIn, body, field, code
):
    client = sign_in(organization.supervisor)
    for path in (ROUTE, f"{ROUTE}/confirmations"):
        refused = await client.post(path, json={"what": {"kind": "growth"}, **body})
        assert refused.status_code == 422, refused.text
        (error,) = refused.json()["errors"]
        assert (error["field"], error["code"]) == (field, code)
        assert len(error["message"]) > 20


async def test_a_faulty_model_is_named_field_by_field(organization: Organization, sign_in: SignIn):
    model = plain(volume=100, agents=6)
    model["types"][0]["line"] = "none"
    refused = await ask(sign_in(organization.supervisor), model=model, what={"kind": "growth"})
    assert refused.json()["errors"][0]["field"] == "model.types.0.line"


async def test_the_twin_confirms(organization: Organization, sign_in: SignIn, working):  # noqa: F811
    client = sign_in(organization.supervisor)
    small = {"departments": [{"name": "فنی", "day": 200, "aht_s": 300}], "opens": 9, "closes": 15}
    body = {"typed": small, "what": {"kind": "crisis"}, "replications": 3}
    found = (await done(client, await client.post(f"{ROUTE}/confirmations", json=body)))["result"]
    assert [one["key"] for one in found["scenes"]] == ["now", "same", "enough", "both", "eased"]
    levels = {one["key"]: one["total"]["service_level"] for one in found["scenes"]}
    assert levels["same"]["value"] < levels["enough"]["value"]
    assert all(one["half_width"] is not None for one in levels.values())
    assert len(found["scenes"][0]["periods"]) == 48


async def test_a_usual_day_of_ones_own(
    organization: Organization, owner: asyncpg.Connection, sign_in: SignIn
):
    client = sign_in(organization.supervisor)
    nothing = (await client.get("/api/v1/twin/base")).json()
    assert (nothing["model"], nothing["left_out"], nothing["waiting"]) == (None, [], [])
    days = (datetime.now(UTC).date() - datetime(2026, 11, 2, tzinfo=UTC).date() + timedelta(days=2)).days
    await a_past(owner, organization)
    found = (await client.get("/api/v1/twin/base", params={"days": min(days, 92)})).json()
    model = found["model"]
    assert {one["name"] for one in model["types"]} == {"صف فروش", "صف پشتیبانی"}
    sales = next(one for one in model["types"] if one["name"] == "صف فروش")
    assert sum(sales["arrivals"]["per_period"]) == 20
    assert sales["service"] == {"kind": "lognormal", "mean_s": 180.0, "cv": 0.05}
    # Sixteen waited eight seconds, four gave up after a minute: 368 seconds in line, four who left.
    assert sales["patience"] == {"kind": "exponential", "mean_s": 92.0}
    answer = await ask(client, model=model, what={"kind": "pooling"})
    assert answer.status_code == 200, answer.text
    leader = sign_in(await enrol(owner, organization.id, "supervisor", "سرپرست", organization.sales_id))
    own = (await leader.get("/api/v1/twin/base", params={"days": min(days, 92)})).json()["model"]
    assert [one["name"] for one in own["types"]] == ["صف فروش"]


def test_the_command_says_the_same(twin, saved):
    path = saved(plain(volume=100, agents=6, patience={"kind": "exponential", "mean_s": 120}))
    said = twin("what-if", "growth", path, "--factor", 2, "--language", "en").stdout
    assert "With 2 times as many contacts" in said
    found = json.loads(twin("what-if", "growth", path, "--factor", 2, "--json", "--language", "en").stdout)
    assert [one["text"] for one in found["said"]] == said.splitlines()
    assert "played" not in found
    shown = json.loads(twin("what-if", "growth", path, "--play", 2, "--json").stdout)["played"]
    assert [one["key"] for one in shown] == ["now", "same", "enough"]
    for words, line in (
        (
            ("growth", path, "--steps", 2),
            "--steps: growth takes no such option: leave it out, or choose another kind.",
        ),
        (("growth", path, "--factor", 0), "--factor: Write more than 0."),
        (("growth", path, "--factor", -2), "--factor: Write more than 0."),
        (("crisis", path, "--factor", 51), "--factor: Write at most 50."),
        (("growth", path, "--factor", "nan"), "--factor: Write more than 0."),
        (("crisis", path, "--factor", "inf", "--periods", 0), "--periods: Write at least 1."),
        (("crisis", path, "--factor", "inf", "--periods", 0), "--factor: Write at most 50."),
        (("containment", path, "--steps", 3), "--steps: A person must be reached within two choices"),
        (("pooling", path), "This model has one team only"),
        (("closing", path, "--type", "x"), "--first: Write this too"),
        (("growth", "/no/such/file"), "No such file"),
    ):
        refused = twin("what-if", *words, "--language", "en")
        assert refused.exit_code == 2
        assert line.lower() in refused.stderr.lower(), refused.stderr
    persian = twin("what-if", "growth", path, "--factor", 0, "--language", "fa")
    assert persian.stderr == "--factor: بیشتر از ۰ بنویسید.\n"
