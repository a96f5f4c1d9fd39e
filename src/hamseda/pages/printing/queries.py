"""SQL of printed pages: only what is stored masked."""

PRINTED = """
SELECT c.id, c.number, c.subject, c.opened_at, p.name AS customer_name, q.name AS queue_name, o.name AS organization_name
FROM conversation c
JOIN customer p ON p.organization_id = c.organization_id AND p.id = c.customer_id
JOIN queue q ON q.organization_id = c.organization_id AND q.id = c.queue_id
JOIN organization o ON o.id = c.organization_id
WHERE c.organization_id = $1 AND c.id = $2
"""

# The newest, and one more than is shown. For the house alone ($3): notes, asides, codes of other services.
SAID = """
SELECT id, kind, direction, author_kind, author_name, text, text_direction, state, attachments, created_at
FROM message
WHERE organization_id = $1 AND conversation_id = $2 AND state NOT IN ('scheduled', 'cancelled')
    AND ((kind = 'message' AND meta->'mail'->>'private' IS NULL) OR ($3 AND kind IN ('message', 'note', 'aside')))
ORDER BY position DESC LIMIT $4
"""

MAIL = """
SELECT m.id, m.conversation_id, m.kind, m.direction, m.author_kind, m.author_name, m.text, m.html, m.text_direction, m.state,
       m.attachments, m.meta, m.created_at
FROM message m
WHERE m.organization_id = $1 AND m.id = $2 AND m.channel_kind = 'email' AND m.kind IN ('message', 'aside')
"""
