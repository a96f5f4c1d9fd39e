"""SQL of those who leave."""

from typing import Final

# Schedules that are not over and know of somebody, with the wall time that it is in their zone.
AHEAD: Final = """
SELECT s.id, (now() AT TIME ZONE s.time_zone)::date AS today,
       (extract(hour FROM now() AT TIME ZONE s.time_zone) * 60
        + extract(minute FROM now() AT TIME ZONE s.time_zone))::int AS minute
FROM schedule s
WHERE s.organization_id = $1 AND s.first_day + s.days > (now() AT TIME ZONE s.time_zone)::date
  AND s.problem->'people' @> jsonb_build_array(jsonb_build_object('id', ($2::uuid)::text))
ORDER BY s.id
"""
OPEN_REQUESTS: Final = """
SELECT r.id, r.kind, r.user_id, r.with_user_id, u.locale, w.name AS with_name, now() AS now
FROM shift_request r JOIN app_user u ON u.id = r.user_id LEFT JOIN app_user w ON w.id = r.with_user_id
WHERE r.organization_id = $1 AND r.state IN ('asked', 'agreed') AND $2 IN (r.user_id, r.with_user_id)
ORDER BY r.id FOR NO KEY UPDATE OF r
"""
