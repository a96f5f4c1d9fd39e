"""POST /api/v1/workforce/first-forecast: a guess where there is no history."""

import pytest

from fixtures.people import Organization

ROUTE = "/api/v1/workforce/first-forecast"
CUSTOMERS = {"customers": 9000, "contact_rate": 0.2}


async def test_a_month_is_spread_over_the_open_hours(organization: Organization, sign_in):
    wish = {
        **CUSTOMERS,
        "opens_min": 480,
        "closes_min": 1200,
        "weekdays": ["sat", "sun", "mon"],
        "horizon_days": 28,
    }
    answer = await sign_in(organization.supervisor).post(ROUTE, json=wish)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["month"] == pytest.approx(1800)
    assert found["month_p10"] < 1800 < found["month_p90"]
    assert found["month_p90"] * found["month_p10"] == pytest.approx(1800**2)
    assert len(found["points"]) == 4 * 3 * 24
    assert {point["start"][11:13] for point in found["points"]} == {f"{hour:02}" for hour in range(8, 20)}
    assert all(point["p10"] <= point["p50"] <= point["mean"] <= point["p90"] for point in found["points"])
    weeks = 1800 * 28 / 30.4375
    assert sum(point["mean"] for point in found["points"]) > weeks  # the mean lies above the middle


@pytest.mark.parametrize(
    ("wish", "status", "field", "code"),
    [
        ({"customers": 9000}, 422, "contact_rate", "proxy_half"),
        ({"contact_rate": 0.2}, 422, "customers", "proxy_half"),
        ({**CUSTOMERS, "opens_min": 1200, "closes_min": 480}, 422, "closes_min", "opening_impossible"),
        ({**CUSTOMERS, "closes_min": 1190}, 422, "closes_min", "opening_impossible"),
        ({"email_month": -4}, 400, "email_month", "too_small"),
        ({**CUSTOMERS, "weekdays": []}, 400, "weekdays", "too_few"),
    ],
)
async def test_refusals(organization: Organization, sign_in, wish, status, field, code):
    answer = await sign_in(organization.admin).post(ROUTE, json=wish)
    assert answer.status_code == status, answer.text
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)


async def test_without_any_proxy_nothing_is_guessed(organization: Organization, sign_in):
    refused = await sign_in(organization.admin).post(ROUTE, json={})
    assert (refused.status_code, refused.json()["code"]) == (422, "proxies_missing")
    assert {one["field"] for one in refused.json()["errors"]} == {"email_month", "customers", "similar_month"}


async def test_proxies_that_lie_far_apart_are_refused(organization: Organization, sign_in):
    wish = {"email_month": 400, "similar_month": 40_000}
    refused = await sign_in(organization.admin).post(ROUTE, json=wish)
    assert (refused.status_code, refused.json()["code"]) == (422, "proxies_apart")
    assert [one["field"] for one in refused.json()["errors"]] == ["email_month", "similar_month"]
    assert "بیش از ۵۰ برابر" in refused.json()["detail"]
