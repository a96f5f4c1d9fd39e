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
        ({"first": "9999-12-01"}, "first", "day_far"),
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


async def test_pay_is_by_what_an_hour_costs_where_a_group_sits(organization: Organization, sign_in):
    client = sign_in(organization.supervisor)
    (group,) = WISH["groups"]
    pay = {"salary_month": 1000}

    async def salaries(*factors: float) -> list[float]:
        groups = [{**group, "name": f"{at}", "cost_factor": factor} for at, factor in enumerate(factors)]
        answer = await client.post(ROUTE, json={**WISH, "groups": groups, "prices": pay})
        return [cost["salaries"] for cost in answer.json()["costs"]]

    house, site = await salaries(1.0), await salaries(2.4)
    assert site == pytest.approx([2.4 * cost for cost in house])
    assert await salaries(1.0, 2.4) == pytest.approx([3.4 * cost for cost in house])
    assert (
        await client.post(ROUTE, json={**WISH, "groups": [{**group, "cost_factor": 0}]})
    ).status_code == 400


async def test_months_are_read_from_a_table(organization: Organization, sign_in):
    client = sign_in(organization.supervisor)
    table = "month;group;required;low;high\n۱۴۰۵/۱۰;فروش;12;10;14\n1405/11;فروش;13;;\n1405/10;فنی;5;;\n1405/11;فنی;6;;\n"
    answer = await client.post(f"{ROUTE}/table", json={"csv": table})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["first"], found["reckoning"]) == ("2026-12-22", "jalali")
    assert [(one["name"], len(one["months"])) for one in found["groups"]] == [("فروش", 2), ("فنی", 2)]
    assert found["groups"][0]["months"][0] == {
        "required": 12, "volume": None, "low": 10, "high": 14, "aht_s": None,
    }  # fmt: skip
    # The plan takes them as they come.
    assert (await client.post(ROUTE, json={**WISH, **found})).status_code == 200


@pytest.mark.parametrize(
    ("table", "faults"),
    [
        ("month,group\n1405/10,x\n", [(1, "required")]),
        ("month,required\n1405/13,4\n1405/11,-2\n", [(2, "month"), (3, "required")]),
        ("month,required\n1405/10,4\n1405/12,4\n", [(3, "month")]),
        ("month,required\n1405/10,4\n2027-02,4\n", [(3, "month")]),
        ("month,required\n", [(1, "")]),
    ],
)
async def test_a_table_that_cannot_be_meant_is_refused_line_by_line(organization, sign_in, table, faults):
    answer = await sign_in(organization.supervisor).post(f"{ROUTE}/table", json={"csv": table})
    assert (answer.status_code, answer.json()["code"]) == (422, "table_faulty")
    assert [(one["line"], one["column"]) for one in answer.json()["faults"]] == faults


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("month,group,required\n" + "".join(f"1405/10,g{at},1\n" for at in range(21)), "too_many_groups"),
        ("month,group,required\n1405/10,a,1\n1405/11,a,1\n1405/10,b,1\n", "months_unequal"),
        (
            "month,required\n" + "".join(f"{2027 + at // 12}-{at % 12 + 1:02},1\n" for at in range(37)),
            "too_many_months",
        ),
    ],
)
async def test_a_table_of_too_much_is_refused(organization, sign_in, table, code):
    answer = await sign_in(organization.supervisor).post(f"{ROUTE}/table", json={"csv": table})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
