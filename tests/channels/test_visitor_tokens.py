"""How long a visitor's token holds: a proof ends, a token is called back, and nobody is proven without a proof."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from channels.test_webchat import site  # noqa: F401 -- the fixture
from hamseda.channels.webchat import service, tokens
from hamseda.channels.webchat.service import Visit, Visitor
from hamseda.house import House

Resume = Callable[[str, datetime], Awaitable[tuple[tokens.VisitorToken, Visitor]]]


@pytest.fixture
def resume(site: Any, house: House) -> Resume:  # noqa: F811
    """Continues a visit by its token alone, at any moment."""

    async def act(text: str, now: datetime) -> tuple[tokens.VisitorToken, Visitor]:
        organization_id, channel = await service.find_channel(house.database, site.key)
        return await service.visit(
            house.database, house.keys, organization_id, channel, Visit(resume_token=text), now
        )

    return act


async def test_a_proof_is_renewed_for_hours_and_then_ends(site, house, resume) -> None:  # noqa: F811
    begun = datetime.now(UTC)
    visit = await site.visit(identity_token=site.identity())
    text, proven_for = visit["visitor_token"], []
    for step in range(1, 11):
        now = begun + step * timedelta(minutes=100)
        token, visitor = await resume(text, now)
        if token.is_verified:
            assert (str(visitor.id), visitor.is_verified) == (visit["visitor_id"], True)
            assert token.expires_at <= begun + tokens.LONGEST_PROOF + timedelta(seconds=5)
            proven_for.append(now - begun)
        else:
            # Whoever sits there now begins anew: neither the person's history nor their name.
            assert str(visitor.id) != visit["visitor_id"]
            assert (visitor.is_verified, visitor.claims, visitor.conversation_id) == (False, [], None)
        text = tokens.encode(house.keys, token)
    assert proven_for[-1] == timedelta(minutes=700)


async def test_another_browsers_proof_does_not_renew_this_ones(site, house, resume) -> None:  # noqa: F811
    begun = datetime.now(UTC)
    left = await site.visit(identity_token=site.identity())
    old = tokens.decode(house.keys, left["visitor_token"], begun)
    old = tokens.issue(
        old.organization_id, old.channel_id, old.visitor_id, version=old.version,
        proven_at=begun - timedelta(hours=11), now=begun,
    )  # fmt: skip
    again = await site.visit(identity_token=site.identity())
    assert again["visitor_id"] == left["visitor_id"]
    token, _ = await resume(tokens.encode(house.keys, old), begun)
    assert token.is_verified
    assert token.expires_at <= begun + timedelta(hours=1)


async def test_a_token_without_the_proof_is_not_the_proven_visitor(site, house, resume) -> None:  # noqa: F811
    now = datetime.now(UTC)
    visit = await site.visit(identity_token=site.identity())
    token = tokens.decode(house.keys, visit["visitor_token"], now)
    unproven = tokens.issue(
        token.organization_id, token.channel_id, token.visitor_id, version=1, proven_at=None, now=now
    )
    text = tokens.encode(house.keys, unproven)
    headers = {"Authorization": f"Bearer {text}"}
    assert (await site.http.get("/widget/v1/messages", headers=headers)).status_code == 401
    renewed, visitor = await resume(text, now)
    assert (renewed.is_verified, visitor.id == token.visitor_id) == (False, False)


async def test_a_token_that_was_called_back_opens_nothing(site, owner, resume) -> None:  # noqa: F811
    visit = await site.visit()
    headers = {"Authorization": f"Bearer {visit['visitor_token']}"}
    assert (await site.http.get("/widget/v1/messages", headers=headers)).status_code == 200
    same, visitor = await resume(visit["visitor_token"], datetime.now(UTC))
    assert str(visitor.id) == visit["visitor_id"]
    await owner.execute("UPDATE visitor SET token_version = 2 WHERE id = $1", UUID(visit["visitor_id"]))
    assert (await site.http.get("/widget/v1/messages", headers=headers)).status_code == 401
    _, visitor = await resume(visit["visitor_token"], datetime.now(UTC))
    assert visitor.id != same.visitor_id


async def test_a_new_secret_calls_back_what_the_old_one_has_proven(
    site,  # noqa: F811
    house,
    sign_in,
    organization,
) -> None:
    proven, unknown = await site.visit(identity_token=site.identity()), await site.visit()
    rotated = await sign_in(organization.admin).post(f"/api/v1/channels/{site.channel_id}/secret")
    assert rotated.status_code in {200, 201}, rotated.text
    said = []
    for visit in (proven, unknown):
        headers = {"Authorization": f"Bearer {visit['visitor_token']}"}
        said.append((await site.http.get("/widget/v1/messages", headers=headers)).status_code)
    assert said == [401, 200]


async def test_a_name_without_end_is_not_taken(site) -> None:  # noqa: F811
    answer = await site.http.post(
        f"/widget/v1/{site.key}/visit", json={"identity_token": site.identity(name="ن" * 201)}
    )
    assert answer.json()["errors"][0]["code"] == "not_valid"
    assert (await site.visit(identity_token=site.identity(name="ن" * 200)))["verified"]
