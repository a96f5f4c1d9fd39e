-- The way of an arrival: what would be several questions in a row is one function each, since a question costs more
-- than its answer. In a function every statement sees what was committed before it, so a look behind a lock is fresh.

-- What is known of a channel, and whether this very thing has come before: two deliveries at once come one by one.
CREATE FUNCTION open_arrival(the_organization uuid, the_channel uuid, the_external text)
RETURNS TABLE (id uuid, kind text, brand_id uuid, queue_id uuid, organization_settings jsonb, message_id uuid,
               conversation_id uuid)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    IF the_external IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(the_channel::text || ':' || the_external, 0));
    END IF;
    RETURN QUERY
        SELECT c.id, c.kind, c.brand_id, c.queue_id, o.settings, r.message_id, r.conversation_id
        FROM channel c JOIN organization o ON o.id = c.organization_id
        LEFT JOIN inbound_receipt r ON r.organization_id = c.organization_id AND r.channel_id = c.id
             AND r.external_id = the_external
        WHERE c.organization_id = the_organization AND c.id = the_channel;
END $$;

-- Who has these identities, those with a proof first. Equal claims come one by one: `marks` are locked in their order
-- until the commit. `is_fresh`: a proof that was renewed within a day of those it holds for.
CREATE FUNCTION claim_holders(the_organization uuid, marks bigint[], kinds text[], addresses text[], most int, days int)
RETURNS TABLE (identity_id uuid, customer_id uuid, kind text, value text, raw text, name_key text, was_verified boolean,
               is_verified boolean, verified_by text, is_fresh boolean, identities int, has_proof boolean,
               has_strong_proof boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock(m) FROM unnest(marks) AS m;
    RETURN QUERY
        SELECT i.id, i.customer_id, i.kind, i.value, i.raw, c.sort_key, i.verified_at IS NOT NULL, identity_is_live(i),
               i.verified_by,
               coalesce(i.verified_until > now() + make_interval(days => days - 1), i.kind = 'external'),
               o.identities, o.has_proof, o.has_strong_proof
        FROM unnest(kinds, addresses) AS k(kind, value)
        JOIN identity i ON i.organization_id = the_organization AND i.kind = k.kind AND i.value = k.value
        JOIN customer c ON c.organization_id = the_organization AND c.id = i.customer_id AND c.merged_into IS NULL
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS identities, bool_or(identity_is_live(o)) AS has_proof,
                   bool_or(identity_is_live(o) AND o.kind <> 'phone') AS has_strong_proof
            FROM identity o WHERE o.organization_id = the_organization AND o.customer_id = i.customer_id
        ) o
        ORDER BY identity_is_live(i) DESC, i.customer_id LIMIT most;
END $$;

-- The conversations that a contact may continue: the one it has named, wherever that lives now, and (for the verified)
-- the customer's own: those that are open first, the one last written to at the head.
-- Locks the customer, so that two first contacts at once meet in one conversation.
CREATE FUNCTION open_threads(the_organization uuid, the_customer uuid, the_brand uuid, the_thread uuid, verified boolean)
RETURNS TABLE (id uuid, status text, resolved_at timestamptz, is_named boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    -- Asked once, not for every row that is looked at.
    named uuid := living_conversation(the_organization, the_thread);
BEGIN
    PERFORM FROM customer WHERE organization_id = the_organization AND id = the_customer FOR UPDATE;
    RETURN QUERY
        SELECT c.id, c.status, c.resolved_at, true FROM conversation c
        WHERE c.organization_id = the_organization AND c.id = named
        UNION ALL
        (SELECT c.id, c.status, c.resolved_at, false FROM conversation c
         WHERE verified AND c.organization_id = the_organization AND c.customer_id = the_customer
           AND c.brand_id IS NOT DISTINCT FROM the_brand AND c.is_verified AND c.merged_into IS NULL
         ORDER BY c.status = 'resolved', coalesce(c.last_message_at, c.opened_at) DESC LIMIT 20);
END $$;

-- Locks a conversation (the one that it went into, where that was merged meanwhile) and finds the newest engagement that goes on in it on a channel, with what is new to it.
CREATE FUNCTION join_thread(the_organization uuid, the_conversation uuid, the_channel uuid, news jsonb, the_address text)
RETURNS TABLE (id uuid, customer_id uuid, queue_id uuid, department_id uuid, assignee_id uuid, is_verified boolean,
               status text, opened_at timestamptz, interaction_id uuid)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    head conversation%ROWTYPE;
    going_on interaction%ROWTYPE;
BEGIN
    LOOP
        SELECT * INTO head FROM conversation
        WHERE organization_id = the_organization AND id = the_conversation FOR UPDATE;
        IF NOT FOUND THEN
            RETURN;
        END IF;
        EXIT WHEN head.merged_into IS NULL;
        the_conversation := head.merged_into;
    END LOOP;
    SELECT * INTO going_on FROM interaction
    WHERE organization_id = the_organization AND conversation_id = the_conversation AND channel_id = the_channel
      AND state IN ('waiting', 'active') ORDER BY started_at DESC LIMIT 1;
    IF FOUND AND (going_on.context || news <> going_on.context
              OR coalesce(the_address, going_on.address) IS DISTINCT FROM going_on.address) THEN
        UPDATE interaction SET context = context || news, address = coalesce(the_address, address)
        WHERE organization_id = the_organization AND id = going_on.id;
    END IF;
    RETURN QUERY SELECT head.id, head.customer_id, head.queue_id, head.department_id, head.assignee_id,
                        head.is_verified, head.status, head.opened_at, going_on.id;
END $$;
