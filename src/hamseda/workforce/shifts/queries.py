"""SQL of stored schedules."""

from typing import Final

from hamseda.workforce.shifts.stored import COLUMNS

HEAD: Final = (
    "id, name, department_id, first_day, days, time_zone, state, version, problem, notes, kept_off, opened, figures,"
    " calculation_id, created_at, published_at"
)
READ: Final = f"SELECT {HEAD} FROM schedule WHERE organization_id = $1 AND id = $2"
LOCK: Final = f"{READ} FOR NO KEY UPDATE"
LIST: Final = """
SELECT s.id, s.name, s.department_id, s.first_day, s.days, s.time_zone, s.state, s.version, s.created_at, s.published_at,
       s.calculation_id, jsonb_array_length(s.problem->'people') AS people,
       coalesce((s.figures->>'missing_hours')::float8, 0) AS missing_hours,
       jsonb_array_length(coalesce(s.figures->'breaches', '[]')) AS breaches,
       (SELECT count(*) FROM scheduled_shift t
        WHERE t.organization_id = $1 AND t.schedule_id = s.id AND t.removed_at IS NULL) AS shifts
FROM schedule s
WHERE s.organization_id = $1 AND ($2::uuid IS NULL OR s.department_id = $2) AND ($3::text IS NULL OR s.state = $3)
  AND ($4::uuid IS NULL OR (s.first_day, s.id) < (
      SELECT first_day, id FROM schedule WHERE organization_id = $1 AND id = $4))
ORDER BY s.first_day DESC, s.id DESC LIMIT $5
"""
ADD: Final = """
INSERT INTO schedule (organization_id, id, name, department_id, first_day, days, time_zone, problem, notes, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
SHIFTS: Final = f"""
SELECT {COLUMNS} FROM scheduled_shift
WHERE organization_id = $1 AND schedule_id = $2 AND removed_at IS NULL ORDER BY day, start_m, user_id
"""
PUT_SHIFT: Final = """
INSERT INTO scheduled_shift (organization_id, id, schedule_id, user_id, day, template, start_m, length_m, breaks,
    activities, locked, is_published, was_published, sequence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)
ON CONFLICT (organization_id, id) DO UPDATE SET user_id = $4, day = $5, template = $6, start_m = $7, length_m = $8,
    breaks = $9, activities = $10, locked = $11, is_published = $12,
    was_published = scheduled_shift.was_published OR $12, sequence = scheduled_shift.sequence + 1,
    changed_at = now(), removed_at = NULL
"""
REMOVE_SHIFTS: Final = """
UPDATE scheduled_shift SET removed_at = now(), changed_at = now(), sequence = sequence + 1
WHERE organization_id = $1 AND schedule_id = $2 AND id = ANY($3::uuid[]) AND removed_at IS NULL
"""
MOVE_ON: Final = """
UPDATE schedule SET version = version + 1, kept_off = $3, figures = $4, opened = $5 WHERE organization_id = $1 AND id = $2
RETURNING version
"""
ADD_EDIT: Final = """
INSERT INTO schedule_edit (organization_id, id, schedule_id, version, what, by_id, before, after_ids, kept_off_before,
    opened_before)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
