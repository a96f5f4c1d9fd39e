"""SQL of adherence."""

from typing import Final

from hamseda.workforce.shifts.stored import COLUMNS

OF_SHIFT: Final = ", ".join("t." + name.strip() for name in COLUMNS.split(","))
PERSON: Final = """
SELECT u.name, m.department_id, coalesce(d.time_zone, o.time_zone) AS time_zone
FROM membership m JOIN app_user u ON u.id = m.user_id JOIN organization o ON o.id = $1
LEFT JOIN department d ON d.organization_id = $1 AND d.id = m.department_id
WHERE m.organization_id = $1 AND m.user_id = $2 AND m.removed_at IS NULL
"""
SHIFTS: Final = f"""
SELECT {OF_SHIFT}, s.time_zone FROM scheduled_shift t JOIN schedule s ON s.organization_id = $1 AND s.id = t.schedule_id
WHERE t.organization_id = $1 AND t.user_id = ANY($2::uuid[]) AND t.day BETWEEN $3 AND $4 AND t.is_published
  AND t.removed_at IS NULL
ORDER BY t.user_id, t.day, t.start_m
"""
BOARD: Final = f"""
SELECT {OF_SHIFT}, s.time_zone, u.name FROM scheduled_shift t
JOIN schedule s ON s.organization_id = $1 AND s.id = t.schedule_id
JOIN membership m ON m.organization_id = $1 AND m.user_id = t.user_id AND m.removed_at IS NULL
JOIN app_user u ON u.id = t.user_id
WHERE t.organization_id = $1 AND ($2::uuid IS NULL OR m.department_id = $2) AND t.day BETWEEN $3 AND $4
  AND t.is_published AND t.removed_at IS NULL
ORDER BY u.name, t.user_id, t.day, t.start_m
"""
EXCEPTIONS: Final = """
SELECT e.id, e.user_id, e.starts_at, e.ends_at, e.reason, u.name AS by_name
FROM adherence_exception e LEFT JOIN app_user u ON u.id = e.by_id
WHERE e.organization_id = $1 AND e.user_id = ANY($2::uuid[]) AND e.ends_at > $3 AND e.starts_at < $4
ORDER BY e.starts_at, e.id
"""
ONE: Final = """
SELECT e.id, e.user_id, e.starts_at, e.ends_at, e.reason, u.name AS by_name
FROM adherence_exception e LEFT JOIN app_user u ON u.id = e.by_id WHERE e.organization_id = $1 AND e.id = $2
"""
ADD: Final = """
INSERT INTO adherence_exception (organization_id, id, user_id, starts_at, ends_at, reason, by_id)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
