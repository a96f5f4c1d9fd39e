import re
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import pyotp
import pytest

from fixtures.house import BASE_URL, SignIn
from fixtures.people import PASSWORD, MakeOrganization, Organization, Person, insert, open_session
from hamseda.kit.keys import digest, new_token
from hamseda.kit.persian.digits import persian_digits
from hamseda.organization.second_factor import matching_step

NEW = "سپیدار-بلند-۸۸"


async def log_in(
    client: httpx.AsyncClient, person: Person, password: str = PASSWORD, **more
) -> httpx.Response:
    return await client.post("/api/v1/session", json={"email": person.email, "password": password, **more})


async def mails_to(owner: asyncpg.Connection, person_email: str) -> list[dict]:
    rows = await owner.fetch(
        "SELECT body FROM outbox WHERE kind = 'mail' AND body->>'to' = $1 ORDER BY id", person_email
    )
    return [row["body"] for row in rows]


def token_in(mail: dict) -> str:
    return re.search(r"/desk/reset/(\S+)", mail["text"])[1]


async def test_log_in_opens_a_session_that_me_accepts(client: httpx.AsyncClient, organization: Organization):
    answer = await log_in(client, organization.agent)
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    me = (await client.get("/api/v1/me")).json()
    assert (me["user"]["id"], me["organization"]["id"], me["role"]) == (
        str(organization.agent.id),
        str(organization.id),
        "agent",
    )
    assert me["csrf"] == answer.json()["csrf"]
    assert "people.manage" not in me["permissions"]


async def test_the_address_is_taken_as_people_write_it(client: httpx.AsyncClient, organization: Organization):
    answer = await client.post(
        "/api/v1/session", json={"email": f"  {organization.agent.email.upper()} ", "password": PASSWORD}
    )
    assert answer.status_code == 200


async def test_wrong_and_unknown_are_answered_alike(client: httpx.AsyncClient, organization: Organization):
    wrong = await log_in(client, organization.agent, "not it at all")
    unknown = await client.post(
        "/api/v1/session", json={"email": f"{new_token()}@hamseda.test", "password": PASSWORD}
    )
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert "set-cookie" not in wrong.headers


async def test_who_was_invited_and_has_no_password_is_refused(
    client: httpx.AsyncClient, organization: Organization, owner: asyncpg.Connection
):
    await owner.execute("UPDATE app_user SET password_hash = NULL WHERE id = $1", organization.agent.id)
    assert (await log_in(client, organization.agent, "nobody")).status_code == 401


async def test_who_is_disabled_or_in_no_organization_is_refused(
    client: httpx.AsyncClient, organization: Organization, owner: asyncpg.Connection
):
    agent, light = organization.agent, organization.light
    await owner.execute("UPDATE membership SET disabled_at = now() WHERE user_id = $1", agent.id)
    await owner.execute("UPDATE membership SET removed_at = now() WHERE user_id = $1", light.id)
    for person in (agent, light):
        answer = await log_in(client, person)
        assert (answer.status_code, answer.json()["code"]) == (403, "no_membership")


async def test_guessing_is_slowed_down(client: httpx.AsyncClient, organization: Organization):
    said = [(await log_in(client, organization.agent, "guess")).status_code for _ in range(11)]
    assert said == [401] * 10 + [429]
    refused = await log_in(client, organization.agent)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert (await log_in(client, organization.admin)).status_code == 200


async def test_a_page_of_another_site_cannot_log_in(client: httpx.AsyncClient, organization: Organization):
    client.headers["origin"] = "https://elsewhere.test"
    answer = await log_in(client, organization.agent)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    client.headers["origin"] = BASE_URL
    assert (await log_in(client, organization.agent)).status_code == 200


async def test_changes_need_the_token_of_the_page(organization: Organization, sign_in: SignIn):
    client = sign_in(organization.agent)
    del client.headers["x-csrf-token"]
    answer = await client.patch("/api/v1/me", json={"locale": "en"})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


async def test_logging_out_ends_the_session(organization: Organization, sign_in: SignIn):
    client = sign_in(organization.agent)
    assert (await client.delete("/api/v1/session")).status_code == 204
    again = sign_in(organization.agent)
    assert (await again.get("/api/v1/me")).status_code == 401


async def test_an_old_session_is_over(organization: Organization, sign_in: SignIn, owner: asyncpg.Connection):
    await owner.execute(
        "UPDATE session SET expires_at = now() - interval '1 second' WHERE user_id = $1",
        organization.agent.id,
    )
    assert (await sign_in(organization.agent).get("/api/v1/me")).status_code == 401


