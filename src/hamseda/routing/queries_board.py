"""SQL of the board."""

from hamseda.routing.queries_router import ACCOUNTS

# `within_target`: answered today within the queue's target; who gave up counts as not answered.
QUEUES = """
SELECT q.id AS queue_id, q.name, q.department_id, q.settings, hours.definition AS hours,
       EXISTS (SELECT FROM queue_member x WHERE x.organization_id = $1 AND x.queue_id = q.id) AS has_members,
       coalesce(w.waiting, 0) AS waiting, coalesce(w.offered, 0) AS offered, coalesce(w.active, 0) AS active,
       coalesce(w.wrap_up, 0) AS wrap_up, w.oldest_entered_at,
       coalesce(t.answered, 0) AS answered_today, coalesce(t.abandoned, 0) AS abandoned_today,
       coalesce(t.within_target, 0) AS within_target,
       coalesce(a.available, 0) AS agents_available, coalesce(a.busy, 0) AS agents_busy,
       coalesce(b.minutes, 0) AS boost_cost_minutes
FROM queue q
JOIN department d ON d.organization_id = $1 AND d.id = q.department_id
LEFT JOIN calendar hours ON hours.organization_id = $1 AND hours.id = coalesce(q.calendar_id, d.calendar_id)
LEFT JOIN (
    SELECT queue_id, count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
           count(*) FILTER (WHERE state = 'offered')::int AS offered,
           count(*) FILTER (WHERE state = 'active')::int AS active,
           count(*) FILTER (WHERE state = 'wrap_up')::int AS wrap_up,
           min(entered_at) FILTER (WHERE state IN ('waiting', 'offered')) AS oldest_entered_at
    FROM work_item WHERE organization_id = $1 AND state IN ('waiting', 'offered', 'active', 'wrap_up')
    GROUP BY queue_id) w ON w.queue_id = q.id
LEFT JOIN (
    SELECT i.queue_id, count(*) FILTER (WHERE i.accepted_at IS NOT NULL)::int AS answered,
           count(*) FILTER (WHERE i.state = 'abandoned')::int AS abandoned,
           count(*) FILTER (WHERE i.accepted_at - i.entered_at <= make_interval(
               secs => coalesce((s.settings->>'target_s')::float8, 60)))::int AS within_target
    FROM work_item i JOIN queue s ON s.organization_id = $1 AND s.id = i.queue_id
    WHERE i.organization_id = $1 AND i.entered_at >= $3 GROUP BY i.queue_id) t ON t.queue_id = q.id
LEFT JOIN (
    SELECT m.queue_id,
           count(*) FILTER (WHERE p.state = 'available' AND NOT x.is_busy)::int AS available,
           count(*) FILTER (WHERE p.state <> 'offline' AND x.is_busy)::int AS busy
    FROM queue_member m
    JOIN presence p ON p.organization_id = $1 AND p.user_id = m.user_id
    CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT FROM work_item w WHERE w.organization_id = $1 AND w.agent_id = m.user_id
          AND w.state IN ('active', 'wrap_up')) AS is_busy) x
    WHERE m.organization_id = $1 GROUP BY m.queue_id) a ON a.queue_id = q.id
LEFT JOIN (
    SELECT i.queue_id, sum((r.explanation->>'boost_cost_min')::float8) AS minutes
    FROM work_item i JOIN reservation r ON r.organization_id = $1 AND r.work_item_id = i.id AND r.state = 'accepted'
    WHERE i.organization_id = $1 AND i.entered_at >= $3 AND i.boost_ms > 0 GROUP BY i.queue_id) b ON b.queue_id = q.id
WHERE q.organization_id = $1 AND q.archived_at IS NULL AND ($2::uuid[] IS NULL OR q.department_id = ANY($2))
ORDER BY q.name, q.id
"""

