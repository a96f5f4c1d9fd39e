"""SQL of the e-mail channel."""

# Asked by the system role before the organization is known.
RECIPIENT = """
SELECT l.organization_id, l.id AS channel_id, c.enabled, c.settings
FROM lookup l JOIN channel c ON c.organization_id = l.organization_id AND c.id = l.id AND c.kind = 'email'
WHERE l.kind = 'mail_address' AND l.digest = $1
"""

# One statement for all recipients of one mail: all of them or none.
KEEP = """
INSERT INTO raw_mail (organization_id, id, channel_id, envelope, storage_key, sha256, size)
SELECT organization_id, id, channel_id, envelope, $5, $6, $7
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::jsonb[]) AS r(organization_id, id, channel_id, envelope)
"""

WAITING = """
SELECT r.organization_id, r.id, r.channel_id, r.storage_key, r.sha256, r.size, r.envelope, r.received_at, r.attempts,
       r.is_released, c.settings
FROM raw_mail r JOIN channel c ON c.organization_id = r.organization_id AND c.id = r.channel_id
WHERE r.state = 'received' ORDER BY r.attempts, r.stalled_at NULLS FIRST, r.received_at LIMIT $1
"""

# Claims the mail and settles it in one: whoever comes second touches no row. Undone with the transaction.
SETTLE = """
UPDATE raw_mail SET state = $3, reason = $4, message_id = $5
WHERE organization_id = $1 AND id = $2 AND state = 'received'
"""

RESETTLE = (
    "UPDATE raw_mail SET state = $3, reason = $4, message_id = $5 WHERE organization_id = $1 AND id = $2"
)

COUNT_ATTEMPT = """
UPDATE raw_mail SET attempts = attempts + 1, reason = $3, state = CASE WHEN attempts + 1 >= $4 THEN 'failed' ELSE state END
WHERE organization_id = $1 AND id = $2 RETURNING state
"""

# The store did not give or take it: no attempt, but the others come first now.
STALL = "UPDATE raw_mail SET stalled_at = now() WHERE organization_id = $1 AND id = $2 AND state = 'received'"

# Given up without a message that shows it. Those with one are read no more: it would be shown twice.
TRY_AGAIN = """
UPDATE raw_mail SET state = 'received', attempts = 0, stalled_at = NULL
WHERE state = 'failed' AND message_id IS NULL AND storage_key <> '' RETURNING id
"""

# What this very mail has become already; a second delivery at the same moment waits here for the first.
DELIVERED_BEFORE = "SELECT message_id FROM open_arrival($1, $2, $3)"

# What changes a message and adds none: the next delivery of the same is known by it.
KEEP_RECEIPT = """
INSERT INTO inbound_receipt (organization_id, channel_id, external_id, message_id, conversation_id)
VALUES ($1, $2, $3, $4, $5)
"""

LOCALE = "SELECT locale FROM organization WHERE id = $1"

# The conversation that a reply address was issued for, and where the talk lives now: with the mail of ours that is
# answered, where that was taken into another conversation, else where the whole one went.
CONVERSATION_BY_NUMBER = """
SELECT issued.id AS issued_id, c.id, c.number, c.customer_id
FROM conversation issued
LEFT JOIN LATERAL (
    SELECT place_of_message($1, r.message_id) AS conversation_id
    FROM unnest($3::text[]) WITH ORDINALITY AS named(header, ord)
    JOIN mail_reference r ON r.organization_id = $1 AND r.message_id_header = named.header
        AND r.conversation_id = issued.id AND r.direction = 'outbound'
    ORDER BY named.ord LIMIT 1) answered ON true
JOIN conversation c ON c.organization_id = $1
    AND c.id = living_conversation($1, coalesce(answered.conversation_id, issued.id))
WHERE issued.organization_id = $1 AND issued.number = $2
"""

# The newest of the mails that an answer names: one that we sent, or one of the same sender on this channel. Where it
# stands now is where the answer belongs: a split or a merge may have moved it since.
REFERRED = """
SELECT c.id, c.number, c.customer_id
FROM unnest($2::text[]) WITH ORDINALITY AS named(header, ord)
LEFT JOIN mail_reference r ON r.organization_id = $1 AND r.message_id_header = named.header
LEFT JOIN inbound_receipt i ON i.organization_id = $1 AND i.channel_id = $3
    AND i.external_id = '<' || named.header || '> ' || $4::text
JOIN conversation c ON c.organization_id = $1
    AND c.id = place_of_message($1, coalesce(r.message_id, i.message_id))
ORDER BY named.ord LIMIT 1
"""

HOLDS_ADDRESS = """
SELECT 1 FROM identity i WHERE i.organization_id = $1 AND i.customer_id = $2 AND i.kind = 'email' AND i.value = $3
    AND identity_is_live(i)
"""

