"""SQL of calculations. Whoever works one out writes by the name of holder: who has lost it touches nothing."""

from typing import Final

ADD: Final = """
INSERT INTO calculation (organization_id, id, kind, asked_by, roles, department_id, request, can_conclude)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
COUNT_QUEUED: Final = (
    "SELECT count(*) FROM calculation WHERE organization_id = $1 AND asked_by = $2 AND state = 'queued'"
)

COLUMNS: Final = (
    "id, kind, asked_by, state, progress, note, fault, asked_at, started_at, ended_at,"
    " can_conclude, concludes,"
    " (SELECT name FROM app_user WHERE app_user.id = asked_by) AS asked_by_name"
)
# Who asked sees it, and whoever has the right of its kind: a leader of one department only what was asked there.
MAY_SEE: Final = """
(asked_by = $2 OR ($3 = ANY(roles) AND ($4::uuid IS NULL OR $3 <> 'supervisor' OR department_id = $4)))
"""
READ: Final = (
    f"SELECT {COLUMNS}, result FROM calculation WHERE organization_id = $1 AND {MAY_SEE} AND id = $5"
)
LIST: Final = f"""
SELECT {COLUMNS} FROM calculation
WHERE organization_id = $1 AND {MAY_SEE} AND ($5::text IS NULL OR kind = $5) AND ($6::uuid IS NULL OR id < $6)
ORDER BY id DESC LIMIT $7
"""
CANCEL: Final = f"""
UPDATE calculation SET state = 'cancelled', ended_at = now(), holder = NULL
WHERE organization_id = $1 AND {MAY_SEE} AND id = $5 AND state IN ('queued', 'running')
RETURNING kind, asked_by, progress
"""
CONCLUDE: Final = f"""
UPDATE calculation SET concludes = true
WHERE organization_id = $1 AND {MAY_SEE} AND id = $5 AND can_conclude AND state IN ('queued', 'running')
RETURNING kind, asked_by, state, progress
"""

ALONE: Final = "SELECT pg_advisory_xact_lock(hashtext('hamseda.calculation'))"
# An organization has at most so many at a time; who has fewest under way comes first.
STARTABLE: Final = """
calculation c CROSS JOIN LATERAL (
    SELECT count(*) AS under_way FROM calculation r
    WHERE r.organization_id = c.organization_id AND r.state = 'running') r
WHERE c.state = 'queued' AND c.kind = ANY($1) AND r.under_way < $2
"""
# Asked several times a second, mostly for nothing: takes no lock, and whoever claims looks again.
IS_ANY: Final = f"SELECT EXISTS (SELECT FROM {STARTABLE})"
CLAIM: Final = f"""
UPDATE calculation SET state = 'running', attempts = attempts + 1, holder = $3, started_at = now(), beat_at = now(),
    progress = 0, note = NULL
WHERE (organization_id, id) = (
    SELECT c.organization_id, c.id FROM {STARTABLE} ORDER BY r.under_way, c.asked_at LIMIT 1)
RETURNING organization_id, id, kind, asked_by, request
"""
# Its worker has not been heard of: it is begun again once, then given up.
TAKE_BACK: Final = """
UPDATE calculation SET
    state = CASE WHEN attempts < $2 THEN 'queued' ELSE 'failed' END,
    fault = CASE WHEN attempts < $2 THEN NULL ELSE $3::jsonb END,
    ended_at = CASE WHEN attempts < $2 THEN NULL ELSE now() END,
    progress = CASE WHEN attempts < $2 THEN 0 ELSE progress END,
    holder = NULL
WHERE (organization_id, id) IN (
    SELECT organization_id, id FROM calculation
    WHERE state = 'running' AND beat_at < now() - make_interval(secs => $1) FOR UPDATE SKIP LOCKED)
RETURNING organization_id, id, kind, asked_by, state, progress
"""
HELD: Final = "organization_id = $1 AND id = $2 AND holder = $3 AND state = 'running'"
BEAT: Final = f"""
UPDATE calculation SET beat_at = now(), progress = $4, note = $5 WHERE {HELD} RETURNING concludes
"""
FINISH: Final = f"""
UPDATE calculation SET state = 'done', progress = 1, result = $4, note = NULL, ended_at = now(), holder = NULL
WHERE {HELD}
"""
FAIL: Final = (
    f"UPDATE calculation SET state = 'failed', fault = $4, ended_at = now(), holder = NULL WHERE {HELD}"
)
# A worker that stops in peace gives back what it had begun, as if it had not.
GIVE_BACK: Final = f"""
UPDATE calculation SET state = 'queued', attempts = attempts - 1, holder = NULL, progress = 0 WHERE {HELD}
"""
FORGET: Final = "DELETE FROM calculation WHERE ended_at < now() - make_interval(days => $1)"
