"""An office for measuring: agents with open sessions, each conversation heard by three of them."""

import json
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from hamseda.kit.ids import new_id
from hamseda.kit.keys import digest, new_token

HEARERS = 3


@dataclass(frozen=True)
class Agent:
    """A member of the queues n, n-1, n-2; `token` is the value of the session's cookie."""

    id: UUID
    token: str
    csrf: str


@dataclass(frozen=True)
class Office:
    """`conversations[n]` waits in the queue of the agents n, n+1 and n+2."""

    organization_id: UUID
    agents: list[Agent]
    queues: list[UUID]
    conversations: list[UUID]


async def furnish(dsn: str, people: int) -> Office:
    """Write one organization with as many queues and conversations as people."""
    owner = await asyncpg.connect(dsn)
    the, department, channel, customer = (new_id() for _ in range(4))
    agents = [Agent(new_id(), new_token(), new_token()) for _ in range(people)]
    queues, conversations = [new_id() for _ in agents], [new_id() for _ in agents]
    async with owner.transaction():
        await owner.execute("INSERT INTO organization (id, slug, name) VALUES ($1, 'bench', 'bench')", the)
        await owner.execute("INSERT INTO event_head VALUES ($1)", the)
        await owner.execute("INSERT INTO conversation_number VALUES ($1)", the)
        await owner.execute(
            "INSERT INTO department (organization_id, id, name) VALUES ($1, $2, 'd')", the, department
        )
        await owner.execute(
            "INSERT INTO customer (organization_id, id, name, sort_key, search_text) VALUES ($1, $2, 'c', 'c', 'c')",
            the,
            customer,
        )
        for agent in agents:
            await _employ(owner, the, department, agent)
        await owner.executemany(
            "INSERT INTO queue (organization_id, id, name, department_id) VALUES ($1, $2, $3, $4)",
            [(the, queue, f"q{n}", department) for n, queue in enumerate(queues)],
        )
        await owner.executemany(
            "INSERT INTO queue_member (organization_id, queue_id, user_id) VALUES ($1, $2, $3)",
            [(the, q, agents[(n + i) % people].id) for n, q in enumerate(queues) for i in range(HEARERS)],
        )
        await owner.execute(
            "INSERT INTO channel (organization_id, id, kind, name, queue_id, settings) VALUES ($1, $2, 'webchat', 'c', $3, $4)",
            the,
            channel,
            queues[0],
            json.dumps({}),
        )
        await owner.executemany(
            "INSERT INTO conversation (organization_id, id, number, customer_id, queue_id, department_id)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            [(the, c, n + 1, customer, queues[n], department) for n, c in enumerate(conversations)],
        )
        await owner.executemany(
            "INSERT INTO interaction (organization_id, id, conversation_id, channel_id, channel_kind, state)"
            " VALUES ($1, $2, $3, $4, 'webchat', 'active')",
            [(the, new_id(), c, channel) for c in conversations],
        )
    await owner.execute("ANALYZE")
    await owner.close()
    return Office(the, agents, queues, conversations)


async def _employ(owner: asyncpg.Connection, the: UUID, department: UUID, agent: Agent) -> None:
    await owner.execute(
        "INSERT INTO app_user (id, email, name) VALUES ($1, $2, 'نگار آزمون')",
        agent.id,
        f"{agent.id}@bench.test",
    )
    await owner.execute(
        "INSERT INTO membership (organization_id, user_id, role, department_id) VALUES ($1, $2, 'agent', $3)",
        the,
        agent.id,
        department,
    )
    await owner.execute(
        "INSERT INTO session (digest, user_id, csrf, organization_id, expires_at)"
        " VALUES ($1, $2, $3, $4, now() + interval '1 day')",
        digest(agent.token),
        agent.id,
        agent.csrf,
        the,
    )
