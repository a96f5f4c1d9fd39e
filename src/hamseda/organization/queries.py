"""SQL of people and access."""

AUTHENTICATE = "SELECT * FROM authenticate_session($1)"

TOUCH_SESSION = (
    "UPDATE session SET seen_at = now() WHERE digest = $1 AND seen_at < now() - interval '1 minute'"
)

FIND_API_KEY = "SELECT organization_id, id FROM lookup WHERE kind = 'api_key' AND digest = $1"

READ_API_KEY = """
SELECT id, name, role, scopes FROM api_key
WHERE organization_id = $1 AND id = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
"""

FIND_USER = """
SELECT id, email, name, password_hash, totp_secret, totp_confirmed_at, totp_last_step
FROM app_user WHERE email = $1
"""

OPEN_SESSION = """
INSERT INTO session (digest, user_id, organization_id, csrf, address, agent, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(hours => $7))
"""

CLOSE_SESSION = "DELETE FROM session WHERE digest = $1"

MEMBERSHIPS = "SELECT * FROM memberships_of($1) WHERE is_open"

# Also those that are barred or over for now: they still are somebody else's.
EVERY_MEMBERSHIP = "SELECT * FROM memberships_of($1)"

MOVE_SESSION = "UPDATE session SET organization_id = $2 WHERE digest = $1"

LAST_ORGANIZATION = "SELECT organization_id FROM session WHERE user_id = $1 ORDER BY seen_at DESC LIMIT 1"

CLOSE_OTHER_SESSIONS = "DELETE FROM session WHERE user_id = $1 AND digest <> $2"

CLOSE_SESSIONS = "DELETE FROM session WHERE user_id = $1"

CLOSE_SESSIONS_HERE = "DELETE FROM session WHERE user_id = $1 AND organization_id = $2"

SWEEP_SESSIONS = "DELETE FROM session WHERE expires_at < now()"

READ_USER = """
SELECT id, email, name, password_hash, totp_secret, totp_confirmed_at, totp_last_step, preferences, time_zone
FROM app_user WHERE id = $1
"""

SET_PASSWORD = "UPDATE app_user SET password_hash = $2 WHERE id = $1"  # noqa: S105 -- a statement

BEGIN_TOTP = """
UPDATE app_user SET totp_secret = $2, totp_last_step = NULL WHERE id = $1 AND totp_confirmed_at IS NULL
"""

CONFIRM_TOTP = "UPDATE app_user SET totp_confirmed_at = now() WHERE id = $1"

REMOVE_TOTP = """
UPDATE app_user SET totp_secret = NULL, totp_confirmed_at = NULL, totp_last_step = NULL WHERE id = $1
"""

# Two requests with one code: the second finds the step used.
USE_TOTP_STEP = """
UPDATE app_user SET totp_last_step = $2
WHERE id = $1 AND (totp_last_step IS NULL OR totp_last_step < $2) RETURNING totp_last_step
"""

WHO_AM_I = """
SELECT u.preferences, u.time_zone, u.totp_confirmed_at IS NOT NULL AS has_totp,
       o.id AS organization_id, o.name AS organization_name, o.slug, o.is_demo,
       o.time_zone AS organization_time_zone, o.locale AS organization_locale,
       (o.settings->>'undo_seconds')::int AS undo_seconds
FROM app_user u, organization o WHERE u.id = $1 AND o.id = $2
"""

CHANGE_ME = """
UPDATE app_user SET
    name = coalesce($2, name), locale = coalesce($3, locale), calendar = coalesce($4, calendar),
    digits = coalesce($5, digits), time_zone = CASE WHEN $6 THEN $7 ELSE time_zone END,
    preferences = jsonb_strip_nulls(preferences || $8)
WHERE id = $1
"""

OPEN_RESET = """
INSERT INTO password_reset (digest, user_id, expires_at) VALUES ($1, $2, now() + make_interval(hours => $3))
"""

# Taken by the first who brings it, whatever comes after.
TAKE_RESET = """
UPDATE password_reset r SET used_at = now() FROM app_user u
WHERE r.digest = $1 AND r.used_at IS NULL AND r.expires_at > now()
      AND u.id = r.user_id
RETURNING u.id, u.email, u.name
"""

CLOSE_RESETS = "UPDATE password_reset SET used_at = now() WHERE user_id = $1 AND used_at IS NULL"

SWEEP_RESETS = "DELETE FROM password_reset WHERE expires_at < now() - interval '1 day'"

SEND_MAIL = "INSERT INTO outbox (organization_id, id, kind, body) VALUES ($1, $2, 'mail', $3)"

FIND_BY_OIDC = "SELECT id FROM app_user WHERE oidc_subject = $1"

LINK_OIDC = """
UPDATE app_user SET oidc_subject = $2
WHERE email = $1 AND oidc_subject IS NULL RETURNING id
"""

DEMO_ACCOUNTS = "SELECT * FROM demo_accounts()"
