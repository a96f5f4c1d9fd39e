import asyncpg
import httpx
import pytest
import websockets

from fixtures.house import SignIn
from fixtures.people import PASSWORD, MakeOrganization, Organization, enrol, insert
from hamseda.house import House
from hamseda.kit.keys import new_token
from hamseda.organization.authentication import Credentials

END = "2100-01-01T00:00:00Z"


@pytest.fixture
def admin(organization: Organization, sign_in: SignIn) -> httpx.AsyncClient:
    return sign_in(organization.admin)


def newcomer(**more) -> dict:
    return {"name": "نگار نو", "email": f"{new_token()[:8].lower()}x@hamseda.test", "role": "agent", **more}


def field_error(answer: httpx.Response) -> tuple[int, str, str]:
    error = answer.json()["errors"][0]
    return answer.status_code, error["field"], error["code"]


async def events(owner: asyncpg.Connection, organization: Organization) -> list[tuple[str, dict]]:
    rows = await owner.fetch(
        "SELECT kind, body FROM event WHERE organization_id = $1 ORDER BY number", organization.id
    )
    return [(row["kind"], row["body"]) for row in rows]


async def test_an_invited_person_sets_a_password_and_comes_in(
    admin: httpx.AsyncClient, organization: Organization, owner: asyncpg.Connection, client: httpx.AsyncClient
):
    body = newcomer(
        department_id=str(organization.sales_id),
        skills=[{"skill_id": str(organization.skill_id), "level": 4}],
        queue_ids=[str(organization.sales_queue_id)],
        capacity=200,
    )
    made = await admin.post("/api/v1/users", json=body)
    assert made.status_code == 201, made.text
    person = made.json()
    assert {name: person[name] for name in ("skills", "queue_ids", "capacity", "is_invited")} == {
        "skills": body["skills"],
        "queue_ids": body["queue_ids"],
        "capacity": 200,
        "is_invited": True,
    }
    mail = await owner.fetchval("SELECT body FROM outbox WHERE body->>'to' = $1", body["email"])
    assert "فروشگاه آزمون" in mail["subject"]
    token = mail["text"].split("/desk/reset/")[1].split()[0]
    confirmation = {"token": token, "password": "سپیدار-بلند-۸۸"}
    assert (await client.post("/api/v1/password-reset/confirmation", json=confirmation)).status_code == 204
    entered = await client.post(
        "/api/v1/session", json={"email": body["email"], "password": confirmation["password"]}
    )
    assert entered.json()["role"] == "agent"
    assert ("membership.changed", {"user_id": person["id"]}) in await events(owner, organization)


async def test_somebody_of_another_organization_is_added_without_a_new_account(
    admin: httpx.AsyncClient,
    organization: Organization,
    make_organization: MakeOrganization,
    owner: asyncpg.Connection,
):
    other = await make_organization()
    made = await admin.post("/api/v1/users", json=newcomer(email=other.agent.email, name="نام دیگر"))
    assert (made.status_code, made.json()["id"]) == (201, str(other.agent.id))
    assert made.json()["name"] == other.agent.name
    taken = await admin.patch(f"/api/v1/users/{other.agent.id}", json={"email": "mine@hamseda.test"})
    assert (taken.status_code, taken.json()["code"]) == (409, "shared_account")
    assert (await admin.post("/api/v1/users", json=newcomer(email=other.agent.email))).status_code == 409


