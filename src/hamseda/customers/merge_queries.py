"""SQL of merges and of their reversal: $1 is always the organization; keys are never rewritten."""

PAIR = """
SELECT id, name, sort_key, attributes, merged_into FROM customer
WHERE organization_id = $1 AND id IN ($2, $3) ORDER BY id FOR NO KEY UPDATE
"""

IDENTITIES_OF = "SELECT kind, value FROM identity WHERE organization_id = $1 AND customer_id = ANY ($2)"

# Rows are locked in id order, as every writer does.
LOCK_CONVERSATIONS = """
SELECT id FROM conversation WHERE organization_id = $1 AND customer_id = ANY ($2) ORDER BY id FOR UPDATE
"""

MOVE_IDENTITIES = """
UPDATE identity m SET customer_id = $2
WHERE organization_id = $1 AND customer_id = $3 AND NOT EXISTS (
    SELECT FROM identity k WHERE k.organization_id = $1 AND k.customer_id = $2 AND k.kind = m.kind AND k.value = m.value)
RETURNING id
"""

# The same address with both, and the better proof with the one who goes.
BETTER_PROOFS = """
SELECT k.id AS kept_identity, m.id AS merged_identity,
       k.verified_at AS kept_at, k.verified_until AS kept_until, k.verified_by AS kept_by,
       m.verified_at AS merged_at, m.verified_until AS merged_until, m.verified_by AS merged_by
FROM identity m JOIN identity k ON k.organization_id = $1 AND k.customer_id = $2 AND k.kind = m.kind AND k.value = m.value
WHERE m.organization_id = $1 AND m.customer_id = $3 AND identity_is_live(m)
  AND (NOT identity_is_live(k) OR coalesce(m.verified_until, 'infinity') > coalesce(k.verified_until, 'infinity'))
ORDER BY m.id
"""

SET_PROOF = """
UPDATE identity SET verified_at = $3, verified_until = $4, verified_by = $5 WHERE organization_id = $1 AND id = $2
"""

# An address that somebody else has proved since stays theirs.
RESTORE_PROOF = """
UPDATE identity i SET verified_at = $3, verified_until = $4, verified_by = $5
WHERE organization_id = $1 AND id = $2 AND (i.kind <> 'email' OR $3::timestamptz IS NULL OR NOT EXISTS (
    SELECT FROM identity o WHERE o.organization_id = $1 AND o.kind = 'email' AND o.value = i.value
      AND o.verified_at IS NOT NULL AND o.id <> i.id))
"""

# Of two open verified threads of a brand the older stays; the newer goes on beside it.
SET_ASIDE = """
WITH rivals AS (
    SELECT id, number, brand_id, row_number() OVER w AS place, first_value(number) OVER w AS main_number
    FROM conversation
    WHERE organization_id = $1 AND customer_id = ANY ($2) AND is_verified AND NOT is_beside AND status <> 'resolved'
    WINDOW w AS (PARTITION BY brand_id ORDER BY opened_at, id)
)
UPDATE conversation c SET is_verified = false FROM rivals r
WHERE c.organization_id = $1 AND c.id = r.id AND r.place > 1
RETURNING c.id, r.main_number
"""

MOVE_CONVERSATIONS = """
UPDATE conversation SET customer_id = $2 WHERE organization_id = $1 AND customer_id = $3
RETURNING id, status, queue_id, department_id, assignee_id, opened_at
"""

MOVE_VISITORS = (
    "UPDATE visitor SET customer_id = $2 WHERE organization_id = $1 AND customer_id = $3 RETURNING id"
)

TAKE_OVER = """
UPDATE customer SET name = $3, sort_key = $4, attributes = $5 WHERE organization_id = $1 AND id = $2
"""

SET_MERGED_INTO = "UPDATE customer SET merged_into = $3 WHERE organization_id = $1 AND id = $2"

LOG_MERGE = """
INSERT INTO customer_merge (organization_id, id, kept_id, merged_id, moved, reason, merged_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""

CLOSE_SUGGESTION = """
UPDATE merge_suggestion SET state = 'accepted', decided_by = $4, decided_at = now()
WHERE organization_id = $1 AND customer_id = least($2::uuid, $3::uuid) AND other_id = greatest($2::uuid, $3::uuid)
  AND state = 'open'
"""

KEEP_APART = """
INSERT INTO merge_suggestion AS s
    (organization_id, id, customer_id, other_id, evidence, state, decided_by, decided_at)
VALUES ($1, $2, least($3::uuid, $4::uuid), greatest($3::uuid, $4::uuid), $5, 'refused', $6, now())
ON CONFLICT (organization_id, customer_id, other_id) DO UPDATE SET
    state = 'refused', decided_by = excluded.decided_by, decided_at = excluded.decided_at
"""

FIND_MERGE = """
SELECT id, kept_id, merged_id, moved, reversed_at FROM customer_merge
WHERE organization_id = $1 AND id = $2 FOR UPDATE
"""

LATER_MERGE = """
SELECT id FROM customer_merge
WHERE organization_id = $1 AND id > $2 AND reversed_at IS NULL AND (kept_id = $3 OR merged_id = $3)
ORDER BY id DESC LIMIT 1
"""

CLOSE_MERGE = (
    "UPDATE customer_merge SET reversed_at = now(), reversed_by = $3 WHERE organization_id = $1 AND id = $2"
)

RETURN_IDENTITIES = """
UPDATE identity SET customer_id = $3 WHERE organization_id = $1 AND id = ANY ($2) AND customer_id = $4
"""

RETURN_CONVERSATIONS = """
UPDATE conversation SET customer_id = $3 WHERE organization_id = $1 AND id = ANY ($2) AND customer_id = $4
RETURNING id, status, queue_id, department_id, assignee_id, opened_at
"""

# A conversation of the one that went into one of the other, or the other way about.
CONVERSATIONS_MERGED = """
SELECT 1 FROM conversation_move WHERE organization_id = $1 AND kind = 'merge' AND reversed_at IS NULL
  AND (from_id = ANY ($2)) <> (to_id = ANY ($2)) LIMIT 1
"""

# With what was split off from them since.
RETURNING = """
WITH RECURSIVE off AS (
    SELECT unnest($2::uuid[]) AS id
    UNION SELECT m.to_id FROM off JOIN conversation_move m ON m.organization_id = $1 AND m.from_id = off.id
        AND m.kind = 'split')
SELECT id FROM off
"""

# A thread comes back from the side unless another open one has taken its place.
RETURN_FROM_ASIDE = """
UPDATE conversation c SET is_verified = true
WHERE organization_id = $1 AND id = ANY ($2) AND (status = 'resolved' OR NOT EXISTS (
    SELECT FROM conversation o WHERE o.organization_id = $1 AND o.customer_id = c.customer_id
      AND o.brand_id IS NOT DISTINCT FROM c.brand_id AND o.is_verified AND NOT o.is_beside
      AND o.status <> 'resolved' AND o.id <> c.id))
"""

RETURN_VISITORS = """
UPDATE visitor SET customer_id = $3 WHERE organization_id = $1 AND id = ANY ($2) AND customer_id = $4
"""

NEXT_POSITION = """
UPDATE conversation SET last_position = last_position + 1 WHERE organization_id = $1 AND id = $2
RETURNING last_position, status, queue_id, department_id, assignee_id, opened_at
"""

ADD_NOTICE = """
INSERT INTO message (organization_id, id, conversation_id, position, kind, direction, author_kind, meta)
VALUES ($1, $2, $3, $4, 'notice', 'internal', 'system', $5) RETURNING created_at
"""
