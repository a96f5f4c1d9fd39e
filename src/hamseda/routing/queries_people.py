"""SQL of people at work: presence, what they have in hand, their shifts, and the names that reasons say."""

# --- presence

KNOW_PRESENCE = "INSERT INTO presence (organization_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"

LOCK_PRESENCE = """
SELECT state, reason, since FROM presence WHERE organization_id = $1 AND user_id = $2 FOR UPDATE
"""

SEEN = "UPDATE presence SET seen_at = now() WHERE organization_id = $1 AND user_id = $2"

SET_PRESENCE = """
UPDATE presence SET state = $3, reason = $4, since = $5, seen_at = now() WHERE organization_id = $1 AND user_id = $2
"""

LOG_PRESENCE = """
INSERT INTO presence_log (organization_id, id, user_id, state, reason, at) VALUES ($1, $2, $3, $4, $5, $6)
"""

UNANSWERED_IN_A_ROW = """
SELECT count(*) FROM (
    SELECT r.state FROM reservation r JOIN presence p ON p.organization_id = $1 AND p.user_id = $2
    WHERE r.organization_id = $1 AND r.agent_id = $2 AND r.state IN ('accepted', 'declined', 'timed_out')
      AND r.offered_at >= p.since
    ORDER BY r.offered_at DESC LIMIT $3) last
WHERE state = 'timed_out'
"""

ABSENT = """
SELECT user_id FROM presence
WHERE organization_id = $1 AND state <> 'offline' AND seen_at < now() - $2::interval ORDER BY user_id FOR UPDATE
"""

EVERY_PRESENCE = """
SELECT m.user_id, u.name, coalesce(p.state, 'offline') AS state, p.reason, coalesce(p.since, m.created_at) AS since
FROM membership m JOIN app_user u ON u.id = m.user_id
LEFT JOIN presence p ON p.organization_id = $1 AND p.user_id = m.user_id
WHERE m.organization_id = $1 AND m.removed_at IS NULL AND m.role <> 'auditor' ORDER BY m.user_id
"""

ORGANIZATION_SETTINGS = "SELECT settings FROM organization WHERE id = $1"

LOCK_OFFERED_TO = """
SELECT w.id FROM work_item w WHERE w.organization_id = $1 AND w.id IN (
    SELECT work_item_id FROM reservation WHERE organization_id = $1 AND agent_id = $2 AND state = 'offered')
ORDER BY w.id FOR UPDATE
"""

# --- sentences

NAMES = """
SELECT u.id, u.name FROM app_user u JOIN membership m ON m.organization_id = $1 AND m.user_id = u.id
WHERE u.id = ANY($2::uuid[])
"""

NUMBERS_OF_ITEMS = """
SELECT w.id, c.number FROM work_item w
JOIN conversation c ON c.organization_id = $1 AND c.id = w.conversation_id
WHERE w.organization_id = $1 AND w.id = ANY($2::uuid[])
"""

ITEM_REASON = "SELECT reason FROM work_item WHERE organization_id = $1 AND id = $2"

LAST_OFFER = """
SELECT agent_id, explanation FROM reservation WHERE organization_id = $1 AND work_item_id = $2
ORDER BY offered_at DESC, id DESC LIMIT 1
"""

EVENT_HEAD = "SELECT last_number FROM event_head WHERE organization_id = $1"

# --- my work and my shift

MY_STATE = """
SELECT m.capacity, o.settings, coalesce(p.state, 'offline') AS state, p.reason, coalesce(p.since, m.created_at) AS since
FROM membership m JOIN organization o ON o.id = m.organization_id
LEFT JOIN presence p ON p.organization_id = $1 AND p.user_id = m.user_id
WHERE m.organization_id = $1 AND m.user_id = $2
"""

MY_ITEMS = """
SELECT w.id, w.queue_id, w.conversation_id, w.interaction_id, w.callback_id, w.channel_kind, w.state, w.agent_id,
       w.entered_at, w.ring, w.accepted_at, w.weight, i.wrap_up_until
FROM work_item w LEFT JOIN interaction i ON i.organization_id = $1 AND i.id = w.interaction_id
WHERE w.organization_id = $1 AND w.agent_id = $2 AND w.state IN ('active', 'wrap_up') ORDER BY w.accepted_at, w.id
"""

