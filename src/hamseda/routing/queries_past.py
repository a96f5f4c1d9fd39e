"""SQL of what happened on the floor; instants by the wall clock of a zone ($4), from $2 to $3."""

QUEUES = """
SELECT q.id, q.name, q.priority, q.settings,
       coalesce((SELECT jsonb_agg(jsonb_build_object('name', k.name, 'level', s.level,
                                                     'optional_after_s', s.optional_after_s) ORDER BY k.name)
                 FROM queue_skill s JOIN skill k ON k.organization_id = $1 AND k.id = s.skill_id
                 WHERE s.organization_id = $1 AND s.queue_id = q.id), '[]') AS skills
FROM queue q WHERE q.organization_id = $1 AND q.archived_at IS NULL ORDER BY q.name, q.id
"""

WORK = """
SELECT w.queue_id, w.channel_kind AS channel, w.weight, w.entered_at AT TIME ZONE $4 AS entered_at,
       coalesce(w.accepted_at, w.ended_at, now()) AT TIME ZONE $4 AS left_at,
       CASE WHEN w.accepted_at IS NOT NULL THEN 'served' WHEN w.state = 'abandoned' THEN 'abandoned' ELSE 'other' END
           AS outcome,
       CASE WHEN w.state = 'done' THEN extract(epoch FROM w.ended_at - w.accepted_at)::float8 END AS handled_s
FROM work_item w JOIN queue q ON q.organization_id = $1 AND q.id = w.queue_id AND q.archived_at IS NULL
WHERE w.organization_id = $1 AND w.entered_at >= $2::timestamp AT TIME ZONE $4
  AND w.entered_at < $3::timestamp AT TIME ZONE $4
ORDER BY w.entered_at, w.id
"""

# Somebody available since before the first instant was so from it on; a day is the longest that a shift goes on.
PRESENCE = """
WITH spans AS (
    SELECT user_id, state, at, lead(at, 1, now()) OVER (PARTITION BY user_id ORDER BY at, id) AS until
    FROM presence_log WHERE organization_id = $1 AND at > ($2::timestamp AT TIME ZONE $4) - interval '1 day'
)
SELECT s.user_id, m.capacity,
       ARRAY(SELECT queue_id FROM queue_member q WHERE q.organization_id = $1 AND q.user_id = s.user_id
             ORDER BY queue_id) AS queues,
       coalesce((SELECT jsonb_agg(jsonb_build_object('name', k.name, 'level', a.level) ORDER BY k.name)
                 FROM agent_skill a JOIN skill k ON k.organization_id = $1 AND k.id = a.skill_id
                 WHERE a.organization_id = $1 AND a.user_id = s.user_id), '[]') AS skills,
       greatest(s.at AT TIME ZONE $4, $2::timestamp) AS begins,
       least(s.until AT TIME ZONE $4, $3::timestamp) AS ends
FROM spans s JOIN membership m ON m.organization_id = $1 AND m.user_id = s.user_id
WHERE s.state = 'available' AND s.until > $2::timestamp AT TIME ZONE $4 AND s.at < $3::timestamp AT TIME ZONE $4
ORDER BY s.user_id, s.at
"""

# What somebody was before the first instant they were from it on, if they said so in the two days before.
STATES = """
WITH spans AS (
    SELECT user_id, state, reason, at, id, lead(at) OVER (PARTITION BY user_id ORDER BY at, id) AS until
    FROM presence_log
    WHERE organization_id = $1 AND user_id = ANY($2::uuid[]) AND at >= $3::timestamptz - interval '2 days' AND at < $4
)
SELECT user_id, state, reason, greatest(at, $3) AS begins, least(coalesce(until, $4), $4) AS ends
FROM spans WHERE coalesce(until, $4) > $3 ORDER BY user_id, at, id
"""