async def second_factor_of(client: httpx.AsyncClient) -> pyotp.TOTP:
    begun = (await client.post("/api/v1/me/totp")).json()
    assert begun["uri"].startswith("otpauth://totp/")
    assert begun["qr_svg"].startswith("<svg")
    totp = pyotp.TOTP(begun["secret"])
    # One step back: the next one is still unused for the log-in.
    code = totp.at(datetime.now(UTC) - timedelta(seconds=30))
    assert (await client.post("/api/v1/me/totp/confirmation", json={"code": code})).status_code == 204
    return totp


async def test_the_second_factor(
    client: httpx.AsyncClient, organization: Organization, sign_in: SignIn, owner: asyncpg.Connection
):
    totp = await second_factor_of(sign_in(organization.agent))
    sealed = await owner.fetchval("SELECT totp_secret FROM app_user WHERE id = $1", organization.agent.id)
    assert totp.secret.encode() not in sealed
    assert (await log_in(client, organization.agent)).json()["code"] == "second_factor_needed"
    assert (await log_in(client, organization.agent, "wrong")).json()["code"] == "wrong_credentials"
    assert (await log_in(client, organization.agent, code="000000")).json()["code"] == "second_factor_wrong"
    code = totp.now()
    assert (
        await log_in(client, organization.agent, code=f" {persian_digits(code[:3])} {code[3:]}")
    ).status_code == 200
    repeated = await log_in(client, organization.agent, code=code)
    assert (repeated.status_code, repeated.json()["code"]) == (401, "second_factor_wrong")


async def test_a_second_factor_is_replaced_only_with_the_password(
    organization: Organization, sign_in: SignIn
):
    client = sign_in(organization.agent)
    await second_factor_of(client)
    assert (await client.post("/api/v1/me/totp")).status_code == 409
    remove = lambda password: client.request("DELETE", "/api/v1/me/totp", json={"password": password})  # noqa: E731
    assert (await remove("wrong")).status_code == 401
    assert (await remove(PASSWORD)).status_code == 204
    assert (await client.get("/api/v1/me")).json()["user"]["has_totp"] is False


def test_a_code_counts_for_its_step_and_the_neighbours():
    secret, now = pyotp.random_base32(), datetime(2026, 3, 21, 12, 0, 15, tzinfo=UTC)
    step = int(now.timestamp()) // 30
    found = [
        matching_step(secret, pyotp.TOTP(secret).at(now + timedelta(seconds=30 * n)), now)
        for n in range(-2, 3)
    ]
    assert found == [None, step - 1, step, step + 1, None]


async def test_a_lost_password_is_set_by_the_link(
    client: httpx.AsyncClient, organization: Organization, sign_in: SignIn, owner: asyncpg.Connection
):
    person = organization.agent
    client.headers["accept-language"] = "en"
    assert (await client.post("/api/v1/password-reset", json={"email": person.email})).status_code == 202
    (mail,) = await mails_to(owner, person.email)
    assert mail["subject"] == "A new password for Hamseda"
    token = token_in(mail)
    assert await owner.fetchval("SELECT count(*) FROM password_reset WHERE digest = $1", digest(token)) == 1
    short = await client.post(
        "/api/v1/password-reset/confirmation", json={"token": token, "password": "short"}
    )
    assert (short.status_code, short.json()["errors"][0]["code"]) == (422, "password_length")
    confirmation = {"token": token, "password": NEW}
    assert (await client.post("/api/v1/password-reset/confirmation", json=confirmation)).status_code == 204
    assert (await sign_in(person).get("/api/v1/me")).status_code == 401
    assert (await client.post("/api/v1/password-reset/confirmation", json=confirmation)).status_code == 422
    assert (await log_in(client, person)).status_code == 401
    assert (await log_in(client, person, NEW)).status_code == 200


async def test_an_old_link_is_refused(
    client: httpx.AsyncClient, organization: Organization, owner: asyncpg.Connection
):
    await client.post("/api/v1/password-reset", json={"email": organization.agent.email})
    (mail,) = await mails_to(owner, organization.agent.email)
    await owner.execute(
        "UPDATE password_reset SET expires_at = now() WHERE user_id = $1", organization.agent.id
    )
    answer = await client.post(
        "/api/v1/password-reset/confirmation", json={"token": token_in(mail), "password": NEW}
    )
    assert answer.json()["errors"][0]["code"] == "link_expired"


