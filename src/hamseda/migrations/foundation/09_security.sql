-- The second lock. The application runs as hamseda_app and sees the rows of one organization only;
-- hamseda_system (router, timers, outbox) sees named tables of all; hamseda_search only finds ids.
DO $$
DECLARE role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['hamseda_app', 'hamseda_system', 'hamseda_search'] LOOP
        -- Roles belong to the whole server: another database's migration may make them at this moment.
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            RAISE NOTICE 'role % is there already', role_name;
        END;
        IF NOT pg_has_role(CURRENT_USER, role_name, 'SET') OR NOT EXISTS (
                SELECT FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles u ON u.oid = m.member
                WHERE r.rolname = role_name AND u.rolname = CURRENT_USER) THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', role_name);
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION current_organization() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('hamseda.organization', true), '')::uuid $$;

GRANT USAGE ON SCHEMA public TO hamseda_app, hamseda_system, hamseda_search;

DO $$
DECLARE t record;
BEGIN
    FOR t IN
        SELECT c.relname, EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
        ) AS is_tenant
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND c.relname NOT IN ('alembic_version', 'foundation_script')
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO hamseda_app, hamseda_system', t.relname);
        IF t.is_tenant AND t.relname NOT IN ('lookup', 'session') THEN
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t.relname);
            EXECUTE format('CREATE POLICY own_organization ON %I TO hamseda_app '
                'USING (organization_id = current_organization()) '
                'WITH CHECK (organization_id = current_organization())', t.relname);
        END IF;
    END LOOP;
END $$;

ALTER TABLE organization ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON organization TO hamseda_app
    USING (id = current_organization()) WITH CHECK (id = current_organization());

-- Background processes serve every organization, but only in the tables they need.
DO $$
DECLARE table_name text;
BEGIN
    FOREACH table_name IN ARRAY ARRAY[
        'candidate', 'organization', 'event_head', 'event', 'event_cursor', 'outbox', 'timer', 'idempotency', 'lease', 'audit_entry',
        'membership', 'agent_skill', 'skill', 'calendar', 'department', 'brand', 'webhook', 'sealed_value',
        'queue', 'queue_member', 'queue_skill', 'channel', 'conversation', 'interaction', 'message', 'message_search',
        'attachment', 'draft', 'callback', 'work_item', 'reservation', 'presence', 'presence_log', 'wait_promise', 'visitor',
        'raw_mail', 'mail_quarantine', 'mailbox', 'mailbox_seen', 'customer', 'identity', 'shift', 'calculation',
        'break_request', 'schedule_rules'
    ] LOOP
        EXECUTE format('CREATE POLICY every_organization ON %I TO hamseda_system USING (true) WITH CHECK (true)', table_name);
    END LOOP;
END $$;

-- The audit log is written once; only the linking job may complete an entry.
REVOKE UPDATE, DELETE ON audit_entry FROM hamseda_app;