# Of the mails that a machine names, one that we sent, and to whom.
OUR_MAIL = """
SELECT r.message_id, stands.conversation_id, r.address
FROM unnest($2::text[]) WITH ORDINALITY AS named(header, ord)
JOIN mail_reference r ON r.organization_id = $1 AND r.message_id_header = named.header AND r.direction = 'outbound'
CROSS JOIN LATERAL place_of_message($1, r.message_id) AS stands(conversation_id)
WHERE stands.conversation_id IS NOT NULL
ORDER BY named.ord LIMIT 1
"""

SUPPRESS = """
INSERT INTO mail_suppression AS s (organization_id, address, why, status, said, message_id)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (organization_id, address) DO UPDATE SET why = excluded.why, status = excluded.status, said = excluded.said,
    message_id = excluded.message_id, suppressed_at = now(), lifted_at = NULL, lifted_by = NULL
"""

SUPPRESSIONS = """
SELECT s.id, s.address, s.why, s.status, s.said, s.message_id, s.suppressed_at, s.lifted_at, s.lifted_by,
       u.name AS lifted_by_name
FROM mail_suppression s LEFT JOIN app_user u ON u.id = s.lifted_by
WHERE s.organization_id = $1 AND ($2::timestamptz IS NULL OR s.suppressed_at < $2)
ORDER BY s.suppressed_at DESC LIMIT $3
"""

LIFT_SUPPRESSION = """
UPDATE mail_suppression SET lifted_at = now(), lifted_by = $3
WHERE organization_id = $1 AND id = $2 AND lifted_at IS NULL RETURNING address
"""

# Whom something of a conversation was passed on to, wherever that stands since it was split or merged; first what the
# answer names ($3), the newest before the others.
FORWARDS = """
WITH RECURSIVE places AS (
    SELECT $2::uuid AS id
    UNION SELECT v.to_id FROM places JOIN conversation_move v ON v.organization_id = $1 AND v.from_id = places.id
        AND v.reversed_at IS NULL)
SELECT f.id, f.conversation_id, f.meta->'mail'->'recipients' AS recipients FROM message f
WHERE f.organization_id = $1 AND f.conversation_id IN (SELECT p.id FROM places p) AND f.kind = 'aside'
    AND f.direction = 'outbound' AND f.state NOT IN ('scheduled', 'cancelled')
ORDER BY (SELECT min(named.ord) FROM unnest($3::text[]) WITH ORDINALITY AS named(header, ord)
    JOIN mail_reference r ON r.organization_id = $1 AND r.message_id_header = named.header AND r.message_id = f.id)
    NULLS LAST, f.position DESC LIMIT 200
"""

SUPPRESSED_OF = """
SELECT address, why FROM mail_suppression WHERE organization_id = $1 AND address = ANY ($2) AND lifted_at IS NULL
"""

OWN_ADDRESS = "SELECT 1 FROM lookup WHERE kind = 'mail_address' AND digest = $2 AND organization_id = $1"

SPENT = """
SELECT max(sent_at) FILTER (WHERE address = $2) AS last, count(*) FILTER (WHERE conversation_id = $3)::int AS count
FROM mail_acknowledgement WHERE organization_id = $1 AND (address = $2 OR conversation_id = $3)
"""

SPEND = """
INSERT INTO mail_acknowledgement (organization_id, id, address, conversation_id, sent_at) VALUES ($1, $2, $3, $4, $5)
"""

REMEMBER_REFERENCE = """
INSERT INTO mail_reference (organization_id, message_id_header, conversation_id, message_id, direction, address)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
"""

OUTGOING = """
SELECT m.*, i.address AS to_address, c.number, c.subject, c.customer_id, h.name AS channel_name,
       h.settings AS channel_settings, h.enabled, o.name AS organization_name, o.locale, p.name AS customer_name
FROM message m
JOIN conversation c ON c.organization_id = m.organization_id AND c.id = m.conversation_id
JOIN customer p ON p.organization_id = c.organization_id AND p.id = c.customer_id
JOIN organization o ON o.id = m.organization_id
LEFT JOIN channel h ON h.organization_id = m.organization_id AND h.id = m.channel_id
LEFT JOIN interaction i ON i.organization_id = m.organization_id AND i.id = m.interaction_id
WHERE m.organization_id = $1 AND m.id = $2
"""

# The mails of a conversation, newest first, for In-Reply-To and References.
THREAD = """
SELECT coalesce(nullif(m.meta->'mail'->>'message_id', ''), r.message_id_header) AS message_id_header,
       m.meta->'mail'->>'subject' AS subject
FROM message m
LEFT JOIN mail_reference r ON r.organization_id = m.organization_id AND r.message_id = m.id
WHERE m.organization_id = $1 AND m.conversation_id = $2 AND m.id <> $3 AND m.channel_kind = 'email'
    AND m.kind = 'message' AND (m.direction = 'inbound' OR r.message_id IS NOT NULL)
    AND m.meta->'mail'->>'private' IS NULL
ORDER BY m.position DESC LIMIT 20
"""

