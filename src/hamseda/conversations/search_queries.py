"""SQL of search. $1 … $5 are the organization and the caller: id, role, department, scope."""

from typing import Final

MAY_SEE: Final = "may_see_conversation(c, $2, $3, $4, $5)"

# Ids come from outside row security; conversations and messages are read again under it and under the caller's
# rights, the best hits first and only until enough are found: OFFSET 0 keeps the planner from asking about every
# conversation of the organization. The last columns say how far back this round has looked.
_HITS: Final = f"""
WITH found AS MATERIALIZED (SELECT * FROM {{function}}($6::{{type}}, coalesce($7::timestamptz, 'infinity'))),
visible AS MATERIALIZED (
    SELECT f.message_id, f.rank, f.created_at, c.id AS conversation_id, c.number, c.customer_id
    FROM (SELECT * FROM found ORDER BY rank DESC, created_at DESC) f
    CROSS JOIN LATERAL (
        SELECT c.id, c.number, c.customer_id FROM conversation c
        WHERE c.organization_id = $1 AND c.id = f.conversation_id AND {MAY_SEE} OFFSET 0) c
    LIMIT $8
),
looked AS (SELECT count(*) AS looked_at, min(created_at) AS back_to FROM found)
SELECT v.message_id, v.conversation_id, v.number, v.rank, p.name AS customer_name, m.text, m.attachments,
       m.kind, m.position, m.channel_kind, m.created_at, l.looked_at, l.back_to
FROM looked l LEFT JOIN (
    visible v
    JOIN message m ON m.organization_id = $1 AND m.id = v.message_id AND m.state <> 'cancelled'
    JOIN customer p ON p.organization_id = $1 AND p.id = v.customer_id
) ON true
ORDER BY v.rank DESC NULLS LAST, m.created_at DESC
"""

WORD_HITS: Final = _HITS.format(function="search_messages", type="tsquery")
PART_HITS: Final = _HITS.format(function="search_messages_like", type="text")
ALIKE_HITS: Final = _HITS.format(function="search_messages_alike", type="text")

# Which of several readings of a query would find something that the caller may see.
FRUITFUL: Final = f"""
SELECT q.place FROM unnest($6::text[]) WITH ORDINALITY AS q(words, place)
WHERE EXISTS (
    SELECT FROM search_messages(q.words::tsquery) f CROSS JOIN LATERAL (
        SELECT FROM conversation c
        WHERE c.organization_id = $1 AND c.id = f.conversation_id AND {MAY_SEE} OFFSET 0) c)
ORDER BY q.place LIMIT $7
"""

BY_NUMBER: Final = f"""
SELECT c.id, c.number, p.name AS customer_name, c.subject, c.status, c.last_message_at
FROM conversation c JOIN customer p ON p.organization_id = c.organization_id AND p.id = c.customer_id
WHERE c.organization_id = $1 AND c.number = $6 AND {MAY_SEE}
"""