-- Which organization and which rights a cookie stands for: asked before the organization is known.
CREATE FUNCTION authenticate_session(session_digest bytea)
RETURNS TABLE (
    organization_id uuid, user_id uuid, role text, department_id uuid, scope jsonb, csrf text,
    second_factor_pending boolean, name text, email text, locale text, calendar text, digits text, time_zone text,
    version bigint, seen_at timestamptz, undo_s int
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.organization_id, s.user_id, m.role, m.department_id, m.scope, s.csrf, s.second_factor_pending,
           u.name, u.email, u.locale, u.calendar, u.digits, coalesce(u.time_zone, o.time_zone), m.version, s.seen_at,
           -- A preference is whatever a screen has put there: what is no number of seconds counts as none.
           least(greatest(coalesce(
               CASE WHEN jsonb_typeof(u.preferences->'undo_s') = 'number' THEN (u.preferences->>'undo_s')::numeric END,
               (o.settings->>'undo_seconds')::numeric, 0), 0), 60)::int
    FROM session s
    JOIN app_user u ON u.id = s.user_id
    JOIN organization o ON o.id = s.organization_id
    JOIN membership m ON m.organization_id = s.organization_id AND m.user_id = s.user_id
         AND m.removed_at IS NULL AND m.disabled_at IS NULL AND (m.valid_until IS NULL OR m.valid_until > now())
    WHERE s.digest = session_digest AND s.expires_at > now()
$$;

-- Every membership of a person; `is_open` are those that let them in now.
CREATE FUNCTION memberships_of(the_user uuid)
RETURNS TABLE (organization_id uuid, organization_name text, role text, is_open boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, o.name, m.role, m.disabled_at IS NULL AND (m.valid_until IS NULL OR m.valid_until > now())
    FROM membership m JOIN organization o ON o.id = m.organization_id
    WHERE m.user_id = the_user AND m.removed_at IS NULL
    ORDER BY o.created_at
$$;

-- The accounts of the demonstration, and of nothing else: nobody is somewhere else too, all are in a demo.
CREATE FUNCTION demo_accounts()
RETURNS TABLE (user_id uuid, email text, name text, role text, department text, titles jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT u.id, u.email, u.name, m.role, d.name, u.preferences->'demo_title'
    FROM organization o
    JOIN membership m ON m.organization_id = o.id AND m.removed_at IS NULL AND m.disabled_at IS NULL
    JOIN app_user u ON u.id = m.user_id
    LEFT JOIN department d ON d.organization_id = m.organization_id AND d.id = m.department_id
    WHERE o.is_demo AND NOT EXISTS (
        SELECT FROM membership x JOIN organization y ON y.id = x.organization_id
        WHERE x.user_id = u.id AND NOT y.is_demo AND x.removed_at IS NULL)
    ORDER BY array_position(ARRAY['admin', 'supervisor', 'agent', 'light', 'auditor'], m.role), u.name
$$;

-- Search operators are not leakproof, so under row security they would lose their indexes: these functions
-- run as hamseda_search, take the organization from the setting and return ids only.
GRANT SELECT ON message_search, customer, identity TO hamseda_search;
CREATE POLICY every_organization_for_search ON message_search TO hamseda_search USING (true);
CREATE POLICY every_organization_for_search ON customer TO hamseda_search USING (true);
CREATE POLICY every_organization_for_search ON identity TO hamseda_search USING (true);
GRANT CREATE ON SCHEMA public TO hamseda_search;

-- The newest hits before an instant, ranked; 2,000 at most, so that a common word costs no more than they do.
CREATE FUNCTION search_messages(words tsquery, before timestamptz DEFAULT 'infinity')
RETURNS TABLE (message_id uuid, conversation_id uuid, rank real, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 2000 AS $$
    SELECT m.message_id, m.conversation_id, ts_rank(m.tsv, words, 1), m.created_at
    FROM message_search m
    WHERE m.organization_id = current_organization() AND m.tsv @@ words AND m.created_at < before
    ORDER BY m.created_at DESC LIMIT 2000
$$;
ALTER FUNCTION search_messages(tsquery, timestamptz) OWNER TO hamseda_search;

-- Where no word hits: a part of a word, or a word written a little differently.
CREATE FUNCTION search_messages_like(fragment text, before timestamptz DEFAULT 'infinity')
RETURNS TABLE (message_id uuid, conversation_id uuid, rank real, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 500 AS $$
    SELECT m.message_id, m.conversation_id, word_similarity(fragment, m.search_text), m.created_at
    FROM message_search m
    WHERE m.organization_id = current_organization() AND m.created_at < before
      AND m.search_text LIKE '%' || replace(replace(replace(fragment, '\', '\\'), '%', '\%'), '_', '\_') || '%'
    ORDER BY m.created_at DESC LIMIT 500
$$;
ALTER FUNCTION search_messages_like(text, timestamptz) OWNER TO hamseda_search;

CREATE FUNCTION search_messages_alike(fragment text, before timestamptz DEFAULT 'infinity')
RETURNS TABLE (message_id uuid, conversation_id uuid, rank real, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 500 AS $$
    SELECT m.message_id, m.conversation_id, word_similarity(fragment, m.search_text), m.created_at
    FROM message_search m
    WHERE m.organization_id = current_organization() AND m.created_at < before AND fragment <% m.search_text
    ORDER BY m.created_at DESC LIMIT 500
$$;
ALTER FUNCTION search_messages_alike(text, timestamptz) OWNER TO hamseda_search;

CREATE FUNCTION search_customers(fragment text, most int)
RETURNS TABLE (customer_id uuid, rank real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, greatest(similarity(c.search_text, fragment), word_similarity(fragment, c.search_text))
    -- A fragment that thousands have is ranked among 2,000 of them: more letters tell more.
    FROM (SELECT id, search_text FROM customer
    WHERE organization_id = current_organization() AND merged_into IS NULL
      AND (search_text LIKE '%' || replace(replace(replace(fragment, '\', '\\'), '%', '\%'), '_', '\_') || '%'
           OR fragment <% search_text) LIMIT 2000) c
    ORDER BY 2 DESC, c.id LIMIT least(most, 200)
$$;
ALTER FUNCTION search_customers(text, int) OWNER TO hamseda_search;
REVOKE CREATE ON SCHEMA public FROM hamseda_search;

-- Which of many open live connections still stand, in one question a second for all of them.
CREATE FUNCTION standing_callers(session_digests bytea[], key_ids uuid[])
RETURNS TABLE (digest bytea, key_id uuid, version bigint, organization_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.digest, NULL::uuid, m.version, s.organization_id
    FROM session s
    JOIN membership m ON m.organization_id = s.organization_id AND m.user_id = s.user_id
         AND m.removed_at IS NULL AND m.disabled_at IS NULL AND (m.valid_until IS NULL OR m.valid_until > now())
    WHERE s.digest = ANY(session_digests) AND s.expires_at > now() AND NOT s.second_factor_pending
    UNION ALL
    SELECT NULL, k.id, 0, k.organization_id FROM api_key k
    WHERE k.id = ANY(key_ids) AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
$$;
