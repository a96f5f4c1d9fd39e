"""SQL of candidates."""

from typing import Final

ORGANIZATION: Final = "SELECT name FROM organization WHERE id = $1"

MAY_HIRE: Final = "SELECT EXISTS (SELECT FROM hiring_member WHERE organization_id = $1 AND user_id = $2)"

LIST: Final = """
SELECT c.id, c.name, c.post, c.decision, c.decided_at, c.touched_at,
       count(s.id) AS entries, count(DISTINCT s.interviewer_id) AS interviewers
FROM candidate c
LEFT JOIN candidate_score s ON s.organization_id = c.organization_id AND s.candidate_id = c.id
WHERE c.organization_id = $1 AND ($2::uuid IS NULL OR c.id > $2)
GROUP BY c.organization_id, c.id ORDER BY c.id LIMIT $3
"""

ONE: Final = """
SELECT c.id, c.name, c.post, c.decision, c.reason, c.decided_at, c.touched_at, u.name AS decided_by
FROM candidate c LEFT JOIN app_user u ON u.id = c.decided_by
WHERE c.organization_id = $1 AND c.id = $2
"""

SCORES: Final = """
SELECT s.id, s.trait, s.interviewer_id, u.name AS interviewer, s.exercise, s.evidence, s.level, s.written_at
FROM candidate_score s JOIN app_user u ON u.id = s.interviewer_id
WHERE s.organization_id = $1 AND s.candidate_id = $2 ORDER BY s.id
"""

OWN_SCORE: Final = """
SELECT trait, exercise, evidence, level FROM candidate_score
WHERE organization_id = $1 AND candidate_id = $2 AND id = $3 AND interviewer_id = $4 FOR NO KEY UPDATE
"""

TOUCH: Final = """
UPDATE candidate SET touched_at = now() WHERE organization_id = $1 AND id = $2 RETURNING id
"""

DECIDE: Final = """
UPDATE candidate SET decision = $3, reason = $4, decided_by = $5, decided_at = now(), touched_at = now()
WHERE organization_id = $1 AND id = $2 RETURNING id
"""

MEMBERS: Final = """
SELECT h.user_id, u.name FROM hiring_member h JOIN app_user u ON u.id = h.user_id
WHERE h.organization_id = $1 ORDER BY u.name
"""

GRANT: Final = """
INSERT INTO hiring_member (organization_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING user_id
"""

REVOKE: Final = "DELETE FROM hiring_member WHERE organization_id = $1 AND user_id = $2 RETURNING user_id"

SWEEP: Final = "DELETE FROM candidate WHERE touched_at < now() - make_interval(days => $1)"
