"""SQL of the e-mail channel: what is written, and to whom."""

# Whom the newest mail of a conversation also went to.
ANSWERED_RECIPIENTS = """
SELECT m.meta->'mail'->'to' AS "to", m.meta->'mail'->'cc' AS cc FROM message m
WHERE m.organization_id = $1 AND m.conversation_id = $2 AND m.channel_kind = 'email' AND m.kind = 'message'
    AND m.direction = 'inbound' AND m.meta->'mail'->>'private' IS NULL
ORDER BY m.position DESC LIMIT 1
"""

OWN_MAILBOXES = """
SELECT digest FROM lookup WHERE kind = 'mail_address' AND organization_id = $1 AND digest = ANY ($2)
"""

WHOSE = """
SELECT p.name AS customer_name, o.name AS organization_name, o.locale FROM customer p
JOIN organization o ON o.id = p.organization_id WHERE p.organization_id = $1 AND p.id = $2
"""

# The message that is passed on: of the talk, or what somebody outside answered.
PASSED_ON = """
SELECT id, kind, channel_id, channel_kind, attachments FROM message
WHERE organization_id = $1 AND conversation_id = $2 AND id = $3 AND kind IN ('message', 'aside')
    AND state NOT IN ('scheduled', 'cancelled')
"""

PASSED_SUBJECT = """
SELECT m.meta->'mail'->>'subject' AS subject, o.locale FROM message m JOIN organization o ON o.id = m.organization_id
WHERE m.organization_id = $1 AND m.id = $2
"""

# The mail channel by which something goes outside: the conversation's own, one of its brand or of its queue. Nothing
# leaves by the mailbox of another brand unless a leader ($4) names it; who names one of no brand leads, or works there.
WAY_OUT = """
SELECT c.id FROM channel c JOIN conversation v ON v.organization_id = c.organization_id AND v.id = $2
WHERE c.organization_id = $1 AND c.kind = 'email' AND c.enabled AND ($3::uuid IS NULL OR c.id = $3) AND (
    ($3::uuid IS NOT NULL AND $4) OR c.brand_id = v.brand_id OR c.queue_id = v.queue_id
    OR ($3::uuid IS NULL AND c.brand_id IS NULL AND v.brand_id IS NULL)
    OR EXISTS (SELECT FROM interaction i
               WHERE i.organization_id = $1 AND i.conversation_id = $2 AND i.channel_id = c.id))
ORDER BY EXISTS (SELECT FROM interaction i WHERE i.organization_id = $1 AND i.conversation_id = $2
                 AND i.channel_id = c.id) DESC,
         c.brand_id IS NOT DISTINCT FROM v.brand_id DESC, c.queue_id = v.queue_id DESC, c.id
LIMIT 1
"""
