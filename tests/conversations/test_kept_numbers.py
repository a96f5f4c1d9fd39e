"""What an organization must keep is not masked, in the field that it names and nowhere else."""

from typing import Any
from uuid import uuid4

import pytest

from conversations.arrivals import arrive, proven

CARD = "6037997599999993"
NATIONAL_ID = "0499370899"
SAID = f"کارت {CARD} و کد ملی {NATIONAL_ID}"


@pytest.fixture
def admin(sign_in, organization) -> Any:
    return sign_in(organization.admin)


async def keep(admin: Any, **kinds: list[str]) -> None:
    answer = await admin.patch("/api/v1/organization", json={"settings": {"kept_kinds": kinds}})
    assert answer.status_code == 200, answer.text
    assert answer.json()["settings"]["kept_kinds"] == kinds


async def written(sign_in, organization, chat, kind: str) -> str:
    answer = await sign_in(organization.agent).post(
        f"/api/v1/conversations/{chat.conversation_id}/messages",
        json={"id": str(uuid4()), "kind": kind, "text": SAID},
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["text"]


def numbers(text: str) -> set[str]:
    return {name for name, number in (("card", CARD), ("national_id", NATIONAL_ID)) if number in text}


async def test_a_kind_is_kept_in_its_field_only(house, sign_in, admin, organization) -> None:
    await keep(admin, notes=["national_id"])
    chat = await arrive(house, organization, proven("k@example.com"), text=SAID)
    assert numbers(chat.message["text"]) == set()
    assert numbers(await written(sign_in, organization, chat, "note")) == {"national_id"}
    assert numbers(await written(sign_in, organization, chat, "message")) == set()
    await keep(admin, messages=["card"])
    again = await arrive(house, organization, proven("k@example.com"), text=SAID)
    assert numbers(again.message["text"]) == {"card"}
    assert numbers(await written(sign_in, organization, chat, "message")) == {"card"}
    assert numbers(await written(sign_in, organization, chat, "note")) == set()


async def test_only_what_is_masked_is_sealed(house, admin, owner, organization) -> None:
    await keep(admin, messages=["national_id"])
    await arrive(house, organization, proven("s@example.com"), text=SAID)
    sealed = await owner.fetch("SELECT kind FROM sealed_value WHERE organization_id = $1", organization.id)
    assert [row["kind"] for row in sealed] == ["card"]


async def test_what_staff_write_of_a_customer(admin, organization) -> None:
    path = f"/api/v1/customers/{organization.customer_id}"
    told = {"name": f"نسرین {NATIONAL_ID}", "attributes": {"کد ملی": NATIONAL_ID, "کارت": CARD}}
    hidden = (await admin.patch(path, json=told)).json()
    assert numbers(str(hidden)) == set()
    await keep(admin, customers=["national_id"])
    shown = (await admin.patch(path, json=told)).json()
    assert numbers(shown["name"]) == {"national_id"}
    assert numbers(str(shown["attributes"])) == {"national_id"}
    made = await admin.post("/api/v1/customers", json={"kind": "person", **told})
    assert made.status_code == 201, made.text
    assert numbers(str(made.json()["attributes"])) == {"national_id"}


async def test_drafts_are_kept_as_what_they_become(house, admin, owner, organization) -> None:
    await keep(admin, notes=["card"])
    chat = await arrive(house, organization, proven("d@example.com"))
    path = f"/api/v1/conversations/{chat.conversation_id}/draft"
    for kind, kept in (("note", {"card"}), ("message", set())):
        assert (await admin.put(path, json={"text": SAID, "kind": kind})).status_code == 204
        text = await owner.fetchval("SELECT text FROM draft WHERE conversation_id = $1", chat.conversation_id)
        assert numbers(text) == kept


@pytest.mark.parametrize("wrong", [["card"], {"subjects": ["card"]}, {"notes": ["phone"]}])
async def test_an_unknown_field_or_kind_is_refused(admin, wrong: Any) -> None:
    answer = await admin.patch("/api/v1/organization", json={"settings": {"kept_kinds": wrong}})
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    before = (await admin.get("/api/v1/organization")).json()["settings"]
    assert "kept_kinds" not in before


async def test_it_is_audited_and_taken_back_with_null(house, admin, owner, organization) -> None:
    await keep(admin, messages=["card"])
    entry = await owner.fetchrow(
        "SELECT actor_id, detail FROM audit_entry WHERE organization_id = $1 AND action = 'organization.changed'",
        organization.id,
    )
    assert entry["actor_id"] == organization.admin.id
    assert entry["detail"]["kept_kinds"] == {"messages": ["card"]}
    gone = await admin.patch("/api/v1/organization", json={"settings": {"kept_kinds": None}})
    assert "kept_kinds" not in gone.json()["settings"]
    chat = await arrive(house, organization, proven("t@example.com"), text=SAID)
    assert numbers(chat.message["text"]) == set()
