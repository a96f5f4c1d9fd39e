"""SQL of the page that opens a chat."""

OTHER_WAYS = """
SELECT settings->>'address' AS address FROM channel
WHERE organization_id = $1 AND kind = 'email' AND enabled AND settings->>'address' IS NOT NULL
      AND brand_id IS NOT DISTINCT FROM $2
ORDER BY id LIMIT 3
"""
