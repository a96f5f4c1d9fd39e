"""SQL of calendar feeds."""

from typing import Final

from hamseda.workforce.shifts.stored import COLUMNS

OF_SHIFT: Final = ", ".join("t." + name.strip() for name in COLUMNS.split(","))
FIND: Final = "SELECT organization_id, id FROM lookup WHERE kind = 'shift_feed' AND digest = $1"
OWN: Final = "SELECT id, created_at, last_read_at FROM shift_feed WHERE organization_id = $1 AND user_id = $2"
ADD: Final = "INSERT INTO shift_feed (organization_id, id, user_id) VALUES ($1, $2, $3)"
ADD_LOOKUP: Final = "INSERT INTO lookup (kind, digest, organization_id, id) VALUES ('shift_feed', $1, $2, $3)"
REMOVE: Final = """
WITH gone AS (DELETE FROM shift_feed WHERE organization_id = $1 AND user_id = $2 RETURNING id)
DELETE FROM lookup WHERE kind = 'shift_feed' AND organization_id = $1 AND id IN (SELECT id FROM gone)
"""
# Whose feed it is; nothing once they have left or are barred.
READ: Final = """
SELECT f.user_id, u.name, u.locale, o.name AS organization, o.time_zone FROM shift_feed f
JOIN membership m ON m.organization_id = $1 AND m.user_id = f.user_id AND m.removed_at IS NULL AND m.disabled_at IS NULL
JOIN app_user u ON u.id = f.user_id JOIN organization o ON o.id = $1
WHERE f.organization_id = $1 AND f.id = $2
"""
NOTE_READ: Final = """
UPDATE shift_feed SET last_read_at = now() WHERE organization_id = $1 AND id = $2
  AND (last_read_at IS NULL OR last_read_at < now() - interval '10 minutes')
"""
SHIFTS: Final = f"""
SELECT {OF_SHIFT}, t.changed_at, t.removed_at IS NULL AND t.is_published AS holds, s.time_zone
FROM scheduled_shift t JOIN schedule s ON s.organization_id = $1 AND s.id = t.schedule_id
WHERE t.organization_id = $1 AND t.user_id = $2 AND t.day BETWEEN $3 AND $4 AND t.was_published
ORDER BY t.day, t.start_m, t.id LIMIT $5
"""
