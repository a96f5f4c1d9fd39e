"""SQL of people and access."""

AUTHENTICATE = "SELECT * FROM authenticate_session($1)"

TOUCH_SESSION = "UPDATE session SET seen_at = now() WHERE digest = $1 AND seen_at < now() - interval '1 minute'"

FIND_API_KEY = "SELECT organization_id, id FROM lookup WHERE kind = 'api_key' AND digest = $1"

READ_API_KEY = """
SELECT id, name, role, scopes FROM api_key
WHERE organization_id = $1 AND id = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
"""

FIND_USER = """
SELECT id, email, name, password_hash, totp_secret, totp_confirmed_at, totp_last_step, disabled_at
FROM app_user WHERE email = $1
"""

OPEN_SESSION = """
INSERT INTO session (digest, user_id, organization_id, csrf, address, agent, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(hours => $7))
"""

CLOSE_SESSION = "DELETE FROM session WHERE digest = $1"

MEMBERSHIPS = "SELECT * FROM memberships_of($1)"