MY_OFFERS = """
SELECT r.id, r.work_item_id, r.agent_id, r.offered_at, r.due_at, r.explanation, w.conversation_id
FROM reservation r JOIN work_item w ON w.organization_id = $1 AND w.id = r.work_item_id
WHERE r.organization_id = $1 AND r.agent_id = $2 AND r.state = 'offered' ORDER BY r.offered_at, r.id
"""

OPEN_SHIFT = """
SELECT id, started_at, headset_ok FROM shift WHERE organization_id = $1 AND user_id = $2 AND ended_at IS NULL
"""

BEGIN_SHIFT = """
INSERT INTO shift (organization_id, id, user_id, started_at, headset_ok) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (organization_id, user_id) WHERE ended_at IS NULL DO NOTHING
"""

END_SHIFT = """
UPDATE shift SET ended_at = now(), handover = $3 WHERE organization_id = $1 AND user_id = $2 AND ended_at IS NULL
RETURNING id, started_at, ended_at
"""

UNREAD_BULLETINS = """
SELECT b.id, b.title FROM bulletin b
WHERE b.organization_id = $1 AND (b.expires_at IS NULL OR b.expires_at > now())
  AND (b.department_id IS NULL OR b.department_id = $3)
  AND NOT EXISTS (SELECT FROM bulletin_read r
                  WHERE r.organization_id = $1 AND r.bulletin_id = b.id AND r.user_id = $2)
ORDER BY b.id DESC
"""

READ_BULLETINS = """
INSERT INTO bulletin_read (organization_id, bulletin_id, user_id)
SELECT $1, b.id, $2 FROM bulletin b
WHERE b.organization_id = $1 AND b.id = ANY($3::uuid[]) AND (b.department_id IS NULL OR b.department_id = $4)
ON CONFLICT DO NOTHING
"""

# What others left to somebody at the end of their shifts, while it is still open and theirs (or their queue's).
HANDED_OVER = """
SELECT c.id AS conversation_id, c.number, p.name AS customer_name, h.note, s.user_id AS from_user_id, s.ended_at AS at
FROM shift s
CROSS JOIN LATERAL jsonb_to_recordset(s.handover) AS h(conversation_id uuid, owner_id uuid, queue_id uuid, note text)
JOIN conversation c ON c.organization_id = $1 AND c.id = h.conversation_id AND c.status <> 'resolved'
JOIN customer p ON p.organization_id = $1 AND p.id = c.customer_id
WHERE s.organization_id = $1 AND s.ended_at > now() - interval '7 days'
  AND (h.owner_id = $2 AND c.assignee_id = $2
       OR c.assignee_id IS NULL AND c.queue_id = h.queue_id AND EXISTS (
           SELECT FROM queue_member q WHERE q.organization_id = $1 AND q.queue_id = h.queue_id AND q.user_id = $2))
ORDER BY s.ended_at DESC, c.id LIMIT 200
"""

OPEN_OF_MINE = """
SELECT c.id AS conversation_id, c.number, c.subject, p.name AS customer_name
FROM conversation c JOIN customer p ON p.organization_id = $1 AND p.id = c.customer_id
WHERE c.organization_id = $1 AND c.status = 'open'
  AND (c.assignee_id = $2 OR EXISTS (
      SELECT FROM work_item w WHERE w.organization_id = $1 AND w.conversation_id = c.id AND w.agent_id = $2
        AND w.state IN ('active', 'wrap_up')))
ORDER BY c.id
"""

LOCK_CONVERSATIONS = """
SELECT id FROM conversation WHERE organization_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR UPDATE
"""

LOCK_ITEMS_OF = """
SELECT id FROM work_item WHERE organization_id = $1 AND conversation_id = ANY($2::uuid[])
  AND state IN ('waiting', 'snoozed', 'offered', 'active', 'wrap_up') ORDER BY id FOR UPDATE
"""

# What somebody holds in any way: conversations of theirs, and those in which they serve.
HELD = """
SELECT id FROM conversation WHERE organization_id = $1 AND assignee_id = $2 AND status <> 'resolved'
UNION SELECT conversation_id FROM work_item WHERE organization_id = $1 AND agent_id = $2 AND state IN ('active', 'wrap_up')
"""

SERVED = """
SELECT * FROM work_item WHERE organization_id = $1 AND agent_id = $2 AND state = 'active' ORDER BY id FOR UPDATE
"""

MY_WRAP_UPS = """
SELECT id, interaction_id FROM work_item
WHERE organization_id = $1 AND agent_id = $2 AND state = 'wrap_up' ORDER BY id FOR UPDATE
"""