async def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    client: httpx.AsyncClient, owner: asyncpg.Connection
):
    email = f"{new_token()}@hamseda.test".lower()
    assert (await client.post("/api/v1/password-reset", json={"email": email})).status_code == 202
    assert await mails_to(owner, email) == []


async def test_a_new_password_ends_the_other_sessions(
    organization: Organization, sign_in: SignIn, owner: asyncpg.Connection
):
    here = organization.agent
    there = Person(**{**vars(here), "token": new_token(), "csrf": new_token()})
    await open_session(owner, there)
    assert (await sign_in(there).get("/api/v1/me")).status_code == 200
    wrong = await sign_in(here).post("/api/v1/me/password", json={"old": "no", "new": NEW})
    assert wrong.json()["errors"][0]["field"] == "old"
    changed = await sign_in(here).post("/api/v1/me/password", json={"old": PASSWORD, "new": NEW})
    assert changed.status_code == 204
    assert (await sign_in(there).get("/api/v1/me")).status_code == 401
    assert (await sign_in(here).get("/api/v1/me")).status_code == 200


@pytest.mark.parametrize("password", ["آآآآآآآآآآآآ", "1231231231", PASSWORD])
async def test_a_weak_password_is_refused(organization: Organization, sign_in: SignIn, password: str):
    client = sign_in(organization.agent)
    answer = await client.post("/api/v1/me/password", json={"old": PASSWORD, "new": password})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "password_weak")


async def test_own_settings(organization: Organization, sign_in: SignIn):
    client = sign_in(organization.agent)
    first = {
        "locale": "en",
        "calendar": "gregorian",
        "digits": "latn",
        "preferences": {"undo_s": 8, "sound": True},
    }
    assert (await client.patch("/api/v1/me", json=first)).status_code == 204
    assert (await client.patch("/api/v1/me", json={"preferences": {"sound": None}})).status_code == 204
    me = (await client.get("/api/v1/me")).json()["user"]
    assert (me["locale"], me["calendar"], me["digits"], me["preferences"]) == (
        "en",
        "gregorian",
        "latn",
        {"undo_s": 8},
    )
    bad = await client.patch("/api/v1/me", json={"time_zone": "Mars/Base"})
    assert bad.json()["errors"][0] == {
        "field": "time_zone",
        "code": "unknown_time_zone",
        "message": "This is no time zone: write one like Asia/Tehran.",
    }


async def test_one_person_in_two_organizations(
    make_organization: MakeOrganization, sign_in: SignIn, owner: asyncpg.Connection
):
    first, second = await make_organization(), await make_organization()
    await insert(owner, "membership", organization_id=second.id, user_id=first.agent.id, role="light")
    client = sign_in(first.agent)
    switched = await client.post("/api/v1/me/organization", json={"organization_id": str(second.id)})
    assert (switched.status_code, switched.json()["role"]) == (200, "light")
    me = (await client.get("/api/v1/me")).json()
    assert me["organization"]["id"] == str(second.id)
    assert {m["organization_id"] for m in me["memberships"]} == {str(first.id), str(second.id)}
    third = await make_organization()
    refused = await client.post("/api/v1/me/organization", json={"organization_id": str(third.id)})
    assert refused.status_code == 404


async def test_every_opening_is_in_the_audit_log(
    client: httpx.AsyncClient, organization: Organization, owner: asyncpg.Connection
):
    await log_in(client, organization.agent)
    row = await owner.fetchrow(
        "SELECT action, detail FROM audit_entry WHERE organization_id = $1 AND actor_id = $2",
        organization.id,
        organization.agent.id,
    )
    assert (row["action"], row["detail"]) == ("session.opened", {"by": "password"})


async def test_the_demo_has_no_door_elsewhere(
    client: httpx.AsyncClient, organization: Organization, owner: asyncpg.Connection
):
    await owner.execute("UPDATE organization SET is_demo = true WHERE id = $1", organization.id)
    assert (await client.get("/api/v1/demo/accounts")).status_code == 404
    assert (
        await client.post("/api/v1/demo/session", json={"email": organization.admin.email})
    ).status_code == 404


async def test_a_stolen_session_does_not_find_the_password_out(organization: Organization, sign_in: SignIn):
    client = sign_in(organization.agent)
    guess = {"old": "guess", "new": NEW}
    said = [(await client.post("/api/v1/me/password", json=guess)).status_code for _ in range(11)]
    assert said == [422] * 10 + [429]
    assert (await client.request("DELETE", "/api/v1/me/totp", json={"password": PASSWORD})).status_code == 429
