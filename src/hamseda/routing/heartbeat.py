"""A live connection is a sign of life: whoever has one is seen, whoever has none is offline in a while."""

from collections.abc import Callable, Iterable
from uuid import UUID

from hamseda.kit.background import Step
from hamseda.kit.database import Database

SEEN_SECONDS = 15.0

# Written only where it says something new: each process has its own connections of a person.
SEEN = """
UPDATE presence p SET seen_at = now() FROM unnest($1::uuid[], $2::uuid[]) AS here(organization_id, user_id)
WHERE p.organization_id = here.organization_id AND p.user_id = here.user_id AND p.state <> 'offline'
  AND p.seen_at < now() - interval '5 seconds'
"""


def seen(system: Database, connected: Callable[[], Iterable[tuple[UUID, UUID]]]) -> Step:
    """Make the step that notes everybody with an open live connection; `connected` lists (organization, user)."""

    async def step() -> int:
        people = sorted(set(connected()))
        if people:
            organizations, users = zip(*people, strict=True)
            async with system.everywhere() as connection:
                await connection.execute(SEEN, list(organizations), list(users))
        return 0

    return step