async def test_a_removed_member_is_out_at_once_and_may_come_back(
    admin: httpx.AsyncClient, organization: Organization, sign_in: SignIn, owner: asyncpg.Connection
):
    agent = sign_in(organization.agent)
    assert (await agent.get("/api/v1/me")).status_code == 200
    before = await owner.fetchval("SELECT version FROM membership WHERE user_id = $1", organization.agent.id)
    assert (await admin.delete(f"/api/v1/users/{organization.agent.id}")).status_code == 204
    assert (await agent.get("/api/v1/me")).status_code == 401
    assert await owner.fetchval("SELECT count(*) FROM session WHERE user_id = $1", organization.agent.id) == 0
    assert (
        await owner.fetchval("SELECT version FROM membership WHERE user_id = $1", organization.agent.id)
        > before
    )
    assert (await admin.get(f"/api/v1/users/{organization.agent.id}")).status_code == 404
    back = await admin.post("/api/v1/users", json=newcomer(email=organization.agent.email, role="light"))
    assert (back.status_code, back.json()["role"], back.json()["queue_ids"]) == (201, "light", [])


async def test_a_disabled_member_is_out_until_enabled_again(
    admin: httpx.AsyncClient, organization: Organization, sign_in: SignIn, owner: asyncpg.Connection
):
    person = organization.agent
    agent, path = sign_in(person), f"/api/v1/users/{person.id}"
    assert (await agent.get("/api/v1/me")).status_code == 200
    assert (await admin.put(f"{path}/disablement")).status_code == 204
    assert (await admin.put(f"{path}/disablement")).status_code == 204  # the same again
    assert (await agent.get("/api/v1/me")).status_code == 401
    assert await owner.fetchval("SELECT count(*) FROM session WHERE user_id = $1", person.id) == 0
    log_in = {"email": person.email, "password": PASSWORD}
    assert (await agent.post("/api/v1/session", json=log_in)).json()["code"] == "no_membership"
    barred = (await admin.get("/api/v1/users", params={"disabled": True})).json()["items"]
    assert [(row["id"], row["is_disabled"]) for row in barred] == [(str(person.id), True)]
    others = (await admin.get("/api/v1/users", params={"disabled": False})).json()["items"]
    everybody = (await admin.get("/api/v1/users")).json()["items"]
    assert {row["id"] for row in everybody} - {row["id"] for row in others} == {str(person.id)}
    given = {"user_id": str(person.id)}
    refused = await admin.put(f"/api/v1/conversations/{organization.conversation_id}/assignee", json=given)
    assert field_error(refused) == (422, "user_id", "not_a_member")
    assert (await admin.delete(f"{path}/disablement")).status_code == 204
    back = (await admin.get(path)).json()
    assert (back["is_disabled"], back["queue_ids"]) == (False, [str(organization.sales_queue_id)])
    assert (await agent.post("/api/v1/session", json=log_in)).status_code == 200
    written = await owner.fetch(
        "SELECT action FROM audit_entry WHERE subject_id = $1 AND action LIKE 'member.%' ORDER BY id",
        person.id,
    )
    assert [row["action"] for row in written] == ["member.disabled", "member.enabled"]


async def test_nobody_disables_themselves_or_the_last_administrator(
    admin: httpx.AsyncClient, organization: Organization, client: httpx.AsyncClient
):
    path = f"/api/v1/users/{organization.admin.id}/disablement"
    own = await admin.put(path)
    assert (own.status_code, own.json()["code"]) == (403, "own_account")
    new_key = {"name": "کلید", "role": "admin", "scopes": ["administration"]}
    key = (await admin.post("/api/v1/api-keys", json=new_key)).json()["key"]
    last = await client.put(path, headers={"authorization": f"Bearer {key}"})
    assert field_error(last) == (422, "role", "last_admin")


async def test_who_is_disabled_elsewhere_is_not_ours_to_change(
    admin: httpx.AsyncClient,
    organization: Organization,
    make_organization: MakeOrganization,
    owner: asyncpg.Connection,
):
    other = await make_organization()
    await admin.post("/api/v1/users", json=newcomer(email=other.agent.email))
    await owner.execute(
        "UPDATE membership SET disabled_at = now() WHERE organization_id = $1 AND user_id = $2",
        other.id,
        other.agent.id,
    )
    taken = await admin.patch(f"/api/v1/users/{other.agent.id}", json={"email": "mine@hamseda.test"})
    assert (taken.status_code, taken.json()["code"]) == (409, "shared_account")


