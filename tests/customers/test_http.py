"""Customers over HTTP: who sees whom, and what people write down and decide."""

from uuid import UUID

import pytest

from fixtures.people import insert
from hamseda.kit.ids import new_id


@pytest.fixture
def as_(sign_in, organization):
    return lambda name: sign_in(getattr(organization, name))


async def make(client, **body):
    answer = await client.post("/api/v1/customers", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_customer_is_written_down_read_and_changed(as_):
    agent = as_("agent")
    made = await make(
        agent,
        name="پرویز پیروز",
        attributes={"شهر": "تبریز"},
        identities=[{"kind": "phone", "value": "۰۹۱۲ ۳۴۵ ۶۷۸۹"}],
    )
    identity = made["identities"][0]
    assert (identity["value"], identity["is_verified"], identity["shared_with"]) == (
        "+989123456789",
        False,
        0,
    )
    changed = await agent.patch(f"/api/v1/customers/{made['id']}", json={"name": "پرویز پرویزی"})
    assert changed.json()["name"] == "پرویز پرویزی"
    assert changed.json()["attributes"] == {"شهر": "تبریز"}
    proved = await agent.post(
        f"/api/v1/customers/{made['id']}/identities/{identity['id']}/verification",
        json={"method": "agent_checked", "note": "دو پرسش را درست پاسخ داد"},
    )
    assert proved.json()["identities"][0]["is_verified"]
    gone = await agent.delete(f"/api/v1/customers/{made['id']}/identities/{identity['id']}")
    assert gone.status_code == 204
    assert (await agent.get(f"/api/v1/customers/{made['id']}")).json()["identities"] == []


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("admin", 200),
        ("supervisor", 200),
        ("agent", 200),
        ("other_agent", 404),
        ("light", 404),
        ("auditor", 200),
    ],
)
async def test_a_customer_is_seen_by_those_who_see_a_conversation(as_, organization, role, status):
    answer = await as_(role).get(f"/api/v1/customers/{organization.customer_id}")
    assert answer.status_code == status
    listed = (await as_(role).get("/api/v1/customers")).json()["items"]
    assert (str(organization.customer_id) in {one["id"] for one in listed}) == (status == 200)
    found = (await as_(role).get("/api/v1/customers", params={"query": "نسرین"})).json()["items"]
    assert (str(organization.customer_id) in {one["id"] for one in found}) == (status == 200)


async def test_light_sees_a_customer_once_the_conversation_is_handed_over(as_, owner, organization):
    await insert(
        owner,
        "conversation_participant",
        organization_id=organization.id,
        reason="handed",
        conversation_id=organization.conversation_id,
        user_id=organization.light.id,
    )
    answer = await as_("light").get(f"/api/v1/customers/{organization.customer_id}")
    assert [c["id"] for c in answer.json()["conversations"]] == [str(organization.conversation_id)]


async def test_whoever_names_the_whole_number_finds_the_caller_but_no_conversation(as_, owner, organization):
    await insert(
        owner,
        "identity",
        organization_id=organization.id,
        id=new_id(),
        kind="phone",
        value="+989121112233",
        customer_id=organization.customer_id,
        raw="09121112233",
    )
    other, light = as_("other_agent"), as_("light")
    path = f"/api/v1/customers/{organization.customer_id}"
    for written in ("09121112233", "۰۹۱۲-۱۱۱-۲۲۳۳", "+98 912 111 2233"):
        found = (await other.get("/api/v1/customers", params={"query": written})).json()["items"]
        assert [one["id"] for one in found] == [str(organization.customer_id)]
    assert (await other.get("/api/v1/customers", params={"query": "0912111"})).json()["items"] == []
    opened = (await other.get(path, params={"known_by": "09121112233"})).json()
    assert opened["conversations"] == []
    assert (await other.get(path, params={"known_by": "09121112234"})).status_code == 404
    assert (await light.get(path, params={"known_by": "09121112233"})).status_code == 404
    assert (await light.get("/api/v1/customers", params={"query": "09121112233"})).json()["items"] == []


