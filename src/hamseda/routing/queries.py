"""SQL of the queue."""

QUEUE = "SELECT id, priority, settings FROM queue WHERE organization_id = $1 AND id = $2"

ENQUEUE = """
INSERT INTO work_item (organization_id, id, queue_id, conversation_id, interaction_id, channel_kind, priority,
                       boost_ms, weight, preferred_agent_id, preferred_until, entered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""

LIVE_ITEMS = """
SELECT * FROM work_item WHERE organization_id = $1 AND conversation_id = $2
  AND state IN ('waiting', 'snoozed', 'offered', 'active', 'wrap_up') ORDER BY id FOR UPDATE
"""

WITHDRAW_OFFERS = """
UPDATE reservation SET state = 'withdrawn', decided_at = now()
WHERE organization_id = $1 AND work_item_id = $2 AND state = 'offered' RETURNING id, agent_id
"""

GIVE_ITEM = """
UPDATE work_item SET state = CASE WHEN state = 'wrap_up' THEN state ELSE 'active' END, agent_id = $3,
       accepted_at = coalesce(accepted_at, now()) WHERE organization_id = $1 AND id = $2
"""

GIVE_INTERACTION = """
UPDATE interaction SET state = CASE WHEN state = 'waiting' THEN 'active' ELSE state END, agent_id = $3,
       answered_at = coalesce(answered_at, now())
WHERE organization_id = $1 AND id = $2 AND state IN ('waiting', 'active', 'wrap_up')
"""

# What was served while its conversation slept sleeps on when nobody serves it any more.
BACK_IN_LINE = """
UPDATE work_item w SET queue_id = coalesce($3, w.queue_id), agent_id = NULL, accepted_at = NULL,
       state = CASE WHEN 'snoozed' IN (w.state, c.status) THEN 'snoozed' ELSE 'waiting' END,
       ring = 0, preferred_agent_id = NULL, preferred_until = NULL, reason = NULL
FROM conversation c
WHERE w.organization_id = $1 AND w.id = $2 AND c.organization_id = $1 AND c.id = w.conversation_id
"""

INTERACTION_WAITS = """
UPDATE interaction SET state = 'waiting', agent_id = NULL
WHERE organization_id = $1 AND id = $2 AND state IN ('active', 'wrap_up')
"""

# Out of the line and back into it: the place in time stays.
SET_ASLEEP = "UPDATE work_item SET state = 'snoozed', reason = NULL WHERE organization_id = $1 AND id = $2"

SET_AWAKE = "UPDATE work_item SET state = 'waiting' WHERE organization_id = $1 AND id = $2"

ITEM_TOLD = """
SELECT w.id, w.queue_id, w.conversation_id, w.interaction_id, w.channel_kind, w.state, w.agent_id,
       w.entered_at, w.ring, w.accepted_at, w.ended_at,
       c.department_id, c.assignee_id, c.opened_at, c.queue_id AS conversation_queue
FROM work_item w JOIN conversation c ON c.organization_id = w.organization_id AND c.id = w.conversation_id
WHERE w.organization_id = $1 AND w.id = $2
"""

STANDING_ITEM = """
SELECT w.id, w.queue_id, w.conversation_id, w.interaction_id, w.channel_kind, w.state, w.agent_id, w.entered_at,
       w.ring, w.accepted_at, i.wrap_up_until
FROM work_item w LEFT JOIN interaction i ON i.organization_id = w.organization_id AND i.id = w.interaction_id
WHERE w.organization_id = $1 AND w.conversation_id = $2
  AND w.state IN ('waiting', 'snoozed', 'offered', 'active', 'wrap_up')
ORDER BY w.entered_at DESC LIMIT 1
"""

# --- a conversation that goes into another one, and back

MOVE_ITEMS = """
UPDATE work_item SET conversation_id = $3 WHERE organization_id = $1 AND conversation_id = $2 RETURNING id
"""

MOVE_CALLBACKS = """
UPDATE callback SET conversation_id = $3 WHERE organization_id = $1 AND conversation_id = $2 RETURNING id
"""

LOCK_ITEMS = "SELECT * FROM work_item WHERE organization_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE"

RETURN_ITEMS = "UPDATE work_item SET conversation_id = $3 WHERE organization_id = $1 AND id = ANY ($2)"

RETURN_CALLBACKS = "UPDATE callback SET conversation_id = $3 WHERE organization_id = $1 AND id = ANY ($2)"

# At the place in time that it had, unless the conversation that it is in is over.
WAIT_AGAIN = """
UPDATE work_item w SET ended_at = NULL, state = CASE WHEN c.status = 'snoozed' THEN 'snoozed' ELSE 'waiting' END
FROM conversation c
WHERE w.organization_id = $1 AND w.id = ANY ($2) AND w.state = 'withdrawn' AND c.organization_id = $1
  AND c.id = w.conversation_id AND (c.status <> 'resolved' OR c.merged_into IS NOT NULL)
