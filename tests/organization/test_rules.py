from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamseda.kit.problem import Forbidden, Invalid
from hamseda.organization import rules
from hamseda.organization.access import ROLES

NOW = datetime(2026, 3, 21, tzinfo=UTC)
SALES, SUPPORT = UUID(int=1), UUID(int=2)
departments = st.sampled_from([None, SALES, SUPPORT])
fields = st.sets(
    st.sampled_from(
        ["name", "email", "role", "scope", "valid_until", "department_id", *rules.SUPERVISED_FIELDS]
    )
)


@given(leader=departments, role=st.sampled_from(ROLES), member=departments, asked=fields)
def test_a_supervisor_never_gives_rights(
    leader: UUID | None, role: str, member: UUID | None, asked: set[str]
):
    is_led = role in {"agent", "light"} and (leader is None or leader == member)
    is_theirs = asked <= {"capacity", "skills", "queue_ids", "team_ids"}
    if is_led and is_theirs:
        rules.check_supervision(leader, role, member, asked)
        return
    with pytest.raises(Forbidden):
        rules.check_supervision(leader, role, member, asked)


@given(st.sets(st.uuids()), st.uuids())
def test_an_administrator_is_always_left(admins: set[UUID], leaving: UUID):
    if admins - {leaving}:
        rules.check_not_last_admin(admins, leaving)
        return
    with pytest.raises(Invalid):
        rules.check_not_last_admin(admins, leaving)


@pytest.mark.parametrize(
    ("scope", "valid_until", "code"),
    [
        ({}, None, "end_needed"),
        ({}, NOW, "end_needed"),
        ({"queues": []}, NOW + timedelta(days=1), "unknown_scope"),
        ({"from": "2026-02-01", "to": "2026-01-01"}, NOW + timedelta(days=1), "empty_scope"),
    ],
)
def test_an_auditor_is_bound(scope: dict, valid_until: datetime | None, code: str):
    with pytest.raises(Invalid) as refused:
        rules.check_auditor("auditor", scope, valid_until, NOW)
    assert refused.value.errors[0].code == code


def test_permissions_follow_the_role():
    assert set(rules.permissions_of("auditor")) == {"conversations.read"}
    assert (
        set(rules.permissions_of("light"))
        < set(rules.permissions_of("agent"))
        < set(rules.permissions_of("admin"))
    )