async def test_a_suggestion_is_accepted_and_undone(as_):
    agent = as_("agent")
    phone = {"kind": "phone", "value": "09351234567"}
    first = await make(agent, name="یکم", identities=[phone])
    second = await make(agent, name="دوم", identities=[phone])
    [suggestion] = second["suggestions"]
    assert suggestion["evidence"]["reasons"][0]["code"] == "same_phone"
    assert suggestion["id"] in {
        s["id"] for s in (await agent.get("/api/v1/merge-suggestions")).json()["items"]
    }
    merged = (await agent.post(f"/api/v1/merge-suggestions/{suggestion['id']}/acceptance")).json()
    assert merged["kept_id"] == first["id"]
    assert (await agent.get(f"/api/v1/customers/{second['id']}")).json()["id"] == first["id"], (
        "an old link still leads on"
    )
    [merge] = (await agent.get(f"/api/v1/customers/{first['id']}/merges")).json()["items"]
    assert merge["is_reversible"]
    assert (await agent.post(f"/api/v1/merges/{merge['id']}/reversal")).status_code == 204
    assert (await agent.get(f"/api/v1/customers/{second['id']}")).json()["id"] == second["id"]
    again = await agent.post(f"/api/v1/merges/{merge['id']}/reversal")
    assert (again.status_code, again.json()["code"]) == (409, "already_reversed")


async def test_a_refused_pair_is_not_suggested_again(as_):
    agent = as_("agent")
    phone = {"kind": "phone", "value": "09357654321"}
    first, second = await make(agent, name="یکم", identities=[phone]), await make(agent, name="دوم")
    added = await agent.post(f"/api/v1/customers/{second['id']}/identities", json=phone)
    [suggestion] = added.json()["suggestions"]
    assert (await agent.post(f"/api/v1/merge-suggestions/{suggestion['id']}/refusal")).status_code == 204
    identity = added.json()["identities"][0]["id"]
    await agent.delete(f"/api/v1/customers/{second['id']}/identities/{identity}")
    added = await agent.post(f"/api/v1/customers/{second['id']}/identities", json=phone)
    assert (added.json()["suggestions"], added.json()["identities"][0]["shared_with"]) == ([], 1)
    assert first["id"] != second["id"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x", "identities": [{"kind": "phone", "value": "abc"}]}, "identities.0.value"),
        ({"name": "x", "identities": [{"kind": "device", "value": "d"}]}, "identities.0.kind"),
        ({"name": "x", "brand_id": "0192f0c1-2345-7000-8000-000000000000"}, "brand_id"),
        ({"name": "x", "attributes": {"a": [1]}}, "attributes.a"),
    ],
)
async def test_bad_input_names_its_field_and_stores_nothing(as_, owner, organization, body, field):
    before = await owner.fetchval("SELECT count(*) FROM customer WHERE organization_id = $1", organization.id)
    answer = await as_("agent").post("/api/v1/customers", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert [e["field"] for e in answer.json()["errors"]] == [field]
    assert (
        await owner.fetchval("SELECT count(*) FROM customer WHERE organization_id = $1", organization.id)
        == before
    )


async def test_sensitive_numbers_in_attributes_are_masked(as_):
    made = await make(
        as_("agent"), name="کارت‌دار", attributes={"card": "6037991111111112", "n": 6037991111111112}
    )
    assert "9911" not in str(made["attributes"])


async def test_pages_follow_names_and_end(as_, owner, organization):
    agent = as_("agent")
    for name in ("پوریا", "بابک", "ژاله", "ژاله"):
        await make(agent, name=name)
    names, cursor = [], None
    while True:
        page = (
            await agent.get("/api/v1/customers", params={"limit": 2} | ({"after": cursor} if cursor else {}))
        ).json()
        names += [one["name"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    wanted = ["بابک", "پوریا", "ژاله", "ژاله"]
    assert [name for name in names if name in wanted] == wanted


async def test_a_foreign_customer_is_not_there(as_, foreign):
    agent = as_("admin")
    assert (await agent.get(f"/api/v1/customers/{foreign.customer_id}")).status_code == 404
    assert (
        await agent.patch(f"/api/v1/customers/{foreign.customer_id}", json={"name": "x"})
    ).status_code == 404
    unknown = UUID(int=7)
    assert (await agent.post(f"/api/v1/merges/{unknown}/reversal")).status_code == 404
    assert (await agent.post(f"/api/v1/merge-suggestions/{unknown}/acceptance")).status_code == 404