RETURNING w.interaction_id
"""

INTERACTION_AGAIN = """
UPDATE interaction SET state = 'waiting', ended_at = NULL WHERE organization_id = $1 AND id = $2 AND state = 'ended'
"""

# --- waits

LAST_PROMISE = """
SELECT w.queue_id, w.reason, p.low_s, p.high_s, p.promised_at,
       (SELECT count(*) FROM work_item o WHERE o.organization_id = $1 AND o.queue_id = w.queue_id
          AND o.state IN ('waiting', 'offered')
          AND (o.entered_at - o.boost_ms * interval '1 ms', o.id) < (w.entered_at - w.boost_ms * interval '1 ms', w.id)
       )::int AS ahead
FROM work_item w LEFT JOIN LATERAL (
    SELECT low_s, high_s, promised_at FROM wait_promise
    WHERE organization_id = $1 AND work_item_id = w.id ORDER BY promised_at DESC LIMIT 1) p ON true
WHERE w.organization_id = $1 AND w.interaction_id = $2 AND w.state IN ('waiting', 'offered')
"""

AGENT_OF_INTERACTION = """
SELECT agent_id FROM work_item WHERE organization_id = $1 AND interaction_id = $2 AND state = 'active'
"""

QUEUE_LINE = """
SELECT q.settings, count(w.id)::int AS waiting,
       (SELECT c.kind FROM channel c WHERE c.organization_id = $1 AND c.queue_id = q.id AND c.enabled
        ORDER BY c.kind = 'webchat' DESC, c.id LIMIT 1) AS channel_kind
FROM queue q LEFT JOIN work_item w ON w.organization_id = $1 AND w.queue_id = q.id AND w.state = 'waiting'
WHERE q.organization_id = $1 AND q.id = $2 GROUP BY q.organization_id, q.id
"""

QUEUE_SERVERS = """
SELECT m.user_id, m.capacity, coalesce(sum(w.weight), 0)::int AS load,
       coalesce(array_agg(extract(epoch FROM now() - w.accepted_at)::float8 / 60)
                FILTER (WHERE w.accepted_at IS NOT NULL), '{}') AS elapsed
FROM queue_member q
JOIN membership m ON m.organization_id = $1 AND m.user_id = q.user_id AND m.removed_at IS NULL
JOIN presence p ON p.organization_id = $1 AND p.user_id = q.user_id AND p.state = 'available'
LEFT JOIN work_item w ON w.organization_id = $1 AND w.agent_id = q.user_id AND w.state IN ('active', 'wrap_up')
WHERE q.organization_id = $1 AND q.queue_id = $2 GROUP BY m.user_id, m.capacity ORDER BY m.user_id
"""

PROMISES_KEPT = """
SELECT count(*) FILTER (WHERE actual_s BETWEEN low_s AND high_s)::int AS kept, count(*)::int AS of FROM (
    SELECT low_s, high_s, actual_s FROM wait_promise
    WHERE organization_id = $1 AND queue_id = $2 AND actual_s IS NOT NULL ORDER BY promised_at DESC LIMIT $3) last
"""

SETTLE_PROMISES = """
UPDATE wait_promise SET actual_s = extract(epoch FROM now() - promised_at)::int
WHERE organization_id = $1 AND work_item_id = $2 AND actual_s IS NULL
"""

# The accuracy of a queue is that of its last promises: what stands before them is told to nobody any more.
FORGET_PROMISES = """
WITH last AS (
    SELECT organization_id, queue_id, promised_at FROM (
        SELECT organization_id, queue_id, promised_at,
               row_number() OVER (PARTITION BY organization_id, queue_id ORDER BY promised_at DESC) AS place
        FROM wait_promise WHERE actual_s IS NOT NULL) kept
    WHERE place = $1)
DELETE FROM wait_promise p WHERE p.promised_at < $2 AND (
    EXISTS (SELECT FROM last WHERE last.organization_id = p.organization_id AND last.queue_id = p.queue_id
            AND p.actual_s IS NOT NULL AND p.promised_at < last.promised_at)
    OR (p.actual_s IS NULL AND NOT EXISTS (
        SELECT FROM work_item w WHERE w.organization_id = p.organization_id AND w.id = p.work_item_id
          AND w.state IN ('waiting', 'offered'))))
"""

LAST_HANDLED = """
SELECT greatest(extract(epoch FROM ended_at - accepted_at)::float8 / 60, 0) AS minutes FROM work_item
WHERE organization_id = $1 AND queue_id = $2 AND state = 'done' AND accepted_at IS NOT NULL
  AND ended_at > now() - interval '30 days'
ORDER BY ended_at DESC LIMIT $3
"""

# --- callbacks

PROMISE_CALLBACK = """
INSERT INTO callback (organization_id, id, conversation_id, queue_id, wanted_at, address, brief)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
"""

SET_TIMER = """
INSERT INTO timer (organization_id, id, kind, subject_id, due_at) VALUES ($1, $2, $3, $4, $5)
"""

# Before the promise itself, as a merge takes them: what waits in line holds its conversation.
LOCK_PROMISED_IN = """
SELECT id FROM conversation WHERE organization_id = $1 AND id = (
    SELECT conversation_id FROM callback WHERE organization_id = $1 AND id = $2) FOR KEY SHARE
