"""The rule of who sees a conversation stands twice, in SQL and for live events: they must say the same."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.people import Organization, insert, plant
from hamseda.conversations.api import Hearer, may_hear
from hamseda.kit.ids import new_id

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EXAMPLES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SEES = "SELECT may_see_conversation(c, $2, $3, $4, $5) FROM conversation c WHERE c.id = $1"
WORKS_ON = "SELECT may_see_conversation(c, $2, $3, $4, $5, false) FROM conversation c WHERE c.id = $1"
# What may bind somebody to one conversation, and the state of the offer of its work.
LINKS = {"nothing": "declined", "participates": "timed_out", "rings": "offered"}


@pytest.fixture(scope="module")
async def floor(owner) -> Organization:
    async with owner.transaction():
        the = await plant(owner)
        await insert(
            owner, "interaction", organization_id=the.id, id=the.id, conversation_id=the.conversation_id,
            channel_kind="webchat",
        )  # fmt: skip
        await insert(
            owner, "work_item", organization_id=the.id, id=the.id, queue_id=the.support_queue_id, weight=1,
            conversation_id=the.conversation_id, interaction_id=the.id, channel_kind="webchat", entered_at=NOON,
        )  # fmt: skip
        # Its own id is the organization's: the tests of this module have one of each.
        await insert(
            owner, "reservation", organization_id=the.id, id=the.id, work_item_id=the.id, agent_id=the.agent.id,
            offered_at=NOON, due_at=NOON, epoch=1,
        )  # fmt: skip
        return the


async def test_sql_and_live_say_the_same(owner, floor) -> None:
    """Every role × department × scope × assignment × queue × (participation, an offer that rings, one that is over)."""
    other = new_id()
    await insert(owner, "app_user", id=other, email=f"{other}@hamseda.test", name="دیگری")
    await insert(owner, "membership", organization_id=floor.id, user_id=other, role="agent")
    checked = 0
    for role in ("admin", "supervisor", "agent", "light", "auditor", "stranger"):
        for department in (None, floor.sales_id, floor.support_id):
            for scope in scopes(floor):
                for assignee in (None, floor.agent.id, other):
                    for link in LINKS:
                        checked += await agree(owner, floor, role, department, scope, assignee, link)
    assert checked == 6 * 3 * len(scopes(floor)) * 3 * len(LINKS)


def scopes(the: Organization) -> list[dict[str, Any]]:
    before, after = (NOON - timedelta(days=1)).isoformat(), (NOON + timedelta(days=1)).isoformat()
    return [
        {},
        {"departments": [str(the.sales_id)]},
        {"departments": [str(the.support_id)]},
        {"departments": []},
        {"from": before, "to": after},
        {"from": after},
        {"to": before},
        {"to": NOON.isoformat()},
        {"departments": [str(the.sales_id)], "from": NOON.isoformat()},
    ]


unlinked: dict[tuple[str, str, str, UUID | None], bool] = {}
"""What was seen without any link, for comparison."""


async def agree(
    owner: Any,
    the: Organization,
    role: str,
    department: UUID | None,
    scope: dict[str, Any],
    assignee: UUID | None,
    link: str,
) -> int:
    viewer = the.agent.id
    await owner.execute(
        "UPDATE conversation SET assignee_id = $2, opened_at = $3 WHERE id = $1",
        the.conversation_id,
        assignee,
        NOON,
    )
    await owner.execute(
        "DELETE FROM conversation_participant WHERE conversation_id = $1", the.conversation_id
    )
    await owner.execute("UPDATE reservation SET state = $2 WHERE id = $1", the.id, LINKS[link])
    if link == "participates":
        await insert(
            owner,
            "conversation_participant",
            organization_id=the.id,
            conversation_id=the.conversation_id,
            user_id=viewer,
            reason="handed",
        )
    by_sql = await owner.fetchval(SEES, the.conversation_id, viewer, role, department, scope)
    hearer = Hearer(
        viewer,
        role,
        department,
        scope,
        {str(the.sales_queue_id)},
        {str(the.conversation_id)} if link == "participates" else set(),
        offered={str(the.id): str(the.conversation_id)} if link == "rings" else {},
    )
    audience = {
        "queue": str(the.sales_queue_id),
        "department": str(the.sales_id),
        "assignee": str(assignee) if assignee else None,
        "opened_at": NOON.isoformat(),
    }
    live = may_hear(hearer, the.conversation_id, audience)
    assert by_sql is live, (role, department, scope, assignee, link)
    if link == "nothing":
        unlinked[role, str(department), str(scope), assignee] = by_sql
    works = await owner.fetchval(WORKS_ON, the.conversation_id, viewer, role, department, scope)
    # What rings is read while it rings, and not changed by it.
    without = unlinked[role, str(department), str(scope), assignee] if link == "rings" else by_sql
    assert works is without, (role, department, scope, assignee, link)
    return 1


@EXAMPLES
@given(
    st.sampled_from(["agent", "light", "supervisor", "auditor"]),
    st.dictionaries(st.text(max_size=5), st.none()),
)
def test_an_audience_that_says_nothing_is_for_nobody(role: str, noise: dict[str, None]) -> None:
    hearer = Hearer(new_id(), role, None, {}, set(), set())
    assert not may_hear(
        hearer, None, {k: v for k, v in noise.items() if k not in {"staff", "user", "supervisors"}}
    )
