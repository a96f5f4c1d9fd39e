import asyncpg
import httpx

from fixtures.house import SignIn
from fixtures.people import Organization
from hamseda.house import House


async def test_a_person_of_each_role_is_logged_in(organization: Organization, sign_in: SignIn):
    for role, person in organization.people.items():
        answer = await sign_in(person).get("/api/v1/me")
        assert (answer.status_code, answer.json()["role"]) == (200, role)


async def test_nobody_is_refused(client: httpx.AsyncClient):
    assert (await client.get("/api/v1/me")).status_code == 401


async def test_foreign_rows_are_invisible(organization: Organization, foreign: Organization, house: House):
    async with house.database.reading(organization.id) as view:
        assert await view.value("SELECT count(*) FROM membership") == 6
        assert await view.row("SELECT FROM customer WHERE id = $1", foreign.customer_id) is None


async def test_the_application_answers_on_a_socket(server: str):
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(f"http://{server}/api/v1/me")).status_code == 401


async def test_the_owner_reads_json(owner: asyncpg.Connection, organization: Organization):
    scope = await owner.fetchval("SELECT scope FROM membership WHERE user_id = $1", organization.auditor.id)
    assert scope == {"departments": [str(organization.sales_id)]}
