"""SQL of the queue."""

QUEUE = "SELECT id, priority, settings FROM queue WHERE organization_id = $1 AND id = $2"

ENQUEUE = """
INSERT INTO work_item (organization_id, id, queue_id, conversation_id, interaction_id, channel_kind, priority,
                       boost_ms, weight, preferred_agent_id, preferred_until, entered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""

LIVE_ITEMS = """
SELECT * FROM work_item WHERE organization_id = $1 AND conversation_id = $2
  AND state IN ('waiting', 'offered', 'active', 'wrap_up') ORDER BY id FOR UPDATE
"""

WITHDRAW_OFFERS = """
UPDATE reservation SET state = 'withdrawn', decided_at = now()
WHERE organization_id = $1 AND work_item_id = $2 AND state = 'offered' RETURNING id, agent_id
"""

END_ITEM = """
UPDATE work_item SET state = $3, ended_at = CASE WHEN $3 = 'wrap_up' THEN NULL ELSE now() END
WHERE organization_id = $1 AND id = $2
"""
