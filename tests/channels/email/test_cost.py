"""What a mail costs in questions to the database: a fixed number, so that it cannot creep up unnoticed."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import asyncpg
import pytest

from fixtures.mail import hand_in, proved, written

# BEGIN and COMMIT count; the door asks one more, which is not counted here.
FIRST_MAIL = 19
NEXT_MAIL = 8


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Every statement that is sent while the test runs."""
    counted: Counter[str] = Counter()
    for name in ("fetch", "fetchrow", "fetchval", "execute", "executemany"):
        real = getattr(asyncpg.Connection, name)

        async def counting(self, query, *values, _real=real, **named):
            counted[" ".join(query.split())[:60]] += 1
            return await _real(self, query, *values, **named)

        monkeypatch.setattr(asyncpg.Connection, name, counting)
    return counted


async def statements(road, channel, asked, sender: str) -> Counter[str]:
    """The statements of placing one mail that was offered by the door."""
    mail = written(channel.address, sender=f"نگار <{sender}>", text="سلام")
    await asyncio.to_thread(hand_in, road.port, proved(mail), channel.address)
    asked.clear()
    assert await road.placer.place_offered(10) == 1
    return Counter({query: count for query, count in asked.items() if "pg_notify" not in query})


async def test_a_mail_of_somebody_known_costs_few_questions(road, channel, asked):
    first = await statements(road, channel, asked, "negar@example.com")
    known = await statements(road, channel, asked, "negar@example.com")
    assert known.total() <= NEXT_MAIL, known
    assert first.total() <= FIRST_MAIL, first
