import asyncpg
import httpx
import pytest

from fixtures.house import BASE_URL
from fixtures.people import MakeOrganization, Organization, insert
from hamseda.settings import Settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(folder=str(tmp_path_factory.mktemp("house")), public_url=BASE_URL, demo=True)


@pytest.fixture
async def shop(make_organization: MakeOrganization, owner: asyncpg.Connection) -> Organization:
    made = await make_organization()
    await owner.execute("UPDATE organization SET is_demo = false")
    await owner.execute("UPDATE organization SET is_demo = true WHERE id = $1", made.id)
    return made


async def test_the_accounts_of_the_demo_and_of_nothing_else(
    client: httpx.AsyncClient, shop: Organization, foreign: Organization
):
    listed = (await client.get("/api/v1/demo/accounts", headers={"accept-language": "fa"})).json()["items"]
    assert {item["email"] for item in listed} == {p.email for p in (*shop.people.values(), shop.other_agent)}
    agent = next(item for item in listed if item["email"] == shop.agent.email)
    assert (agent["role"], agent["title"]) == ("agent", "کارشناس · فروش")
    assert foreign.admin.email not in str(listed)


async def test_one_click_plays_an_account(client: httpx.AsyncClient, shop: Organization):
    for person in (shop.admin, shop.agent):
        entered = await client.post("/api/v1/demo/session", json={"email": person.email})
        assert (entered.status_code, entered.json()["role"]) == (200, person.role)
        assert (await client.get("/api/v1/me")).json()["user"]["id"] == str(person.id)


async def test_a_real_person_is_not_played(
    client: httpx.AsyncClient, shop: Organization, foreign: Organization, owner: asyncpg.Connection
):
    assert (await client.post("/api/v1/demo/session", json={"email": foreign.admin.email})).status_code == 404
    await insert(owner, "membership", organization_id=shop.id, user_id=foreign.agent.id, role="agent")
    assert (await client.post("/api/v1/demo/session", json={"email": foreign.agent.email})).status_code == 404
