"""SQL of the live router: what it reads at its beginning and of changed rows, and its writes."""

EVENT_HEAD = "SELECT last_number FROM event_head WHERE organization_id = $1"

QUEUES = """
SELECT q.id, q.settings,
       coalesce((SELECT jsonb_agg(jsonb_build_object('skill_id', s.skill_id, 'level', s.level,
                                                     'optional_after_s', s.optional_after_s) ORDER BY s.skill_id)
                 FROM queue_skill s WHERE s.organization_id = $1 AND s.queue_id = q.id), '[]') AS skills
FROM queue q WHERE q.organization_id = $1
"""

# A refusal bars for at most a week (the setting's bound).
ITEMS = """
SELECT w.id, w.queue_id, w.channel_kind, w.state, w.priority, w.boost_ms, w.is_safety, w.weight,
       w.preferred_agent_id, w.preferred_until, w.agent_id, w.entered_at,
       (SELECT agent_id FROM reservation r WHERE r.organization_id = $1 AND r.work_item_id = w.id
          AND r.state = 'offered') AS offered_to,
       coalesce((SELECT jsonb_agg(jsonb_build_object('agent_id', r.agent_id, 'at', r.decided_at))
                 FROM reservation r WHERE r.organization_id = $1 AND r.work_item_id = w.id
                   AND r.state IN ('declined', 'timed_out') AND r.decided_at > now() - interval '7 days'),
                '[]') AS refusals
FROM work_item w
WHERE w.organization_id = $1 AND w.state IN ('waiting', 'offered', 'active', 'wrap_up')
  AND ($2::uuid[] IS NULL OR w.id = ANY($2))
"""

# What each agent did since $3, as a kernel that lived through it would have booked it: units in use (no more than the
# agent has) × time, time available or at work (overlaps count once), items taken, and since when they are idle.
ACCOUNTS = """
stints AS (
    SELECT agent_id, weight, ended_at, accepted_at >= $3 AS is_new,
           greatest(accepted_at, $3) AS begins, least(coalesce(ended_at, $4), $4) AS ends
    FROM work_item
    WHERE organization_id = $1 AND agent_id IS NOT NULL AND accepted_at IS NOT NULL AND accepted_at < $4
      AND (ended_at >= $3 OR state IN ('active', 'wrap_up'))
), levels AS (
    SELECT agent_id, at, sum(change) OVER line AS load, lead(at) OVER line AS until
    FROM (SELECT agent_id, at, sum(change) AS change
          FROM (SELECT agent_id, begins AS at, weight AS change FROM stints
                UNION ALL SELECT agent_id, ends, -weight FROM stints) changes
          GROUP BY agent_id, at) moments
    WINDOW line AS (PARTITION BY agent_id ORDER BY at)
), busy AS (
    SELECT l.agent_id, sum(least(l.load, m.capacity) * extract(epoch FROM l.until - l.at))::float8 AS unit_s
    FROM levels l JOIN membership m ON m.organization_id = $1 AND m.user_id = l.agent_id
    WHERE l.load > 0 GROUP BY l.agent_id
), used AS (
    SELECT s.agent_id, count(*) FILTER (WHERE s.is_new)::int AS handled, max(s.ended_at) AS last_ended,
           coalesce(min(b.unit_s), 0) AS busy_unit_s
    FROM stints s LEFT JOIN busy b ON b.agent_id = s.agent_id GROUP BY s.agent_id
), spans AS (
    SELECT user_id, state, greatest(at, $3) AS begins,
           coalesce(lead(at) OVER (PARTITION BY user_id ORDER BY at, id), $4) AS ends
    FROM presence_log WHERE organization_id = $1 AND at > $3 - interval '1 day'
), signed AS (
    SELECT user_id, sum(extract(epoch FROM upper(there) - lower(there)))::float8 AS signed_s
    FROM (SELECT user_id, unnest(range_agg(tstzrange(begins, ends))) AS there
          FROM (SELECT user_id, begins, ends FROM spans WHERE state = 'available' AND ends > begins
                UNION ALL SELECT agent_id, begins, ends FROM stints WHERE ends > begins) each
          GROUP BY user_id) together
    GROUP BY user_id
)
"""

AGENTS = f"""
WITH {ACCOUNTS}
SELECT m.user_id, m.capacity,
       CASE WHEN m.removed_at IS NULL AND m.disabled_at IS NULL AND m.role IN ('admin', 'supervisor', 'agent')
            THEN coalesce(p.state, 'offline') ELSE 'offline' END AS presence,
       CASE WHEN m.role IN ('admin', 'supervisor', 'agent') THEN
           ARRAY(SELECT queue_id FROM queue_member q WHERE q.organization_id = $1 AND q.user_id = m.user_id)
       ELSE '{{}}' END AS queues,
       coalesce((SELECT jsonb_agg(jsonb_build_object('skill_id', s.skill_id, 'level', s.level))
                 FROM agent_skill s WHERE s.organization_id = $1 AND s.user_id = m.user_id), '[]') AS skills,
       coalesce(used.handled, 0) AS handled, coalesce(used.busy_unit_s, 0) AS busy_unit_s,
       coalesce(signed.signed_s, 0) AS signed_s,
       greatest(used.last_ended, p.since, m.created_at) AS idle_since
FROM membership m
LEFT JOIN presence p ON p.organization_id = $1 AND p.user_id = m.user_id
LEFT JOIN used ON used.agent_id = m.user_id
LEFT JOIN signed ON signed.user_id = m.user_id
WHERE m.organization_id = $1 AND ($2::uuid[] IS NULL OR m.user_id = ANY($2))
"""