async def test_a_changed_role_holds_at_once(
    admin: httpx.AsyncClient, organization: Organization, sign_in: SignIn, owner: asyncpg.Connection
):
    supervisor = sign_in(organization.supervisor)
    bulletin = {"title": "خبر", "text": "متن"}
    assert (await supervisor.post("/api/v1/bulletins", json=bulletin)).status_code == 201
    changed = await admin.patch(f"/api/v1/users/{organization.supervisor.id}", json={"role": "agent"})
    assert changed.json()["role"] == "agent"
    assert (await supervisor.post("/api/v1/bulletins", json=bulletin)).status_code == 403
    assert ("membership.changed", {"user_id": str(organization.supervisor.id)}) in await events(
        owner, organization
    )


async def test_another_process_forgets_within_the_time_it_remembers(
    house: House, organization: Organization, owner: asyncpg.Connection
):
    credentials = Credentials(organization.agent.token, None)
    assert await house.authenticator.caller(credentials) is not None
    await owner.execute("DELETE FROM session WHERE user_id = $1", organization.agent.id)
    (remembered,) = [
        kept
        for kept in house.authenticator._remembered.values()
        if kept.caller and kept.caller.id == organization.agent.id
    ]
    remembered.until = 0.0
    assert await house.authenticator.caller(credentials) is None


async def test_the_last_administrator_stays(
    admin: httpx.AsyncClient, organization: Organization, owner: asyncpg.Connection
):
    me = f"/api/v1/users/{organization.admin.id}"
    assert field_error(await admin.patch(me, json={"role": "agent"})) == (422, "role", "last_admin")
    assert field_error(await admin.delete(me)) == (422, "role", "last_admin")
    await enrol(owner, organization.id, "admin", "مدیر دوم")
    assert (await admin.delete(me)).status_code == 204


async def test_an_auditor_needs_an_end_and_a_scope_of_this_organization(
    admin: httpx.AsyncClient, foreign: Organization, organization: Organization
):
    endless = await admin.post("/api/v1/users", json=newcomer(role="auditor"))
    assert field_error(endless) == (422, "valid_until", "end_needed")
    scope = {"departments": [str(foreign.sales_id)]}
    outside = await admin.post("/api/v1/users", json=newcomer(role="auditor", valid_until=END, scope=scope))
    assert field_error(outside) == (422, "scope", "not_found")
    scope = {
        "departments": [str(organization.sales_id)],
        "from": "2026-01-01T00:00:00Z",
        "to": "2026-02-01T00:00:00Z",
    }
    made = await admin.post("/api/v1/users", json=newcomer(role="auditor", valid_until=END, scope=scope))
    assert (made.status_code, made.json()["scope"]) == (201, scope)
    turned = await admin.post("/api/v1/users", json=newcomer(scope={"departments": []}))
    assert field_error(turned) == (422, "scope", "scope_not_allowed")


async def test_an_auditor_is_out_when_the_time_is_over(
    organization: Organization, sign_in: SignIn, owner: asyncpg.Connection
):
    await owner.execute(
        "UPDATE membership SET valid_until = now() WHERE user_id = $1", organization.auditor.id
    )
    assert (await sign_in(organization.auditor).get("/api/v1/me")).status_code == 401


