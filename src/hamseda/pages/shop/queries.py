"""SQL of the demonstration's shop page."""

# Of no organization but a demonstration.
SHOP_CHANNEL = "SELECT organization_id, id FROM lookup WHERE kind = 'widget_key' AND digest = $1"

CHANNEL = """
SELECT c.id, c.secret, o.is_demo, coalesce((o.settings->>'demo_paused')::boolean, false) AS is_paused,
       (SELECT m.settings->>'address' FROM channel m
        WHERE m.organization_id = c.organization_id AND m.kind = 'email' ORDER BY m.id LIMIT 1) AS address,
       (SELECT b.color FROM brand b WHERE b.organization_id = c.organization_id AND b.id = c.brand_id) AS brand_color
FROM channel c JOIN organization o ON o.id = c.organization_id
WHERE c.organization_id = $1 AND c.id = $2
"""

SET_PAUSED = """
UPDATE organization SET settings = settings || jsonb_build_object('demo_paused', $2::boolean) WHERE id = $1 AND is_demo
"""
