"""SQL of members: their roles, skills, queues and teams."""

READ_PEOPLE = """
SELECT m.user_id AS id, u.name, u.email, m.role, m.department_id, m.capacity, m.scope, m.valid_until,
       u.password_hash IS NULL AND u.oidc_subject IS NULL AS is_invited,
       u.totp_confirmed_at IS NOT NULL AS has_totp, m.disabled_at IS NOT NULL AS is_disabled, m.created_at,
       coalesce((SELECT jsonb_agg(jsonb_build_object('skill_id', s.skill_id, 'level', s.level)
                                  ORDER BY s.skill_id)
                 FROM agent_skill s WHERE s.organization_id = m.organization_id AND s.user_id = m.user_id),
                '[]') AS skills,
       ARRAY(SELECT q.queue_id FROM queue_member q
             WHERE q.organization_id = m.organization_id AND q.user_id = m.user_id ORDER BY 1) AS queue_ids,
       ARRAY(SELECT t.team_id FROM team_member t
             WHERE t.organization_id = m.organization_id AND t.user_id = m.user_id ORDER BY 1) AS team_ids
FROM membership m JOIN app_user u ON u.id = m.user_id
WHERE m.organization_id = $1 AND m.removed_at IS NULL
"""

LIST_PEOPLE = (
    READ_PEOPLE
    + """AND ($2::uuid IS NULL OR m.user_id > $2) AND ($3::boolean IS NULL OR (m.disabled_at IS NOT NULL) = $3)
ORDER BY m.user_id LIMIT $4"""
)

READ_PERSON = READ_PEOPLE + "AND m.user_id = $2"

LOCK_MEMBER = """
SELECT user_id, role, department_id, scope, valid_until FROM membership
WHERE organization_id = $1 AND user_id = $2 AND removed_at IS NULL FOR UPDATE
"""

# Locked in id order, so that two administrators cannot dismiss each other at once.
LOCK_ADMINS = """
SELECT user_id FROM membership
WHERE organization_id = $1 AND role = 'admin' AND removed_at IS NULL AND disabled_at IS NULL
      AND (valid_until IS NULL OR valid_until > now())
ORDER BY user_id FOR UPDATE
"""

ADD_USER = "INSERT INTO app_user (id, email, name, locale) VALUES ($1, $2, $3, $4)"

# A former member comes back to the same row.
ADD_MEMBER = """
INSERT INTO membership (organization_id, user_id, role, department_id, capacity, scope, valid_until)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (organization_id, user_id) DO UPDATE SET
    role = EXCLUDED.role, department_id = EXCLUDED.department_id, capacity = EXCLUDED.capacity,
    scope = EXCLUDED.scope, valid_until = EXCLUDED.valid_until, removed_at = NULL, disabled_at = NULL,
    version = membership.version + 1
WHERE membership.removed_at IS NOT NULL
RETURNING user_id
"""

CHANGE_MEMBER = """
UPDATE membership SET role = $3, department_id = $4, capacity = coalesce($5, capacity), scope = $6,
       valid_until = $7
WHERE organization_id = $1 AND user_id = $2
"""

BUMP_MEMBER = "UPDATE membership SET version = version + 1 WHERE organization_id = $1 AND user_id = $2"

# Answers a row only where it changed something.
DISABLE_MEMBER = """
UPDATE membership SET disabled_at = now(), version = version + 1
WHERE organization_id = $1 AND user_id = $2 AND disabled_at IS NULL
"""

ENABLE_MEMBER = """
UPDATE membership SET disabled_at = NULL, version = version + 1
WHERE organization_id = $1 AND user_id = $2 AND disabled_at IS NOT NULL
"""

REMOVE_MEMBER = """
UPDATE membership SET removed_at = now(), version = version + 1 WHERE organization_id = $1 AND user_id = $2
"""

CHANGE_USER = "UPDATE app_user SET name = coalesce($2, name), email = coalesce($3, email) WHERE id = $1"

DROP_SKILLS = "DELETE FROM agent_skill WHERE organization_id = $1 AND user_id = $2"

ADD_SKILLS = """
INSERT INTO agent_skill (organization_id, user_id, skill_id, level)
SELECT $1, $2, s.skill_id, s.level FROM unnest($3::uuid[], $4::int[]) s(skill_id, level)
"""

DROP_QUEUES = "DELETE FROM queue_member WHERE organization_id = $1 AND user_id = $2"

ADD_QUEUES = """
INSERT INTO queue_member (organization_id, queue_id, user_id) SELECT $1, q, $2 FROM unnest($3::uuid[]) q
"""

DROP_TEAMS = "DELETE FROM team_member WHERE organization_id = $1 AND user_id = $2"

ADD_TEAMS = """
INSERT INTO team_member (organization_id, team_id, user_id) SELECT $1, t, $2 FROM unnest($3::uuid[]) t
"""