"""

LOCK_CALLBACK = """
SELECT * FROM callback WHERE organization_id = $1 AND id = $2 AND conversation_id = $3 AND state = 'promised'
FOR UPDATE
"""

CALLBACK_DUE = "UPDATE callback SET state = 'due' WHERE organization_id = $1 AND id = $2"

CALLBACK_DONE = """
UPDATE callback SET state = 'done', done_at = now() WHERE organization_id = $1 AND id = $2 AND state = 'due'
"""

ENQUEUE_CALLBACK = """
INSERT INTO work_item (organization_id, id, queue_id, conversation_id, callback_id, channel_kind, priority, weight,
                       preferred_agent_id, preferred_until, entered_at)
SELECT $1, $2, $3, $4, $5, 'phone', $6, $7, c.assignee_id,
       CASE WHEN c.assignee_id IS NULL THEN NULL ELSE now() + make_interval(secs => $8) END, now()
FROM conversation c WHERE c.organization_id = $1 AND c.id = $4
"""

# --- the end of a talk

LOCK_ITEM = "SELECT * FROM work_item WHERE organization_id = $1 AND id = $2 FOR UPDATE"

LOCK_ITEM_OF_INTERACTION = """
SELECT * FROM work_item WHERE organization_id = $1 AND interaction_id = $2
  AND state IN ('waiting', 'snoozed', 'offered', 'active', 'wrap_up') FOR UPDATE
"""

END_ITEM = """
UPDATE work_item SET state = $3, ended_at = now() WHERE organization_id = $1 AND id = $2
"""

BEGIN_WRAP_UP = (
    "UPDATE work_item SET state = 'wrap_up' WHERE organization_id = $1 AND id = $2 AND state = 'active'"
)

INTERACTION_WRAP_UP = """
UPDATE interaction SET state = 'wrap_up', wrap_up_until = now() + make_interval(secs => $3)
WHERE organization_id = $1 AND id = $2 AND state IN ('waiting', 'active')
"""

END_INTERACTION = """
UPDATE interaction SET state = 'ended', ended_at = coalesce(ended_at, now()), abandoned = $3,
       disposition_id = coalesce($4, disposition_id)
WHERE organization_id = $1 AND id = $2 AND state IN ('waiting', 'active', 'wrap_up')
"""

SHOWN_ITEM = """
SELECT w.id, w.queue_id, w.conversation_id, w.interaction_id, w.callback_id, w.channel_kind, w.state, w.agent_id,
       w.entered_at, w.ring, w.accepted_at, w.ended_at, i.wrap_up_until
FROM work_item w LEFT JOIN interaction i ON i.organization_id = w.organization_id AND i.id = w.interaction_id
WHERE w.organization_id = $1 AND w.id = $2
"""

DISPOSITION = "SELECT id FROM disposition WHERE organization_id = $1 AND id = $2 AND archived_at IS NULL"

# --- offers

OFFER = """
SELECT r.id, r.work_item_id, r.agent_id, r.state, w.conversation_id, w.interaction_id, w.queue_id, q.settings
FROM reservation r
JOIN work_item w ON w.organization_id = $1 AND w.id = r.work_item_id
JOIN queue q ON q.organization_id = $1 AND q.id = w.queue_id
WHERE r.organization_id = $1 AND r.id = $2
"""

LOCK_CONVERSATION = """
SELECT id, assignee_id FROM conversation WHERE organization_id = $1 AND id = $2 FOR UPDATE
"""

STILL_WAITING = """
SELECT DISTINCT conversation_id FROM work_item
WHERE organization_id = $1 AND conversation_id = ANY($2::uuid[]) AND state IN ('waiting', 'snoozed', 'offered')
ORDER BY 1
"""

IS_WORKER = """
SELECT EXISTS (SELECT FROM membership WHERE organization_id = $1 AND user_id = $2 AND removed_at IS NULL
               AND disabled_at IS NULL AND role <> 'auditor')
"""

# The first decision wins: whoever comes later finds another state.
DECIDE = """
UPDATE reservation SET state = $3, decided_at = now(), explanation = explanation || coalesce($4::jsonb, '{}')
WHERE organization_id = $1 AND id = $2 AND state = 'offered'
"""

ACCEPT_ITEM = """
UPDATE work_item SET state = 'active', agent_id = $3, accepted_at = now(), reason = NULL
WHERE organization_id = $1 AND id = $2 AND state = 'offered'
"""

ITEM_WAITS_AGAIN = """
UPDATE work_item SET state = 'waiting' WHERE organization_id = $1 AND id = $2 AND state = 'offered'
"""

ASSIGN = "UPDATE conversation SET assignee_id = $3 WHERE organization_id = $1 AND id = $2"

LOCK_CONVERSATION_OF_ITEM = """
SELECT 1 FROM conversation WHERE organization_id = $1 AND id = (
    SELECT conversation_id FROM work_item WHERE organization_id = $1 AND id = $2) FOR UPDATE
"""

LOCK_CONVERSATION_OF_INTERACTION = """
SELECT 1 FROM conversation WHERE organization_id = $1 AND id = (
    SELECT conversation_id FROM interaction WHERE organization_id = $1 AND id = $2) FOR UPDATE
"""
