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


@pytest.fixture(scope="module")
async def floor(owner) -> Organization:
    async with owner.transaction():
        return await plant(owner)


async def test_sql_and_live_say_the_same(owner, floor) -> None:
    """Every role × department × scope × assignment × queue × participation."""
    other = new_id()
    await insert(owner, "app_user", id=other, email=f"{other}@hamseda.test", name="دیگری")
    await insert(owner, "membership", organization_id=floor.id, user_id=other, role="agent")
    checked = 0
    for role in ("admin", "supervisor", "agent", "light", "auditor", "stranger"):
        for department in (None, floor.sales_id, floor.support_id):
            for scope in scopes(floor):
                for assignee in (None, floor.agent.id, other):
                    for participates in (False, True):
                        checked += await agree(owner, floor, role, department, scope, assignee, participates)
    assert checked == 6 * 3 * len(scopes(floor)) * 3 * 2


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


async def agree(
    owner: Any,
    the: Organization,
    role: str,
    department: UUID | None,
    scope: dict[str, Any],
    assignee: UUID | None,
    participates: bool,
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
    if participates:
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
        {str(the.conversation_id)} if participates else set(),
    )
    audience = {
        "queue": str(the.sales_queue_id),
        "department": str(the.sales_id),
        "assignee": str(assignee) if assignee else None,
        "opened_at": NOON.isoformat(),
    }
    live = may_hear(hearer, the.conversation_id, audience)
    assert by_sql is live, (role, department, scope, assignee, participates)
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