async def test_a_supervisor_arranges_only_those_they_lead(
    organization: Organization, sign_in: SignIn, owner: asyncpg.Connection
):
    own = "UPDATE membership SET department_id = $2 WHERE user_id = $1"
    await owner.execute(own, organization.supervisor.id, organization.sales_id)
    await owner.execute(own, organization.other_agent.id, organization.support_id)
    supervisor = sign_in(organization.supervisor)
    change = {"capacity": 50, "queue_ids": [str(organization.support_queue_id)]}
    led = await supervisor.patch(f"/api/v1/users/{organization.agent.id}", json=change)
    assert (led.status_code, led.json()["capacity"]) == (200, 50)
    for person, body in (
        (organization.other_agent, change),
        (organization.admin, change),
        (organization.agent, {"role": "admin"}),
        (organization.agent, {"email": "taken@hamseda.test"}),
    ):
        assert (await supervisor.patch(f"/api/v1/users/{person.id}", json=body)).status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"department_id": "01a20264-455e-7fdf-a473-7436e71b9ccc"}, "department_id"),
    ],
)
async def test_a_wrong_field_is_named(admin: httpx.AsyncClient, body: dict, field: str):
    answer = await admin.post("/api/v1/users", json=newcomer(**body))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_malformed_bodies_change_nothing(
    admin: httpx.AsyncClient, organization: Organization, owner: asyncpg.Connection
):
    before = await owner.fetchval(
        "SELECT count(*) FROM membership WHERE organization_id = $1", organization.id
    )
    for body in ({}, {"name": ""}, newcomer(role="king"), newcomer(capacity=-1), newcomer(surprise=1)):
        answer = await admin.post("/api/v1/users", json=body)
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
        assert answer.json()["errors"]
    assert (
        await owner.fetchval("SELECT count(*) FROM membership WHERE organization_id = $1", organization.id)
        == before
    )


