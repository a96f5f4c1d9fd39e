import httpx
import pytest

from fixtures.house import SignIn
from fixtures.people import Organization

YEAR_1405 = {"country": "IR", "first": "2026-03-21", "last": "2027-03-20"}


@pytest.fixture
def agent(organization: Organization, sign_in: SignIn) -> httpx.AsyncClient:
    return sign_in(organization.agent)


async def test_a_jalali_year_has_its_official_holidays_in_order(agent: httpx.AsyncClient):
    found = (await agent.get("/api/v1/official-holidays", params=YEAR_1405)).json()["items"]
    days = [one["day"] for one in found]
    assert days == sorted(days)
    assert days[0] == "2026-03-21"
    assert any("نوروز" in name for one in found for name in one["names"])
    assert {one["day"] for one in found} >= {"2026-04-01", "2027-02-11"}  # 12 Farvardin, 22 Bahman


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"country": "XX"}, "country", "country_unknown"),
        ({"last": "2026-03-20"}, "last", "span_too_long"),
        ({"last": "2036-03-20"}, "last", "span_too_long"),
    ],
)
async def test_what_cannot_be_listed_is_refused_by_field(agent, changes, field, code):
    answer = await agent.get("/api/v1/official-holidays", params={**YEAR_1405, **changes})
    assert answer.status_code == 422
    assert (answer.json()["errors"][0]["field"], answer.json()["errors"][0]["code"]) == (field, code)
