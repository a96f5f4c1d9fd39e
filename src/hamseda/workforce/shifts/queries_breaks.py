"""SQL of breaks now: who rests, who holds a place, who stands in line, by department."""

from typing import Final

# The line of a department moves one at a time.
ALONE: Final = """
SELECT pg_advisory_xact_lock(hashtextextended('break_line' || ($1::uuid)::text || coalesce(($2::uuid)::text, ''), 0))
"""
DEPARTMENT: Final = "SELECT department_id FROM membership WHERE organization_id = $1 AND user_id = $2"
RESTING: Final = """
SELECT p.user_id, u.name, p.since FROM presence p
JOIN membership m ON m.organization_id = $1 AND m.user_id = p.user_id AND m.removed_at IS NULL
JOIN app_user u ON u.id = p.user_id
WHERE p.organization_id = $1 AND p.state = 'break' AND m.department_id IS NOT DISTINCT FROM $2
ORDER BY p.since, p.user_id
"""
LINE: Final = """
SELECT b.user_id, u.name, b.asked_at, b.granted_at, coalesce(p.state, 'offline') AS presence
FROM break_request b
JOIN membership m ON m.organization_id = $1 AND m.user_id = b.user_id
JOIN app_user u ON u.id = b.user_id
LEFT JOIN presence p ON p.organization_id = $1 AND p.user_id = b.user_id
WHERE b.organization_id = $1 AND m.department_id IS NOT DISTINCT FROM $2
ORDER BY b.asked_at, b.user_id
"""
ADD: Final = """
INSERT INTO break_request (organization_id, user_id, asked_at) VALUES ($1, $2, $3)
ON CONFLICT (organization_id, user_id) DO NOTHING
"""
GRANT: Final = (
    "UPDATE break_request SET granted_at = $3 WHERE organization_id = $1 AND user_id = ANY($2::uuid[])"
)
REMOVE: Final = "DELETE FROM break_request WHERE organization_id = $1 AND user_id = ANY($2::uuid[])"
# Every line in which somebody stands or holds a place: who waits, whoever asked first first, and who rests.
EVERY_LINE: Final = """
WITH line AS (
    SELECT DISTINCT b.organization_id, m.department_id FROM break_request b
    JOIN membership m ON m.organization_id = b.organization_id AND m.user_id = b.user_id)
SELECT l.organization_id, l.department_id, m.user_id, b.asked_at, b.granted_at, r.rules,
       coalesce(p.state = 'break', false) AND m.removed_at IS NULL AS rests
FROM line l
JOIN membership m ON m.organization_id = l.organization_id AND m.department_id IS NOT DISTINCT FROM l.department_id
LEFT JOIN break_request b ON b.organization_id = m.organization_id AND b.user_id = m.user_id
LEFT JOIN presence p ON p.organization_id = m.organization_id AND p.user_id = m.user_id
LEFT JOIN schedule_rules r ON r.organization_id = l.organization_id
WHERE b.asked_at IS NOT NULL OR (p.state = 'break' AND m.removed_at IS NULL)
ORDER BY l.organization_id, l.department_id, b.asked_at, m.user_id
"""
DEPARTMENTS: Final = """
SELECT DISTINCT m.department_id FROM membership m WHERE m.organization_id = $1 AND m.removed_at IS NULL
  AND m.role IN ('admin', 'supervisor', 'agent') AND ($2::uuid IS NULL OR m.department_id = $2)
ORDER BY m.department_id
"""
