"""Search over many messages of several organizations, in the application's role.

Run: python bench/search.py [--messages 100000] [--organizations 10] [--rounds 40] [--dsn postgresql://…]
Without --dsn it starts an embedded PostgreSQL of its own, durable as in use. The figures are whole searches as the
route makes them: rights, highlights, customers, other readings of the query. A calibration loop runs before and
after; when the two differ by more than 10 % the figures are marked noisy.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from _machine import measured

from hamseda.conversations.index import searched_text
from hamseda.conversations.search import search
from hamseda.kit.cluster import Cluster
from hamseda.kit.database import Database
from hamseda.kit.ids import id_at
from hamseda.kit.migration import migrate
from hamseda.kit.persian import normalise
from hamseda.kit.persian.words import EVERYDAY
from hamseda.organization.api import Caller

CONVERSATIONS, CUSTOMERS, WORDS = 1_000, 1_000, 20_000
COMMON, COMMON_SHARE = "سفارش", 0.3
LETTERS = "ابپتجچحخدرزسشصضطعغفقکگلمنوهی"
GOALS_MS = {"rare word": 20.0, "common word": 100.0}


def vocabulary(pick: random.Random) -> list[str]:
    made = {"".join(pick.choices(LETTERS, k=pick.randint(4, 9))) for _ in range(WORDS)}
    return [*sorted(EVERYDAY - {COMMON}), *sorted(made)]


def sentence(pick: random.Random, words: list[str], weights: list[float]) -> str:
    chosen = pick.choices(words, cum_weights=weights, k=pick.randint(4, 40))
    if pick.random() < COMMON_SHARE:
        chosen.insert(pick.randrange(len(chosen)), COMMON)
    return " ".join(chosen)


async def fill(dsn: str, organizations: int, messages: int) -> tuple[list[Caller], str]:
    pick = random.Random(7)
    words = vocabulary(pick)
    weights, total = [], 0.0
    for place in range(len(words)):
        total += 1 / (place + 10)
        weights.append(total)
    rare = "زرافه‌پلنگی"
    owner = await asyncpg.connect(dsn)
    callers = []
    for number in range(organizations):
        callers.append(await fill_one(owner, pick, number, messages // organizations, (words, weights, rare)))
        print(f"\r{number + 1} of {organizations} organizations written", end="", flush=True)
    await owner.execute("ANALYZE")
    await owner.close()
    print()
    return callers, rare


async def fill_one(
    owner: asyncpg.Connection, pick: random.Random, number: int, count: int, text: Any
) -> Caller:
    words, weights, rare = text
    now = datetime.now(UTC)
    the, user, department, queue = (id_at(int(now.timestamp() * 1000)) for _ in range(4))
    await owner.execute("INSERT INTO organization (id, slug, name) VALUES ($1, $2, 'b')", the, f"b{number}")
    await owner.execute("INSERT INTO event_head VALUES ($1)", the)
    await owner.execute("INSERT INTO app_user (id, email, name) VALUES ($1, $2, 'a')", user, f"{user}@x.test")
    await owner.execute(
        "INSERT INTO department (organization_id, id, name) VALUES ($1, $2, 'd')", the, department
    )
    await owner.execute(
        "INSERT INTO membership (organization_id, user_id, role) VALUES ($1, $2, 'agent')", the, user
    )
    await owner.execute(
        "INSERT INTO queue (organization_id, id, name, department_id) VALUES ($1, $2, 'q', $3)",
        the,
        queue,
        department,
    )
    await owner.execute("INSERT INTO queue_member VALUES ($1, $2, $3)", the, queue, user)
    customers = [id_at(1) for _ in range(CUSTOMERS)]
    names = [" ".join(pick.sample(words[:2_000], 2)) for _ in customers]
    await owner.copy_records_to_table(
        "customer",
        columns=("organization_id", "id", "name", "sort_key", "search_text"),
        records=[(the, c, n, n, normalise(n)) for c, n in zip(customers, names, strict=True)],
    )
    conversations = [id_at(2) for _ in range(CONVERSATIONS)]
    await owner.copy_records_to_table(
        "conversation",
        columns=("organization_id", "id", "number", "customer_id", "queue_id", "department_id"),
        records=[(the, c, i, pick.choice(customers), queue, department) for i, c in enumerate(conversations)],
    )
    rows = []
    for index in range(count):
        written = now - timedelta(days=90 * (1 - index / count))
        body = sentence(pick, words, weights) + (f" {rare}" if index % (count // 5) == 0 else "")
        rows.append((id_at(int(written.timestamp() * 1000)), pick.choice(conversations), written, body))
    await owner.copy_records_to_table(
        "message",
        columns=(
            "organization_id",
            "id",
            "conversation_id",
            "position",
            "kind",
            "direction",
            "author_kind",
            "text",
            "created_at",
        ),
        records=[
            (the, m, c, i, "message", "inbound", "customer", t, at) for i, (m, c, at, t) in enumerate(rows)
        ],
    )
    await owner.copy_records_to_table(
        "message_search",
        columns=("organization_id", "message_id", "conversation_id", "created_at", "search_text"),
        records=[(the, m, c, at, searched_text({"text": t})) for m, c, at, t in rows],
    )
    return Caller(kind="user", id=user, organization_id=the, role="agent")


async def measure(
    database: Database, callers: list[Caller], query: str, rounds: int
) -> tuple[list[float], int]:
    times, found = [], 0
    for number in range(rounds + len(callers)):
        caller = callers[number % len(callers)]
        start = time.perf_counter()
        async with database.reading(UUID(str(caller.organization_id))) as view:
            answer = await search(view, caller, query)
        if number >= len(callers):  # the first of each organization warms the caches
            times.append((time.perf_counter() - start) * 1000)
        found = len(answer.messages)
    return times, found


async def bench(dsn: str, organizations: int, messages: int, rounds: int) -> None:
    await migrate(dsn)
    start = time.perf_counter()
    callers, rare = await fill(dsn, organizations, messages)
    print(
        f"{messages:,} messages in {organizations} organizations, written in {time.perf_counter() - start:.0f} s"
    )
    database = await Database.connect(dsn, most=2)
    async with database.everywhere() as connection:
        for name in ("server_version", "fsync", "synchronous_commit", "shared_buffers", "work_mem"):
            print(f"{name} = {await connection.fetchval(f'SHOW {name}')}")
        print(f"role = {await connection.fetchval('SELECT current_user')}")
    queries = {
        "rare word": rare,
        "common word": COMMON,
        "two common words": f"{COMMON} ارسال",
        "common and rare": f"{COMMON} {rare}",
        "part of a word": "رافهپل",
        "nothing, guessed": "sghl khkh",
    }
    for name, query in queries.items():
        times, found = await measure(database, callers, query, rounds)
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        goal = GOALS_MS.get(name)
        verdict = "" if goal is None else f"  goal p50 < {goal:.0f} ms: {'met' if p50 < goal else 'MISSED'}"
        print(f"{name:20} p50 {p50:7.1f} ms  p95 {p95:7.1f} ms  {found} shown{verdict}")
    await database.close()


@measured()
def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--organizations", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--dsn", default="", help="an empty database, by its owner's login")
    given = parser.parse_args()
    if given.dsn:
        asyncio.run(bench(given.dsn, given.organizations, given.messages, given.rounds))
        return
    with tempfile.TemporaryDirectory(prefix="hamseda-bench-") as folder:
        Path(folder).chmod(0o711)
        cluster = Cluster(Path(folder) / "postgres")
        try:
            asyncio.run(bench(cluster.start(), given.organizations, given.messages, given.rounds))
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
