"""The waits that were promised: the router writes them, everybody else reads."""

from uuid import UUID

import msgspec

from hamseda.kit.database import Transaction

STANDING = """
SELECT w.id, w.queue_id, p.low_s, p.high_s,
       (SELECT count(*) FROM work_item o WHERE o.organization_id = w.organization_id AND o.queue_id = w.queue_id
          AND o.state IN ('waiting', 'offered')
          AND (o.entered_at - make_interval(secs => (o.priority * 60000 + o.boost_ms) / 1000.0), o.id)
            < (w.entered_at - make_interval(secs => (w.priority * 60000 + w.boost_ms) / 1000.0), w.id)) + 1 AS place
FROM work_item w
LEFT JOIN LATERAL (SELECT low_s, high_s FROM wait_promise p WHERE p.organization_id = w.organization_id
                   AND p.work_item_id = w.id ORDER BY promised_at DESC LIMIT 1) p ON true
WHERE w.organization_id = $1 AND w.interaction_id = $2 AND w.state IN ('waiting', 'offered')
"""

KEPT = """
SELECT count(*) AS of, count(*) FILTER (WHERE actual_s BETWEEN low_s AND high_s) AS kept
FROM (SELECT low_s, high_s, actual_s FROM wait_promise
      WHERE organization_id = $1 AND queue_id = $2 AND actual_s IS NOT NULL ORDER BY promised_at DESC LIMIT 100) last
"""

NEWEST = """
SELECT low_s, high_s FROM wait_promise WHERE organization_id = $1 AND queue_id = $2
  AND promised_at > now() - interval '10 minutes' ORDER BY promised_at DESC LIMIT 1
"""


class Wait(msgspec.Struct, frozen=True):
    """A place in line and the interval promised for it (seconds), with how many of the last promises held."""

    place: int
    low_s: int
    high_s: int
    kept: int
    of: int


async def wait_of_interaction(view: Transaction, interaction_id: UUID) -> Wait | None:
    """What somebody who waits may expect; None once they do not wait, or before the first promise."""
    row = await view.row(STANDING, view.organization_id, interaction_id)
    if row is None or row["low_s"] is None:
        return None
    kept, of = await _kept(view, row["queue_id"])
    return Wait(row["place"], row["low_s"], row["high_s"], kept, of)


async def usual_wait(view: Transaction, queue_id: UUID) -> Wait | None:
    """What somebody who comes now may expect, from the newest promise of the queue; None without one."""
    row = await view.row(NEWEST, view.organization_id, queue_id)
    if row is None:
        return None
    waiting = await view.value(
        "SELECT count(*) FROM work_item WHERE organization_id = $1 AND queue_id = $2 AND state IN ('waiting', 'offered')",
        view.organization_id,
        queue_id,
    )
    kept, of = await _kept(view, queue_id)
    return Wait(waiting + 1, row["low_s"], row["high_s"], kept, of)


async def _kept(view: Transaction, queue_id: UUID) -> tuple[int, int]:
    row = await view.row(KEPT, view.organization_id, queue_id)
    return (row["kept"], row["of"]) if row is not None else (0, 0)
