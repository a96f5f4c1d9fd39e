"""SQL of customer records. $1 … $5 are the organization and the caller: id, role, department, scope."""

# Who may see a customer: administrators and leaders of the whole house everybody; the others whoever has a
# conversation that they may see. Agents and leaders also see those who have none yet (just made, imported).
# Whoever names an address in full finds its customer too: see records.find. OFFSET 0 makes it a look at the
# customer's own conversations; without it the planner asks about every conversation of the organization first.
_RULE = """
($3::text = 'admin' OR ($3 = 'supervisor' AND $4::uuid IS NULL)
 OR EXISTS (SELECT FROM conversation c WHERE c.organization_id = p.organization_id AND c.customer_id = p.id
            AND may_see_conversation(c, $2::uuid, $3, $4, $5::jsonb, {or_offered}) OFFSET 0)
 OR ($3 IN ('supervisor', 'agent') AND NOT EXISTS (
     SELECT FROM conversation c WHERE c.organization_id = p.organization_id AND c.customer_id = p.id OFFSET 0)))
"""
MAY_SEE = _RULE.format(or_offered="true")
# Writing and deciding: whose conversation only rings at somebody is theirs to read until they accept.
MAY_WORK_ON = _RULE.format(or_offered="false")

COLUMNS = """
p.id, p.kind, p.name, p.sort_key, p.brand_id, p.locale, p.is_simulated, p.created_at,
coalesce((SELECT jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value, 'is_verified', identity_is_live(i))
                           ORDER BY i.id)
          FROM identity i WHERE i.organization_id = p.organization_id AND i.customer_id = p.id), '[]') AS identities
"""

PAGE = f"""
SELECT {COLUMNS} FROM customer p
WHERE p.organization_id = $1 AND p.merged_into IS NULL AND {MAY_SEE}
  AND ($3 <> 'light' OR p.id IN (
      SELECT c.customer_id FROM conversation c
      WHERE c.organization_id = $1 AND (c.assignee_id = $2 OR c.id IN (
          SELECT conversation_id FROM conversation_participant WHERE organization_id = $1 AND user_id = $2))))
  AND ($6::text IS NULL OR (p.sort_key, p.id) > ($6, $7::uuid))
ORDER BY p.sort_key, p.id LIMIT $8
"""

# Found by the trigram index outside row security, read again under it.
FOUND = f"""
SELECT {COLUMNS}, f.rank FROM search_customers($6, $7) f
JOIN customer p ON p.organization_id = $1 AND p.id = f.customer_id AND p.merged_into IS NULL
WHERE {MAY_SEE} ORDER BY f.rank DESC, p.sort_key, p.id
"""

BY_ADDRESS = f"""
SELECT DISTINCT ON (p.sort_key, p.id) {COLUMNS} FROM customer p
JOIN identity k ON k.organization_id = p.organization_id AND k.customer_id = p.id
WHERE p.organization_id = $1 AND p.merged_into IS NULL
  AND (k.kind, k.value) IN (SELECT * FROM unnest($2::text[], $3::text[]))
ORDER BY p.sort_key, p.id LIMIT 50
"""

ROOT = """
WITH RECURSIVE up AS (
    SELECT id, merged_into FROM customer WHERE organization_id = $1 AND id = $2
    UNION ALL
    SELECT c.id, c.merged_into FROM up JOIN customer c ON c.organization_id = $1 AND c.id = up.merged_into
)
SELECT id FROM up WHERE merged_into IS NULL
"""

VISIBLE = f"""
SELECT p.*, {MAY_SEE} AS may_see FROM customer p WHERE p.organization_id = $1 AND p.id = $6
"""

WORKABLE = f"""
SELECT p.* FROM customer p WHERE p.organization_id = $1 AND p.id = $6 AND {MAY_WORK_ON}
"""

HOLDS = """
SELECT EXISTS (SELECT FROM identity WHERE organization_id = $1 AND customer_id = $2
               AND (kind, value) IN (SELECT * FROM unnest($3::text[], $4::text[])))
"""

IDENTITIES = """
SELECT i.id, i.kind, i.value, i.raw, i.verified_at, i.verified_until, i.verified_by,
       identity_is_live(i) AS is_verified, i.created_at,
       (SELECT count(DISTINCT o.customer_id)::int FROM identity o
        JOIN customer c ON c.organization_id = o.organization_id AND c.id = o.customer_id AND c.merged_into IS NULL
        WHERE o.organization_id = i.organization_id AND o.kind = i.kind AND o.value = i.value
          AND o.customer_id <> i.customer_id) AS shared_with
FROM identity i WHERE i.organization_id = $1 AND i.customer_id = $2 ORDER BY i.id
"""

