"""SQL of requests: leave and swaps."""

from typing import Final

COLUMNS: Final = (
    "r.id, r.kind, r.user_id, r.with_user_id, r.first_day, r.last_day, r.shift_id, r.with_shift_id, r.reason, r.answer,"
    " r.state, r.steps, r.asked_at, r.decided_at, r.decided_by, u.name, w.name AS with_name, m.department_id"
)
FROM: Final = """
FROM shift_request r
JOIN membership m ON m.organization_id = $1 AND m.user_id = r.user_id
JOIN app_user u ON u.id = r.user_id
LEFT JOIN app_user w ON w.id = r.with_user_id
"""
ADD: Final = """
INSERT INTO shift_request (organization_id, id, kind, user_id, with_user_id, first_day, last_day, shift_id, with_shift_id,
    reason, steps, asked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
READ: Final = f"SELECT {COLUMNS} {FROM} WHERE r.organization_id = $1 AND r.id = $2"
LOCK: Final = f"{READ} FOR NO KEY UPDATE OF r"
OWN: Final = f"""
SELECT {COLUMNS} {FROM}
WHERE r.organization_id = $1 AND (r.user_id = $2 OR r.with_user_id = $2) ORDER BY r.id DESC LIMIT 200
"""
LED: Final = f"""
SELECT {COLUMNS} {FROM}
WHERE r.organization_id = $1 AND ($2::uuid IS NULL OR m.department_id = $2) AND ($3::text IS NULL OR r.state = $3)
  AND ($4::uuid IS NULL OR r.id < $4)
ORDER BY r.id DESC LIMIT $5
"""
MOVE: Final = """
UPDATE shift_request SET state = $3, steps = steps || $4::jsonb, answer = $5, decided_at = $6, decided_by = $7
WHERE organization_id = $1 AND id = $2
"""
OVERLAPPING: Final = """
SELECT EXISTS (SELECT FROM shift_request WHERE organization_id = $1 AND user_id = $2 AND kind = 'leave'
    AND state IN ('asked', 'approved') AND first_day <= $4 AND last_day >= $3)
"""
OPEN_SWAP: Final = """
SELECT EXISTS (SELECT FROM shift_request WHERE organization_id = $1 AND kind = 'swap' AND state IN ('asked', 'agreed')
    AND shift_id = $2)
"""
# Of one person at a time, so that two requests of theirs cannot pass each other.
ALONE: Final = "SELECT pg_advisory_xact_lock(hashtextextended('shift_request' || ($1::uuid)::text || ($2::uuid)::text, 0))"
TOUCHED: Final = """
SELECT s.id FROM schedule s
WHERE s.organization_id = $1 AND s.first_day <= $4 AND s.first_day + s.days > $3
  AND s.problem->'people' @> jsonb_build_array(jsonb_build_object('id', ($2::uuid)::text))
ORDER BY s.id
"""
SHIFTS_BY_ID: Final = """
SELECT t.id, t.user_id, t.day, t.template, t.start_m, t.length_m, t.breaks, t.activities, t.locked, t.sequence,
       t.schedule_id, s.time_zone, t.is_published AND t.removed_at IS NULL AS holds
FROM scheduled_shift t JOIN schedule s ON s.organization_id = $1 AND s.id = t.schedule_id
WHERE t.organization_id = $1 AND t.id = ANY($2::uuid[])
"""
SET_PROBLEM: Final = "UPDATE schedule SET problem = $3 WHERE organization_id = $1 AND id = $2"
DEPARTMENT: Final = "SELECT department_id FROM membership WHERE organization_id = $1 AND user_id = $2"
NAMES: Final = "SELECT id, name FROM app_user WHERE id = ANY($1::uuid[])"
# Those who stand in a published schedule with somebody, from a day on.
COLLEAGUES: Final = """
SELECT DISTINCT u.id AS user_id, u.name FROM scheduled_shift mine
JOIN scheduled_shift theirs ON theirs.organization_id = $1 AND theirs.schedule_id = mine.schedule_id
    AND theirs.is_published AND theirs.removed_at IS NULL AND theirs.user_id <> $2
JOIN app_user u ON u.id = theirs.user_id
WHERE mine.organization_id = $1 AND mine.user_id = $2 AND mine.day >= $3 AND mine.is_published AND mine.removed_at IS NULL
ORDER BY u.name, u.id
"""