CAN_UNDO: Final = """
SELECT coalesce((SELECT what IN ('edited', 'solved') FROM schedule_edit
    WHERE organization_id = $1 AND schedule_id = $2 AND what <> 'undone' AND undone_at IS NULL
    ORDER BY id DESC LIMIT 1), false)
"""
# The newest that was not taken back; what came by a request or a publication bars the way back.
LAST_EDIT: Final = """
SELECT id, what, before, after_ids, kept_off_before, opened_before FROM schedule_edit
WHERE organization_id = $1 AND schedule_id = $2 AND what <> 'undone' AND undone_at IS NULL ORDER BY id DESC LIMIT 1
"""
# What people were shown until the last withdrawal.
SHOWN: Final = """
SELECT before, at FROM schedule_edit
WHERE organization_id = $1 AND schedule_id = $2 AND what = 'withdrawn' ORDER BY id DESC LIMIT 1
"""
UNDONE: Final = "UPDATE schedule_edit SET undone_at = now() WHERE organization_id = $1 AND id = $2"
EDITS: Final = """
SELECT e.id, e.version, e.what, e.by_id AS by, u.name AS by_name, e.at, e.undone_at IS NOT NULL AS undone,
       greatest(jsonb_array_length(e.before), coalesce(array_length(e.after_ids, 1), 0)) AS count
FROM schedule_edit e LEFT JOIN app_user u ON u.id = e.by_id
WHERE e.organization_id = $1 AND e.schedule_id = $2 ORDER BY e.id DESC LIMIT 50
"""
NAMES: Final = """
SELECT u.id::text AS id, u.name FROM app_user u JOIN membership m ON m.organization_id = $1 AND m.user_id = u.id
WHERE u.id = ANY($2::uuid[])
UNION ALL SELECT q.id::text, q.name FROM queue q WHERE q.organization_id = $1 AND q.id = ANY($3::uuid[])
"""
QUEUES: Final = """
SELECT q.id, q.name, q.department_id, coalesce(d.time_zone, o.time_zone) AS time_zone, c.definition AS calendar
FROM queue q JOIN organization o ON o.id = $1
JOIN department d ON d.organization_id = $1 AND d.id = q.department_id
LEFT JOIN calendar c ON c.organization_id = $1 AND c.id = coalesce(q.calendar_id, d.calendar_id)
WHERE q.organization_id = $1 AND q.archived_at IS NULL AND ($2::uuid IS NULL OR q.department_id = $2)
ORDER BY q.name, q.id
"""
ZONE: Final = """
SELECT coalesce((SELECT d.time_zone FROM department d WHERE d.organization_id = $1 AND d.id = $2), o.time_zone)
FROM organization o WHERE o.id = $1
"""
# Published shifts of other schedules from four weeks before to some days after: rest, days in a row and fairness reach
# over the edges, and two schedules may have days in common.
BESIDE: Final = """
SELECT user_id, day, start_m, start_m + length_m AS end_m, length_m - coalesce((
    SELECT sum((one->>'length_m')::int) FROM jsonb_array_elements(breaks) one WHERE NOT (one->>'paid')::boolean
), 0)::int AS paid_m
FROM scheduled_shift
WHERE organization_id = $1 AND user_id = ANY($2::uuid[])
  AND day BETWEEN $3::date - 28 AND $4::date + $5::int
  AND is_published AND removed_at IS NULL AND schedule_id IS DISTINCT FROM $6 ORDER BY user_id, day
"""
# One publication of an organization at a time: two neighbours at once would not see each other.
ALONE: Final = "SELECT pg_advisory_xact_lock(hashtextextended('schedule_publication' || ($1::uuid)::text, 0))"
REMEMBER: Final = "UPDATE schedule SET problem = $3, figures = $4 WHERE organization_id = $1 AND id = $2"
LEAVE: Final = """
SELECT user_id, first_day, last_day FROM shift_request
WHERE organization_id = $1 AND kind = 'leave' AND state = 'approved' AND user_id = ANY($2::uuid[])
  AND last_day >= $3 AND first_day <= $4 ORDER BY user_id, first_day
"""
HOLIDAYS: Final = """
SELECT name, first_day, last_day FROM special_days
WHERE organization_id = $1 AND kind = 'holiday' AND repeats = 'never' AND last_day >= $2 AND first_day <= $3
  AND (department_id IS NULL OR department_id = $4) ORDER BY first_day
"""
TAKEN: Final = """
SELECT u.name, s.day FROM scheduled_shift s JOIN app_user u ON u.id = s.user_id
WHERE s.organization_id = $1 AND s.is_published AND s.removed_at IS NULL AND s.schedule_id <> $2
  AND EXISTS (SELECT FROM scheduled_shift t WHERE t.organization_id = $1 AND t.schedule_id = $2
      AND t.user_id = s.user_id AND t.day = s.day AND t.removed_at IS NULL)
ORDER BY s.day, u.name LIMIT 5
"""
PUBLISH_SHIFTS: Final = """
UPDATE scheduled_shift SET is_published = $3, was_published = was_published OR $3,
    sequence = sequence + 1, changed_at = now()
WHERE organization_id = $1 AND schedule_id = $2 AND removed_at IS NULL AND is_published <> $3 RETURNING user_id
"""
PUBLISH: Final = """
UPDATE schedule SET state = 'published', published_at = now(), version = version + 1 WHERE organization_id = $1 AND id = $2
"""
WITHDRAW: Final = """
UPDATE schedule SET state = 'draft', published_at = NULL, version = version + 1 WHERE organization_id = $1 AND id = $2
"""
ONCE: Final = "SET CONSTRAINTS scheduled_shift_once IMMEDIATE"
MINE: Final = f"""
SELECT {", ".join("t." + name.strip() for name in COLUMNS.split(","))}, t.schedule_id, s.time_zone
FROM scheduled_shift t JOIN schedule s ON s.organization_id = $1 AND s.id = t.schedule_id
WHERE t.organization_id = $1 AND t.user_id = $2 AND t.day BETWEEN $3 AND $4 AND t.is_published AND t.removed_at IS NULL
ORDER BY t.day, t.start_m
"""