# The agent must still be there, and the item must still wait; then all three rows, or none.
OFFER = """
WITH here AS (
    SELECT 1 FROM presence WHERE organization_id = $1 AND user_id = $4 AND state = 'available' FOR SHARE
), item AS (
    UPDATE work_item SET state = 'offered', ring = $5
    WHERE organization_id = $1 AND id = $3 AND state = 'waiting' AND EXISTS (SELECT FROM here) RETURNING id
), offer AS (
    INSERT INTO reservation (organization_id, id, work_item_id, agent_id, offered_at, due_at, epoch, explanation)
    SELECT $1, $2, item.id, $4, $6, $7, $8, $9 FROM item RETURNING id, due_at
)
INSERT INTO timer (organization_id, id, kind, subject_id, due_at)
SELECT $1, $10, 'reservation.due', offer.id, offer.due_at FROM offer
"""

OFFERED = """
SELECT w.conversation_id, u.locale, coalesce(u.time_zone, o.time_zone) AS time_zone
FROM work_item w JOIN organization o ON o.id = w.organization_id, app_user u
WHERE w.organization_id = $1 AND w.id = $2 AND u.id = $3
"""

PROMISE = """
INSERT INTO wait_promise (organization_id, id, work_item_id, queue_id, low_s, high_s, promised_at)
SELECT $1, n.id, w.id, w.queue_id, n.low_s, n.high_s, $6
FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::int[]) AS n(id, item_id, low_s, high_s)
JOIN work_item w ON w.organization_id = $1 AND w.id = n.item_id AND w.state IN ('waiting', 'offered')
"""

SAY_WHY_WAITING = """
UPDATE work_item w SET reason = n.reason FROM unnest($2::uuid[], $3::jsonb[]) AS n(id, reason)
WHERE w.organization_id = $1 AND w.id = n.id AND w.state = 'waiting'
"""

# Contacts of the last days, the oldest first, from which handling times are learned.
HANDLED = """
SELECT agent_id, channel_kind, greatest(extract(epoch FROM ended_at - accepted_at)::float8 / 60, 0) AS minutes
FROM (SELECT agent_id, channel_kind, accepted_at, ended_at FROM work_item
      WHERE organization_id = $1 AND state = 'done' AND agent_id IS NOT NULL AND accepted_at IS NOT NULL
        AND ended_at > now() - interval '30 days' ORDER BY ended_at DESC LIMIT $2) last
ORDER BY ended_at
"""

# How many a minute give up, of those who wait on a channel.
LEAVING = """
SELECT channel_kind, count(*) FILTER (WHERE state = 'abandoned')::float8
       / greatest(sum(extract(epoch FROM coalesce(accepted_at, ended_at, now()) - entered_at) / 60), 60) AS rate
FROM work_item WHERE organization_id = $1 AND entered_at > now() - interval '1 day' GROUP BY channel_kind
"""

BEGUN = """
SELECT id, accepted_at FROM work_item
WHERE organization_id = $1 AND state IN ('active', 'wrap_up') AND accepted_at IS NOT NULL
"""

# --- answers that no router has acted on yet

ACTED_UPON = "SELECT number FROM event_cursor WHERE organization_id = $1 AND reader = 'router'"

NOTE_ACTED_UPON = """
INSERT INTO event_cursor (organization_id, reader, number) VALUES ($1, 'router', $2)
ON CONFLICT (organization_id, reader) DO UPDATE SET number = greatest(event_cursor.number, excluded.number)
"""

# The newest answer in each conversation whose work was in line by then and still is, unless somebody has since
# given the conversation to a queue or a person (or taken it away).
MISSED_ANSWERS = """
WITH said AS (
    SELECT DISTINCT ON (conversation_id) conversation_id, number, created_at,
           (body->'message'->>'author_id')::uuid AS agent_id
    FROM event
    WHERE organization_id = $1 AND number > $2 AND number <= $3 AND kind = 'message.appended'
      AND body->'message'->>'author_kind' = 'agent' AND body->'message'->>'direction' = 'outbound'
      AND body->'message'->>'kind' = 'message'
      AND body->'message'->>'author_id' IS NOT NULL
    ORDER BY conversation_id, number DESC
)
SELECT s.conversation_id, s.agent_id FROM said s
WHERE EXISTS (
    SELECT FROM work_item w WHERE w.organization_id = $1 AND w.conversation_id = s.conversation_id
      AND w.state IN ('waiting', 'snoozed', 'offered') AND w.entered_at <= s.created_at)
AND NOT EXISTS (
    SELECT FROM event e
    WHERE e.organization_id = $1 AND e.number > s.number AND e.conversation_id = s.conversation_id
      AND e.kind = 'conversation.changed' AND (e.body->'changes' ? 'queue_id' OR e.body->'changes' ? 'assignee_id'))
"""