# $3 to $4 by $5. An item has waited from its entry until somebody took it or it ended.
HISTORY = """
WITH grid AS (
    SELECT generate_series($3::timestamptz, $4::timestamptz, $5::interval) AS at
), item AS (
    SELECT queue_id, entered_at, accepted_at, coalesce(accepted_at, ended_at, 'infinity') AS left_at
    FROM work_item
    WHERE organization_id = $1 AND entered_at <= $4
      AND (state IN ('waiting', 'offered', 'active', 'wrap_up') OR ended_at > $3::timestamptz - $5::interval)
), waited AS (
    SELECT i.queue_id, g.at, count(*)::int AS waiting, min(i.entered_at) AS oldest_entered_at
    FROM item i JOIN grid g ON g.at >= i.entered_at AND g.at < i.left_at GROUP BY i.queue_id, g.at
), taken AS (
    SELECT queue_id, date_bin($5::interval, accepted_at, $3::timestamptz) + $5::interval AS at, count(*)::int AS answered
    FROM item WHERE accepted_at IS NOT NULL GROUP BY 1, 2
)
SELECT q.id AS queue_id, g.at, coalesce(w.waiting, 0) AS waiting, w.oldest_entered_at,
       coalesce(t.answered, 0) AS answered
FROM queue q CROSS JOIN grid g
LEFT JOIN waited w ON w.queue_id = q.id AND w.at = g.at
LEFT JOIN taken t ON t.queue_id = q.id AND t.at = g.at
WHERE q.organization_id = $1 AND q.archived_at IS NULL AND ($2::uuid[] IS NULL OR q.department_id = ANY($2))
ORDER BY q.name, q.id, g.at
"""

# What came before `first` has ended since or is still there: both are indexed, the time at which it came is not.
ARRIVALS = """
SELECT w.queue_id, q.name AS queue, q.department_id, w.channel_kind AS channel,
       date_bin($5::interval, w.entered_at AT TIME ZONE $6, timestamp '2000-01-01') AS start, count(*)::int AS volume,
       (avg(extract(epoch FROM w.ended_at - w.accepted_at))
           FILTER (WHERE w.state = 'done' AND w.accepted_at IS NOT NULL))::float8 AS aht_s
FROM work_item w JOIN queue q ON q.organization_id = w.organization_id AND q.id = w.queue_id
WHERE w.organization_id = $1 AND (w.ended_at >= $3 OR w.ended_at IS NULL)
  AND w.entered_at >= $3 AND w.entered_at < $4
  AND q.archived_at IS NULL AND ($2::uuid[] IS NULL OR q.department_id = ANY($2))
  AND ($7::uuid IS NULL OR w.queue_id = $7)
GROUP BY w.queue_id, q.name, q.department_id, w.channel_kind, start
ORDER BY q.name, w.queue_id, w.channel_kind, start
"""

AGENTS = f"""
WITH {ACCOUNTS}, hand AS (
    SELECT agent_id, sum(weight)::int AS load, count(*) FILTER (WHERE state = 'active')::int AS active,
           count(*) FILTER (WHERE state = 'wrap_up')::int AS wrap_up
    FROM work_item WHERE organization_id = $1 AND state IN ('active', 'wrap_up') GROUP BY agent_id
)
SELECT m.user_id, u.name, coalesce(p.state, 'offline') AS state, p.reason, coalesce(p.since, m.created_at) AS since,
       m.capacity, coalesce(hand.load, 0) AS load, coalesce(hand.active, 0) AS active,
       coalesce(hand.wrap_up, 0) AS wrap_up, coalesce(used.handled, 0) AS handled,
       coalesce(used.busy_unit_s, 0) AS busy_unit_s, coalesce(signed.signed_s, 0) AS signed_s
FROM membership m JOIN app_user u ON u.id = m.user_id
LEFT JOIN presence p ON p.organization_id = $1 AND p.user_id = m.user_id
LEFT JOIN hand ON hand.agent_id = m.user_id
LEFT JOIN used ON used.agent_id = m.user_id
LEFT JOIN signed ON signed.user_id = m.user_id
WHERE m.organization_id = $1 AND m.removed_at IS NULL AND m.disabled_at IS NULL
  AND m.role IN ('admin', 'supervisor', 'agent')
  AND (EXISTS (SELECT FROM queue_member q WHERE q.organization_id = $1 AND q.user_id = m.user_id)
       OR coalesce(p.state, 'offline') <> 'offline' OR hand.agent_id IS NOT NULL)
  AND ($2::uuid[] IS NULL OR m.department_id = ANY($2) OR EXISTS (
      SELECT FROM queue_member q JOIN queue o ON o.organization_id = $1 AND o.id = q.queue_id
      WHERE q.organization_id = $1 AND q.user_id = m.user_id AND o.department_id = ANY($2)))
ORDER BY u.name, m.user_id
"""
