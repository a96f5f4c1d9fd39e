"""The end of an engagement that the customer ends."""

from uuid import UUID

from hamseda.kit.database import Transaction
from hamseda.routing import queries
from hamseda.routing.queueing import tell, withdraw_offers

END = {"waiting": "abandoned", "offered": "abandoned", "active": "wrap_up"}
ITEM = """
SELECT id, state, conversation_id FROM work_item WHERE organization_id = $1 AND interaction_id = $2
  AND state IN ('waiting', 'offered', 'active') FOR UPDATE
"""


async def end_interaction(work: Transaction, interaction_id: UUID, *, by: str) -> None:
    """The customer leaves: who waited has abandoned, who was served leaves the agent after-contact work."""
    item = await work.row(ITEM, work.organization_id, interaction_id)
    if item is None:
        return
    await withdraw_offers(work, item)
    state = END[item["state"]]
    await work.execute(queries.END_ITEM, work.organization_id, item["id"], state)
    await work.execute(
        """UPDATE interaction SET state = $3, ended_at = now(), abandoned = $4,
               context = context || jsonb_build_object('ended_by', $5::text)
           WHERE organization_id = $1 AND id = $2""",
        work.organization_id,
        interaction_id,
        "ended" if state == "abandoned" else "wrap_up",
        state == "abandoned",
        by,
    )
    await tell(work, item["id"])
