"""SQL of web chat."""

FIND_CHANNEL = "SELECT organization_id, id FROM lookup WHERE kind = 'widget_key' AND digest = $1"

CHANNEL = """
SELECT c.id, c.name, c.kind, c.queue_id, c.brand_id, c.settings, c.secret, c.enabled,
       coalesce(b.name, o.name) AS brand_name, b.color AS brand_color, o.locale, o.is_demo,
       coalesce(q.calendar_id, d.calendar_id) AS calendar_id
FROM channel c
JOIN organization o ON o.id = c.organization_id
JOIN queue q ON q.organization_id = c.organization_id AND q.id = c.queue_id
JOIN department d ON d.organization_id = c.organization_id AND d.id = q.department_id
LEFT JOIN brand b ON b.organization_id = c.organization_id AND b.id = c.brand_id
WHERE c.organization_id = $1 AND c.id = $2 AND c.kind = 'webchat'
"""

CALENDAR = "SELECT definition FROM calendar WHERE organization_id = $1 AND id = $2"

VISITOR = """
SELECT id, channel_id, customer_id, conversation_id, interaction_id, is_verified, claims, name, locale, is_simulated,
       token_version, engagements
FROM visitor WHERE organization_id = $1 AND id = $2
"""

VERSION_NOW = "SELECT token_version FROM visitor WHERE organization_id = $1 AND id = $2"

NEW_VISITOR = """
INSERT INTO visitor (organization_id, id, channel_id, is_verified, claims, name, locale, is_simulated)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

# The newest verified visitor of the same proven person keeps the thread of the person.
SAME_PERSON = """
SELECT id FROM visitor WHERE organization_id = $1 AND channel_id = $2 AND is_verified AND claims @> $3
ORDER BY created_at DESC LIMIT 1
"""

RENEW_VISITOR = """
UPDATE visitor SET claims = $3, name = coalesce($4, name), seen_at = now() WHERE organization_id = $1 AND id = $2
"""

PLACED = """
UPDATE visitor SET customer_id = $3, conversation_id = $4, interaction_id = $5, seen_at = now(),
       engagements = CASE WHEN $5 = ANY (engagements) THEN engagements ELSE engagements || $5::uuid END
WHERE organization_id = $1 AND id = $2
"""

# A visitor without proof sees what was said in their own engagements, nothing older, no other road, nobody else's chat.
OWN_TIMELINE = """
SELECT id, position, direction, author_name, channel_kind, text, html, attachments, state, created_at FROM message
WHERE organization_id = $1 AND conversation_id = $2 AND position > $3 AND kind = 'message'
  AND meta->'mail'->>'private' IS NULL
  AND state NOT IN ('scheduled', 'cancelled')
  AND ($5 OR interaction_id = ANY ($6))
ORDER BY position LIMIT $4
"""

DELIVERED = """
SELECT id, conversation_id, position, state FROM message
WHERE organization_id = $1 AND conversation_id = $2 AND position <= $3 AND direction = 'outbound' AND channel_id = $4
  AND ($6 OR interaction_id = ANY ($7)) AND state = ANY($5) ORDER BY id LIMIT 200 FOR UPDATE
"""
