"""SQL of the quarantine."""

HOLD = """
INSERT INTO mail_quarantine (organization_id, id, channel_id, reason, reasons, sha256, sender, sender_name, subject, text,
    html, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (organization_id, channel_id, sha256) DO NOTHING
RETURNING id
"""

OWN_ADDRESSES = """
SELECT jsonb_array_elements_text(
    jsonb_build_array(settings->'address') || coalesce(settings->'aliases', '[]'::jsonb)) AS address
FROM channel WHERE organization_id = $1 AND kind = 'email'
"""

IS_STAFF = """
SELECT 1 FROM app_user u JOIN membership m ON m.user_id = u.id AND m.organization_id = $1 AND m.removed_at IS NULL
WHERE u.email = $2
"""

COLUMNS = """
q.id, q.channel_id, h.name AS channel_name, q.reason, q.reasons, q.sender, q.sender_name, q.subject,
left(q.text, 300) AS preview, q.detail, q.state, q.held_at, q.decided_at, q.decided_by, u.name AS decided_by_name, q.why,
r.message_id, m.conversation_id, r.storage_key <> '' AS has_original
"""
JOINS = """
FROM mail_quarantine q JOIN raw_mail r ON r.organization_id = q.organization_id AND r.id = q.id
JOIN channel h ON h.organization_id = q.organization_id AND h.id = q.channel_id
LEFT JOIN app_user u ON u.id = q.decided_by
LEFT JOIN message m ON m.organization_id = q.organization_id AND m.id = r.message_id
"""

# $2: the only department whose mailboxes count, those of its queues; NULL: all.
LED = """
q.organization_id = $1 AND ($2::uuid IS NULL OR EXISTS (
    SELECT FROM channel led JOIN queue u ON u.organization_id = led.organization_id AND u.id = led.queue_id
    WHERE led.organization_id = $1 AND led.id = q.channel_id AND u.department_id = $2))
"""

LIST = f"""
SELECT {COLUMNS} {JOINS}
WHERE {LED} AND q.state = $3 AND ($4::text IS NULL OR $4 = ANY (q.reasons))
  AND ($5::timestamptz IS NULL OR q.held_at < $5)
ORDER BY q.held_at DESC LIMIT $6
"""

ONE = f"SELECT {COLUMNS} {JOINS} WHERE q.organization_id = $1 AND q.id = $2"

COUNTS = f"""
SELECT reason, count(*)::int AS n, min(held_at) AS oldest FROM mail_quarantine q
WHERE {LED} AND state = 'held' GROUP BY reason
"""

PAGE = f"SELECT text, html FROM mail_quarantine q WHERE {LED} AND id = $3"

LOCK = f"SELECT state FROM mail_quarantine q WHERE {LED} AND id = $3 FOR UPDATE"

DECIDE = """
UPDATE mail_quarantine SET state = $3, why = $4, decided_by = $5, decided_at = now() WHERE organization_id = $1 AND id = $2
"""

HOLD_AGAIN = """
UPDATE mail_quarantine SET state = 'held', why = NULL, decided_by = NULL, decided_at = NULL
WHERE organization_id = $1 AND id = $2
"""

MOVE_RAW = "UPDATE raw_mail SET state = $4 WHERE organization_id = $1 AND id = $2 AND state = $3 RETURNING id"

# Once it waits to be read, nothing can be taken back.
LET_THROUGH = """
UPDATE raw_mail SET state = 'received', is_released = true, attempts = 0, stalled_at = NULL
WHERE organization_id = $1 AND id = $2 AND state = 'quarantined'
"""

SET_TIMER = """
INSERT INTO timer (organization_id, id, kind, subject_id, due_at)
VALUES ($1, $2, 'mail.release', $3, now() + make_interval(secs => $4))
"""

CANCEL_TIMER = (
    "DELETE FROM timer WHERE organization_id = $1 AND kind = 'mail.release' AND subject_id = $2 RETURNING id"
)
