"""/api/v1/workforce/headcount: plans months, foresees those of one's own queues."""

import pytest

from fixtures.people import Organization
from workforce.test_own_forecast import fill

ROUTE = "/api/v1/workforce/headcount"
WISH = {
    "first": "2027-01-05",
    "groups": [{"name": "پشتیبانی", "staff": 12, "months": [{"volume": 20_000}] * 6}],
    "team": {"recruit_weeks": 3, "training_weeks": 4},
    "prices": {"salary_month": 1000, "hire": 50, "training": 20, "seat": 10, "seats": 12},
}


async def test_a_plan_is_told_in_months_of_the_reader_and_in_words(organization: Organization, sign_in):
    answer = await sign_in(organization.supervisor).post(ROUTE, json=WISH)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["months"][:2] == ["2026-12-22", "2027-01-21"]  # Dey and Bahman
    (group,) = found["groups"]
    first = group["months"][0]
    assert first["required"]["p50"] > 12
    assert first["missing"] > 0
    assert first["peak"] == 10
    starts = [month["start"] for month in group["months"]]
    assert sum(starts) > 0
    assert any("دی ۱۴۰۵" in sentence for sentence in found["said"])
    assert found["doubted"]
    for month, cost in zip(starts, found["costs"], strict=True):
        assert cost["hiring"] == 50 * month
        assert cost["total"] == pytest.approx(
            sum(cost[x] for x in ("salaries", "hiring", "training", "seats"))
        )


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"work": {"opens_min": 600, "closes_min": 540}}, "work.closes_min", "opening_impossible"),
        ({"team": {"class_least": 9, "class_most": 4}}, "team.class_least", "class_impossible"),
        ({"groups": [{"name": "x", "months": [{}]}]}, "groups.0.months.0.required", "need_unclear"),
        (
            {"groups": [{"name": "x", "months": [{"required": 3, "low": 2}]}]},
            "groups.0.months.0.low",
            "band_half",
        ),
        (
            {"groups": [{"name": "x", "months": [{"required": 3, "low": 4, "high": 5}]}]},
            "groups.0.months.0.low",
            "band_turned",
        ),
        (
            {"groups": [{"name": x, "months": [{"required": 3}] * n} for x, n in (("x", 1), ("y", 2))]},
            "groups",
            "months_unequal",
        ),
    ],
)
async def test_refusals(organization: Organization, sign_in, change, field, code):
    answer = await sign_in(organization.admin).post(ROUTE, json={**WISH, **change})
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)


async def test_own_months_come_from_the_forecast_of_own_queues(organization: Organization, sign_in, owner):
    await fill(owner, organization, organization.sales_queue_id, "webchat")
    (found,) = (await sign_in(organization.admin).get(f"{ROUTE}/own", params={"country": ""})).json()["items"]
    assert found["queue_id"] == str(organization.sales_queue_id)
    assert found["low"] < found["volume"] < found["high"]
    days = (
        await sign_in(organization.admin).get(
            "/api/v1/workforce/forecast", params={"minutes": "1440", "horizon_days": "28", "country": ""}
        )
    ).json()["items"][0]["points"]
    assert found["volume"] == pytest.approx(sum(day["mean"] for day in days) * 30.4375 / 28, abs=0.2)
