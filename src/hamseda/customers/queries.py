"""SQL of recognition: $1 is always the organization."""

LOCK_CLAIMS = "SELECT pg_advisory_xact_lock(k) FROM unnest($1::bigint[]) AS k"

# Locks the marks of claims, then finds who has them: one question for both.
HOLDERS = "SELECT * FROM claim_holders($1, $2, $3, $4, $5, $6)"

REFUSED_PAIRS = """
SELECT customer_id, other_id FROM merge_suggestion
WHERE organization_id = $1 AND state = 'refused' AND customer_id = ANY ($2) AND other_id = ANY ($2)
"""

ADD_CUSTOMER = """
INSERT INTO customer (organization_id, id, kind, name, sort_key, brand_id, locale, attributes, is_simulated, search_text)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""

NAME_THE_NAMELESS = """
UPDATE customer SET name = $3, sort_key = $4 WHERE organization_id = $1 AND id = $2 AND coalesce(name, '') = ''
"""

DROP_PROOFS = """
UPDATE identity SET verified_at = NULL, verified_until = NULL, verified_by = NULL
WHERE organization_id = $1 AND id = ANY ($2)
"""

# An external id or a device is one customer's only: a newer holder takes it over.
_TAKE_SINGLE = """
INSERT INTO identity AS i
    (organization_id, id, customer_id, kind, value, raw, verified_at, verified_until, verified_by)
VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $7::text IS NOT NULL THEN now() END,
        now() + make_interval(days => $8), $7)
ON CONFLICT (organization_id, kind, value) WHERE kind IN ('external', 'device') DO UPDATE SET
    customer_id = excluded.customer_id, raw = excluded.raw,
    verified_at = coalesce(excluded.verified_at, i.verified_at),
    verified_until = CASE WHEN excluded.verified_by IS NULL THEN i.verified_until ELSE excluded.verified_until END,
    verified_by = coalesce(excluded.verified_by, i.verified_by)
"""

_KEEP_ADDRESS = _TAKE_SINGLE.replace(
    "(organization_id, kind, value) WHERE kind IN ('external', 'device')",
    "(organization_id, customer_id, kind, value)",
).replace("customer_id = excluded.customer_id, raw", "raw")

STORE_CLAIM = {True: _TAKE_SINGLE, False: _KEEP_ADDRESS}

SEARCHED = """
SELECT c.name, c.search_text, coalesce(array_agg(i.kind ORDER BY i.id) FILTER (WHERE i.id IS NOT NULL), '{}') AS kinds,
       coalesce(array_agg(i.value ORDER BY i.id) FILTER (WHERE i.id IS NOT NULL), '{}') AS values
FROM customer c LEFT JOIN identity i ON i.organization_id = c.organization_id AND i.customer_id = c.id
WHERE c.organization_id = $1 AND c.id = $2 GROUP BY c.organization_id, c.id
"""

SET_SEARCH_TEXT = "UPDATE customer SET search_text = $3 WHERE organization_id = $1 AND id = $2"

SIMILAR_NAMES = """
SELECT f.customer_id, f.rank FROM search_customers($2, 20) f
JOIN customer c ON c.organization_id = $1 AND c.id = f.customer_id AND c.merged_into IS NULL
WHERE f.rank >= $3 AND f.customer_id <> $4 ORDER BY f.rank DESC, f.customer_id LIMIT $5
"""

# A pair that people have decided about stays decided.
SUGGEST = """
INSERT INTO merge_suggestion AS s (organization_id, id, customer_id, other_id, evidence)
SELECT $1, n.id, least($2::uuid, n.other_id), greatest($2::uuid, n.other_id), n.evidence
FROM unnest($3::uuid[], $4::uuid[], $5::jsonb[]) AS n(id, other_id, evidence)
ON CONFLICT (organization_id, customer_id, other_id) DO UPDATE SET evidence = excluded.evidence
WHERE s.state = 'open' AND s.evidence <> excluded.evidence
"""