# A mail that an answer quotes, wherever it stands by now.
ANSWERED = """
SELECT m.author_name, m.created_at, m.text_direction, coalesce(m.meta->'reply'->>'text', m.text) AS text,
       m.meta->'mail'->'from'->0->>'address' AS address, o.time_zone, o.locale
FROM message m JOIN organization o ON o.id = m.organization_id
WHERE m.organization_id = $1 AND m.id = $2
"""

# Files of the messages that are passed on.
FILES_PASSED_ON = """
SELECT a.id, a.name, a.content_type, a.size, a.storage_key FROM attachment a
JOIN message m ON m.organization_id = a.organization_id AND m.id = a.message_id
WHERE a.organization_id = $1 AND a.message_id = ANY ($2)
ORDER BY array_position($2, m.id), a.created_at, a.id
"""

# The talk so far, the newest first: what is passed on with a message of it.
HISTORY = """
SELECT m.id FROM message m
WHERE m.organization_id = $1 AND m.conversation_id = $2 AND (m.id = $3 OR (m.kind = 'message'
      AND m.meta->'mail'->>'private' IS NULL AND m.state NOT IN ('scheduled', 'cancelled', 'failed')))
ORDER BY m.position DESC LIMIT $4
"""

# What is passed on, in the order in which it is named: chosen when it was accepted, so where it stands by now is nothing.
PASSED_ON = """
SELECT m.id, m.kind, m.direction, m.author_kind, m.author_name, m.html, m.text_direction, m.created_at,
       m.channel_kind, m.meta->'mail'->>'subject' AS subject, m.meta->'mail'->>'message_id' AS message_id_header,
       CASE WHEN $3 THEN coalesce(m.meta->'reply'->>'text', m.text) ELSE m.text END AS text,
       p.name AS customer_name, o.name AS organization_name, o.locale, o.time_zone
FROM message m JOIN organization o ON o.id = m.organization_id
JOIN conversation c ON c.organization_id = m.organization_id AND c.id = m.conversation_id
JOIN customer p ON p.organization_id = c.organization_id AND p.id = c.customer_id
WHERE m.organization_id = $1 AND m.id = ANY ($2)
ORDER BY array_position($2, m.id)
"""

NAMED_ATTACHMENTS = """
SELECT id, name, content_type, size, storage_key, content_id FROM attachment
WHERE organization_id = $1 AND message_id = $2 ORDER BY created_at, id
"""

MESSAGE = "SELECT * FROM message WHERE organization_id = $1 AND id = $2"

MAIL_OF_MESSAGE = """
SELECT m.id, m.conversation_id, m.direction, m.html, m.text, m.text_direction, m.meta, r.storage_key, r.id AS raw_id
FROM message m LEFT JOIN raw_mail r ON r.organization_id = m.organization_id AND r.message_id = m.id
WHERE m.organization_id = $1 AND m.id = $2 AND m.channel_kind = 'email'
ORDER BY r.received_at LIMIT 1
"""

CHANNEL = "SELECT id, kind, name, settings FROM channel WHERE organization_id = $1 AND id = $2"

LOCK_CHANNEL = f"{CHANNEL} FOR UPDATE"

REGISTER_ADDRESS = """
INSERT INTO lookup (kind, digest, organization_id, id) VALUES ('mail_address', $1, $2, $3)
ON CONFLICT (kind, digest) DO UPDATE SET id = lookup.id WHERE lookup.organization_id = $2 AND lookup.id = $3
RETURNING id
"""

FORGET_ADDRESSES = "DELETE FROM lookup WHERE kind = 'mail_address' AND organization_id = $1 AND id = $2"

TROUBLED = "SELECT count(*) FILTER (WHERE state = 'failed'), count(*) FILTER (WHERE state = 'received') FROM raw_mail"

LOCK_CONVERSATION = "SELECT id FROM conversation WHERE organization_id = $1 AND id = $2 FOR UPDATE"
LOCK_MESSAGE = f"{MESSAGE} FOR UPDATE"

FORGET_ORIGINALS = """
WITH old AS (
    SELECT organization_id, id, storage_key FROM raw_mail
    WHERE received_at < $1 AND state NOT IN ('received', 'quarantined') AND storage_key <> '' ORDER BY received_at LIMIT $2
    FOR UPDATE SKIP LOCKED)
UPDATE raw_mail r SET storage_key = '' FROM old
WHERE r.organization_id = old.organization_id AND r.id = old.id RETURNING old.storage_key
"""

KEPT_KEYS = "SELECT storage_key FROM raw_mail WHERE storage_key = ANY ($1) AND storage_key <> ''"