CONVERSATIONS = """
SELECT c.id, c.number, c.subject, c.status, c.mark, c.is_verified, c.queue_id, c.department_id, c.assignee_id,
       c.brand_id, c.last_message_at, c.last_message_preview, c.last_message_channel, c.last_message_inbound,
       c.opened_at, c.resolved_at
FROM conversation c
WHERE c.organization_id = $1 AND c.customer_id = $6 AND c.merged_into IS NULL
  AND may_see_conversation(c, $2, $3, $4, $5)
ORDER BY c.opened_at DESC, c.id DESC LIMIT 50
"""

# A suggestion is shown to those who may see both customers.
_SUGGESTION = f"""
SELECT s.id, s.customer_id, a.name AS customer_name, s.other_id, b.name AS other_name, s.evidence, s.state,
       s.created_at
FROM merge_suggestion s
JOIN customer a ON a.organization_id = s.organization_id AND a.id = s.customer_id AND a.merged_into IS NULL
JOIN customer b ON b.organization_id = s.organization_id AND b.id = s.other_id AND b.merged_into IS NULL
WHERE s.organization_id = $1 AND {MAY_SEE.replace("p.", "a.")} AND {MAY_SEE.replace("p.", "b.")}
"""

SUGGESTIONS_OF = f"""
{_SUGGESTION} AND s.state = 'open' AND $6::uuid IN (s.customer_id, s.other_id) ORDER BY s.id DESC LIMIT 20
"""

SUGGESTIONS = f"""
{_SUGGESTION} AND s.state = 'open' AND ($6::uuid IS NULL OR s.id < $6) ORDER BY s.id DESC LIMIT $7
"""

# It is decided by those who may work on both.
DECIDABLE = f"""
{_SUGGESTION} AND s.id = $6 AND {MAY_WORK_ON.replace("p.", "a.")} AND {MAY_WORK_ON.replace("p.", "b.")}
"""

DECIDE = """
UPDATE merge_suggestion SET state = $3, decided_by = $4, decided_at = now()
WHERE organization_id = $1 AND id = $2 AND state = 'open'
"""

MERGES = """
SELECT m.id, m.kept_id, m.merged_id, c.name AS merged_name, m.reason, m.merged_by, m.merged_at, m.reversed_by,
       m.reversed_at,
       m.reversed_at IS NULL AND NOT EXISTS (
           SELECT FROM customer_merge l WHERE l.organization_id = $1 AND l.id > m.id AND l.reversed_at IS NULL
             AND m.kept_id IN (l.kept_id, l.merged_id)) AS is_reversible
FROM customer_merge m JOIN customer c ON c.organization_id = m.organization_id AND c.id = m.merged_id
WHERE m.organization_id = $1 AND $2 IN (m.kept_id, m.merged_id) ORDER BY m.id DESC LIMIT 100
"""

MERGE_OF = "SELECT kept_id FROM customer_merge WHERE organization_id = $1 AND id = $2"

CHANGE = """
UPDATE customer SET kind = $3, name = $4, sort_key = $5, brand_id = $6, locale = $7, attributes = $8
WHERE organization_id = $1 AND id = $2
"""

LOCK = (
    "SELECT * FROM customer WHERE organization_id = $1 AND id = $2 AND merged_into IS NULL FOR NO KEY UPDATE"
)

ADD_IDENTITY = """
INSERT INTO identity (organization_id, id, customer_id, kind, value, raw) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING RETURNING id
"""

IDENTITY = "SELECT * FROM identity WHERE organization_id = $1 AND customer_id = $2 AND id = $3"

REMOVE_IDENTITY = "DELETE FROM identity WHERE organization_id = $1 AND customer_id = $2 AND id = $3"

PROVED_ELSEWHERE = """
SELECT id, customer_id, identity_is_live(i) AS is_live FROM identity i
WHERE organization_id = $1 AND kind = $2 AND value = $3 AND customer_id <> $4 AND verified_at IS NOT NULL
"""

VERIFY = """
UPDATE identity SET verified_at = now(), verified_until = now() + make_interval(days => $3), verified_by = $4
WHERE organization_id = $1 AND id = $2
"""
