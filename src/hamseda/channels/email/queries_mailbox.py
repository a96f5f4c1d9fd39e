"""SQL of fetched mailboxes; asked by the system role."""

# Renews what we hold and takes what nobody holds, in one: whoever is not answered a row has lost it.
HOLD = """
INSERT INTO mailbox AS m (organization_id, channel_id, holder, held_until)
SELECT c.organization_id, c.id, $1, now() + make_interval(secs => $2) FROM channel c
WHERE c.kind = 'email' AND c.enabled AND coalesce(c.settings->'mailbox'->>'host', '') <> ''
ORDER BY c.organization_id, c.id
ON CONFLICT (organization_id, channel_id) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
    WHERE m.holder = $1 OR m.held_until < now()
RETURNING m.organization_id, m.channel_id,
    (SELECT settings FROM channel c WHERE c.organization_id = m.organization_id AND c.id = m.channel_id) AS settings
"""

LET_GO = "UPDATE mailbox SET held_until = now() - interval '1 second' WHERE holder = $1"

POSITION = """
SELECT position FROM mailbox
WHERE organization_id = $1 AND channel_id = $2 AND holder = $3 AND held_until > now()
"""

SEEN = "SELECT name FROM mailbox_seen WHERE organization_id = $1 AND channel_id = $2"

REMEMBER = """
INSERT INTO mailbox_seen (organization_id, channel_id, name) SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING
"""

# What is not listed any more needs no remembering.
FORGET = "DELETE FROM mailbox_seen WHERE organization_id = $1 AND channel_id = $2 AND name <> ALL ($3)"

# Holds the row to the end of the transaction: nobody takes the mailbox over between a mail and its position.
ADVANCE = """
UPDATE mailbox SET position = $4, fetched_at = now(), fault = $5, said = $6,
    failing_since = CASE WHEN $5::text IS NOT NULL THEN coalesce(failing_since, now()) END
WHERE organization_id = $1 AND channel_id = $2 AND holder = $3 AND held_until > now()
RETURNING true
"""

NOTE = """
UPDATE mailbox SET fault = $3, said = $4, failing_since = coalesce(failing_since, now())
WHERE organization_id = $1 AND channel_id = $2
"""

STATE = "SELECT fetched_at, failing_since, fault, said FROM mailbox WHERE organization_id = $1 AND channel_id = $2"