async def test_pages_of_members_meet_without_gap(admin: httpx.AsyncClient):
    found, after = [], None
    while True:
        page = (
            await admin.get("/api/v1/users", params={"limit": 2, **({"after": after} if after else {})})
        ).json()
        found += [item["id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert len(found) == len(set(found)) == 6


async def test_what_is_in_use_is_not_removed(admin: httpx.AsyncClient, organization: Organization):
    answer = await admin.delete(f"/api/v1/brands/{organization.brand_id}")
    assert (answer.status_code, answer.json()["code"]) == (409, "in_use")


async def test_a_calendar_that_contradicts_itself_is_refused(admin: httpx.AsyncClient):
    answer = await admin.post(
        "/api/v1/calendars", json={"name": "بد", "definition": {"zone": "Mars/Base", "week": {}}}
    )
    assert field_error(answer) == (422, "definition", "calendar_invalid")
    assert answer.json()["said"]


async def test_a_bulletin_is_read_once_and_again_when_reworded(
    organization: Organization, sign_in: SignIn, owner: asyncpg.Connection
):
    leader, agent = sign_in(organization.supervisor), sign_in(organization.agent)
    made = (await leader.post("/api/v1/bulletins", json={"title": "خبر", "text": "متن"})).json()
    other = {"title": "پشتیبانی", "text": "متن", "department_id": str(organization.support_id)}
    hidden = (await leader.post("/api/v1/bulletins", json=other)).json()

    async def shown() -> list[tuple[str, bool]]:
        return [(b["id"], b["is_read"]) for b in (await agent.get("/api/v1/bulletins")).json()["items"]]

    assert await shown() == [(made["id"], False)]
    for _ in range(2):
        assert (await agent.post(f"/api/v1/bulletins/{made['id']}/reading")).status_code == 204
    assert await shown() == [(made["id"], True)]
    assert (await agent.post(f"/api/v1/bulletins/{hidden['id']}/reading")).status_code == 404
    await leader.patch(f"/api/v1/bulletins/{made['id']}", json={"text": "متن تازه"})
    assert await shown() == [(made["id"], False)]
    assert [k for k, _ in await events(owner, organization)].count("bulletin.published") == 3


async def test_settings_of_the_organization(admin: httpx.AsyncClient):
    first = {"name": "فروشگاه ماه", "settings": {"rejoin_hours": 24, "undo_seconds": 8}}
    assert (await admin.patch("/api/v1/organization", json=first)).status_code == 200
    read = (await admin.patch("/api/v1/organization", json={"settings": {"undo_seconds": None}})).json()
    assert (read["name"], read["settings"]) == ("فروشگاه ماه", {"rejoin_hours": 24})
    assert (await admin.patch("/api/v1/organization", json={"settings": {"unknown": 1}})).status_code == 400


async def test_every_view_of_an_auditor_is_written_down(
    organization: Organization, sign_in: SignIn, owner: asyncpg.Connection
):
    auditor = sign_in(organization.auditor)
    await auditor.get(f"/api/v1/users/{organization.agent.id}", params={"q": "6037991234567893"})
    await auditor.get("/api/v1/audit")
    await sign_in(organization.agent).get("/api/v1/me")
    rows = await owner.fetch(
        "SELECT actor_id, subject_id, detail FROM audit_entry WHERE organization_id = $1 AND action = 'auditor.viewed'",
        organization.id,
    )
    assert [(row["actor_id"], row["subject_id"]) for row in rows] == [
        (organization.auditor.id, organization.agent.id)
    ]
    assert rows[0]["detail"]["path"] == f"/api/v1/users/{organization.agent.id}"


async def test_an_auditor_sees_nothing_that_cannot_be_written_down(
    organization: Organization, sign_in: SignIn, owner: asyncpg.Connection
):
    auditor = sign_in(organization.auditor)
    assert (await auditor.get("/api/v1/users")).status_code == 200
    await owner.execute("REVOKE INSERT ON audit_entry FROM hamseda_app")
    try:
        answer = await auditor.get("/api/v1/users")
    finally:
        await owner.execute("GRANT INSERT ON audit_entry TO hamseda_app")
    assert answer.status_code == 500
    assert organization.agent.email not in answer.text


async def test_a_former_members_row_is_no_member(
    admin: httpx.AsyncClient, organization: Organization, owner: asyncpg.Connection
):
    await insert(owner, "team", organization_id=organization.id, id=organization.skill_id, name="گروه")
    await admin.delete(f"/api/v1/users/{organization.light.id}")
    listed = (await admin.get("/api/v1/users")).json()["items"]
    assert str(organization.light.id) not in {item["id"] for item in listed}


async def test_a_live_connection_of_an_auditor_is_written_down(
    organization: Organization, server: str, owner: asyncpg.Connection
):
    cookie = {"Cookie": f"hamseda_session={organization.auditor.token}", "Origin": f"http://{server}"}
    async with websockets.connect(f"ws://{server}/api/v1/live", additional_headers=cookie) as socket:
        assert '"hello"' in str(await socket.recv())
        detail = await owner.fetchval(
            "SELECT detail FROM audit_entry WHERE organization_id = $1 AND action = 'auditor.viewed'",
            organization.id,
        )
    assert (detail["path"], detail["status"]) == ("/api/v1/live", 101)


async def test_an_admin_takes_a_lost_second_factor_away_and_the_log_says_so(
    admin: httpx.AsyncClient, organization: Organization, owner: asyncpg.Connection
):
    lost = organization.agent.id
    await owner.execute(
        "UPDATE app_user SET totp_secret = 'x', totp_confirmed_at = now() WHERE id = $1", lost
    )
    assert (await admin.delete(f"/api/v1/users/{lost}/totp")).status_code == 204
    assert (await admin.get(f"/api/v1/users/{lost}")).json()["has_totp"] is False
    log = (await admin.get("/api/v1/audit")).json()["items"]
    assert [entry["subject_id"] for entry in log if entry["action"] == "second_factor.reset"] == [str(lost)]
    again = await admin.delete(f"/api/v1/users/{lost}/totp")
    assert (again.status_code, again.json()["code"]) == (409, "no_second_factor")
    own = await admin.delete(f"/api/v1/users/{organization.admin.id}/totp")
    assert (own.status_code, own.json()["code"]) == (403, "own_second_factor")
