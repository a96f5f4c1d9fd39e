"""Signs of life: every process says in a row that it lives, for health and doctor."""

import os
import socket

from hamseda.kit.background import Step
from hamseda.kit.database import Database
from hamseda.kit.ids import new_id

BEAT_SECONDS = 5.0
BEAT = """
INSERT INTO process (id, kind, pid, host) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET seen_at = now()
"""


def beat(database: Database, kind: str) -> Step:
    """Make the step by which a process of a kind says "I live"."""
    process_id = new_id()

    async def step() -> int:
        async with database.everywhere() as connection:
            await connection.execute(BEAT, process_id, kind, os.getpid(), socket.gethostname())
        return 0

    return step
