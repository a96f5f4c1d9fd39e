"""What the hot path costs in questions to the database, splits and merges or not: one statement, and no BEGIN."""

from collections import Counter
from collections.abc import Iterator
from uuid import uuid4

import asyncpg
import pytest

from conversations.arrivals import arrive, proven
from conversations.moves import mails, merge, second


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Every statement that is sent while the test runs, but those of the hub and of who calls."""
    counted: Counter[str] = Counter()
    for name in ("fetch", "fetchrow", "fetchval", "execute"):
        real = getattr(asyncpg.Connection, name)

        async def counting(self, query, *values, _real=real, **named):
            counted[" ".join(query.split())[:80]] += 1
            return await _real(self, query, *values, **named)

        monkeypatch.setattr(asyncpg.Connection, name, counting)
    return counted


def told(asked: Counter[str]) -> list[str]:
    """The statements of the act itself: the door and the readers of the event log ask for themselves."""
    others = ("pg_notify", "FROM event", "FROM authenticate")
    return [query for query in asked.elements() if not any(other in query for other in others)]


async def test_a_reply_into_a_chat_is_one_statement_also_after_a_merge(
    house, sign_in, owner, organization, asked
) -> None:
    chat = await arrive(house, organization, proven("cost@example.com"))
    one = (await mails(house, owner, organization, "دیگر"))[0]
    other = await second(house, owner, organization, chat, "ایمیل")
    assert one.conversation_id != chat.conversation_id
    agent = sign_in(organization.agent)
    assert (await merge(agent, other.conversation_id, chat.conversation_id)).status_code == 200
    await owner.execute(
        "UPDATE interaction SET started_at = now() WHERE organization_id = $1 AND id = $2",
        organization.id,
        chat.interaction_id,
    )
    url = f"/api/v1/conversations/{chat.conversation_id}/messages"
    for _ in range(2):
        asked.clear()
        answer = await agent.post(url, json={"id": str(uuid4()), "text": "پاسخ"})
        assert answer.status_code == 201, answer.text
        assert [query[:20] for query in told(asked)] == ["SELECT ord, outcome,"]
