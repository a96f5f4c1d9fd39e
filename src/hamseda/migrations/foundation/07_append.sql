-- The hot path: one call appends any number of messages of one organization, in one transaction:
-- idempotency keys, messages with positions, conversation heads, outbox rows, numbered events.

-- Who may see a conversation; the same rule for live events is in conversations/hearing.py, a test holds the two together.
-- What rings at somebody they may read while it rings, whosever it is; `or_offered` is false for those who would change it.
-- Asked for every row of a list: in PL/pgSQL it costs 2 to 8 µs where the first conditions decide, as a function in SQL
-- it cost 13 to 30. Never NULL: "not known" must not pass for "yes" behind a NOT.
CREATE FUNCTION may_see_conversation(c conversation, viewer uuid, viewer_role text, viewer_department uuid, viewer_scope jsonb,
                                     or_offered boolean DEFAULT true)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF viewer_role = 'admin' THEN
        RETURN true;
    ELSIF viewer_role = 'auditor' THEN
        RETURN coalesce(
            (viewer_scope->'departments' IS NULL OR viewer_scope->'departments' ? c.department_id::text)
            AND (viewer_scope->>'from' IS NULL OR c.opened_at >= (viewer_scope->>'from')::timestamptz)
            AND (viewer_scope->>'to' IS NULL OR c.opened_at < (viewer_scope->>'to')::timestamptz), false);
    ELSIF viewer_role IS NULL OR viewer_role NOT IN ('supervisor', 'agent', 'light') THEN
        RETURN false;
    ELSIF c.assignee_id = viewer THEN
        RETURN true;
    ELSIF viewer_role = 'supervisor' AND (viewer_department IS NULL OR c.department_id = viewer_department) THEN
        RETURN true;
    ELSIF viewer_role = 'agent' AND EXISTS (
            SELECT FROM queue_member q WHERE q.organization_id = c.organization_id AND q.queue_id = c.queue_id
              AND q.user_id = viewer) THEN
        RETURN true;
    ELSIF viewer_role <> 'supervisor' AND EXISTS (
            SELECT FROM conversation_participant p WHERE p.organization_id = c.organization_id
              AND p.conversation_id = c.id AND p.user_id = viewer) THEN
        RETURN true;
    END IF;
    RETURN or_offered AND viewer_role <> 'light' AND EXISTS (
        SELECT FROM reservation r JOIN work_item w ON w.organization_id = r.organization_id AND w.id = r.work_item_id
        WHERE r.organization_id = c.organization_id AND r.agent_id = viewer AND r.state = 'offered'
          AND w.conversation_id = c.id);
END $$;

CREATE FUNCTION append_messages(the_organization uuid, batch jsonb)
RETURNS TABLE (ord int, outcome text, message_id uuid, message_position bigint, event_number bigint, answer jsonb,
               event jsonb)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    item jsonb;
    head conversation%ROWTYPE;
    held jsonb;
    stored_digest bytea;
    events jsonb := '[]';
    results jsonb := '[]';
    view jsonb;
    told jsonb;
    road record;
    n bigint;
    moment timestamptz := clock_timestamp();
    i int := 0;
    is_inbound boolean;
    slept boolean;
    is_talk boolean;
BEGIN
    PERFORM set_config('hamseda.organization', the_organization::text, true);
    -- Rows are locked in id order, so that two writers cannot wait for each other.
    PERFORM 1 FROM conversation
    WHERE organization_id = the_organization
      AND id IN (SELECT (value->>'conversation_id')::uuid FROM jsonb_array_elements(batch))
    ORDER BY id FOR UPDATE;

    FOR item IN SELECT value FROM jsonb_array_elements(batch) LOOP
        i := i + 1;
        IF item->>'key' IS NOT NULL THEN
            SELECT answer, digest INTO held, stored_digest FROM idempotency
            WHERE organization_id = the_organization AND caller = (item->>'caller')::uuid AND key = item->>'key';
            IF FOUND THEN
                results := results || jsonb_build_object('ord', i, 'answer', held, 'outcome',
                    CASE WHEN stored_digest IS NOT DISTINCT FROM decode(item->>'digest', 'hex')
                         THEN 'repeated' ELSE 'key_reused' END);
                CONTINUE;
            END IF;
        END IF;
        SELECT * INTO head FROM conversation
        WHERE organization_id = the_organization AND id = (item->>'conversation_id')::uuid;
        IF NOT FOUND OR (item->'viewer' IS NOT NULL AND item->'viewer' <> 'null'::jsonb AND NOT may_see_conversation(
                head, (item->'viewer'->>'id')::uuid, item->'viewer'->>'role',
                (item->'viewer'->>'department_id')::uuid, coalesce(item->'viewer'->'scope', '{}'), false)) THEN
            results := results || jsonb_build_object('ord', i, 'outcome', 'missing');
            CONTINUE;
        END IF;
        -- What has gone into another conversation only tells so.
        IF head.merged_into IS NOT NULL AND item->>'kind' <> 'notice' THEN
            results := results || jsonb_build_object('ord', i, 'outcome',
                CASE WHEN item->>'direction' = 'inbound' AND item->>'reopen' IS NULL THEN 'resolved' ELSE 'merged' END,
                'answer', jsonb_build_object('conversation_id', head.merged_into));
            CONTINUE;
        END IF;
        -- A reply into a chat finds its own road; every other road is the caller's to decide by its rules.
        IF (item->>'seek_road')::boolean THEN
            SELECT c.channel_id, c.channel_kind, c.channel_enabled, c.interaction_id INTO road
            FROM last_contacts(the_organization, head.id) c
            WHERE item->>'channel_id' IS NULL OR c.channel_id = (item->>'channel_id')::uuid
            ORDER BY c.started_at DESC LIMIT 1;
            IF NOT FOUND OR road.channel_kind <> 'webchat' OR NOT road.channel_enabled THEN
                results := results || jsonb_build_object('ord', i, 'outcome', 'no_live_road');
                CONTINUE;
            END IF;
            item := item || jsonb_build_object('channel_id', road.channel_id, 'channel_kind', road.channel_kind,
                                               'interaction_id', road.interaction_id);
        END IF;
        is_inbound := item->>'direction' = 'inbound';
        -- A closed conversation or an ended engagement takes the longer way, which opens a new one.
        IF is_inbound AND item->>'reopen' IS NULL AND (head.status = 'resolved' OR EXISTS (
                SELECT FROM interaction e WHERE e.organization_id = the_organization
                AND e.id = (item->>'interaction_id')::uuid AND e.state IN ('wrap_up', 'ended'))) THEN
            results := results || jsonb_build_object('ord', i, 'outcome', 'resolved');
            CONTINUE;
        END IF;

        slept := head.status = 'snoozed';
        -- Beside the talk (an aside) only what comes in waits for somebody.
        is_talk := item->>'state' <> 'scheduled'
                   AND (item->>'kind' = 'message' OR (item->>'kind' = 'aside' AND is_inbound));
        INSERT INTO message (organization_id, id, conversation_id, interaction_id, position, kind, direction,
            author_kind, author_id, author_name, channel_id, channel_kind, text, html, text_direction, state,
            send_at, attachments, meta, created_at)
        VALUES (the_organization, (item->>'id')::uuid, head.id, (item->>'interaction_id')::uuid,
            head.last_position + 1, item->>'kind', item->>'direction', item->>'author_kind',
            (item->>'author_id')::uuid, item->>'author_name', (item->>'channel_id')::uuid, item->>'channel_kind',
            item->>'text', item->>'html', item->>'text_direction', item->>'state',
            (item->>'send_at')::timestamptz, item->'attachments', item->'meta', moment);

        UPDATE conversation SET
            last_position = head.last_position + 1,
            last_message_at = CASE WHEN is_talk THEN moment ELSE last_message_at END,
            last_message_preview = CASE WHEN is_talk THEN item->>'preview' ELSE last_message_preview END,
            last_message_channel = CASE WHEN is_talk THEN item->>'channel_kind' ELSE last_message_channel END,
            last_message_inbound = CASE WHEN is_talk THEN is_inbound ELSE last_message_inbound END,
            status = CASE WHEN is_inbound THEN 'open' ELSE status END,
            snoozed_until = CASE WHEN is_inbound THEN NULL ELSE snoozed_until END,
            waiting_since = CASE WHEN NOT is_talk THEN waiting_since
                                 WHEN is_inbound THEN coalesce(waiting_since, moment)
                                 WHEN item->>'author_kind' = 'agent' THEN NULL ELSE waiting_since END,
            first_answered_at = CASE WHEN is_talk AND item->>'author_kind' = 'agent'
                                     THEN coalesce(first_answered_at, moment) ELSE first_answered_at END
        WHERE organization_id = the_organization AND id = head.id
        RETURNING * INTO head;

        UPDATE attachment SET message_id = (item->>'id')::uuid, conversation_id = head.id
        WHERE item->'attachments' <> '[]'::jsonb AND organization_id = the_organization AND message_id IS NULL
          AND id IN (SELECT (value->>'id')::uuid FROM jsonb_array_elements(item->'attachments'));

        IF item->'outbox' IS NOT NULL AND item->'outbox' <> 'null'::jsonb THEN
            INSERT INTO outbox (organization_id, id, kind, subject_id, body, due_at)
            VALUES (the_organization, (item->'outbox'->>'id')::uuid, item->'outbox'->>'kind', (item->>'id')::uuid,
                item->'outbox'->'body', coalesce((item->'outbox'->>'due_at')::timestamptz, moment));
        END IF;
        -- What slept with the conversation comes back into the line by the worker: a new timer, since the one of
        -- the snooze is locked before its conversation, and here it would be after it.
        IF is_inbound AND slept THEN
            INSERT INTO timer (organization_id, id, kind, subject_id, due_at)
            VALUES (the_organization, (item->>'event_id')::uuid, 'conversation.wake', head.id, moment);
        END IF;
        IF item->>'state' = 'scheduled' THEN
            INSERT INTO timer (organization_id, id, kind, subject_id, due_at)
            VALUES (the_organization, (item->>'event_id')::uuid, 'message.send', (item->>'id')::uuid,
                (item->>'send_at')::timestamptz);
        END IF;
        IF item->'external' IS NOT NULL AND item->'external' <> 'null'::jsonb THEN
            INSERT INTO inbound_receipt (organization_id, channel_id, external_id, message_id, conversation_id)
            VALUES (the_organization, (item->>'channel_id')::uuid, item->>'external', (item->>'id')::uuid, head.id);
        END IF;

        view := jsonb_build_object(
            'id', item->'id', 'conversation_id', head.id, 'interaction_id', item->'interaction_id',
            'position', head.last_position, 'kind', item->'kind', 'direction', item->'direction',
            'author_kind', item->'author_kind', 'author_id', item->'author_id', 'author_name', item->'author_name',
            'channel_id', item->'channel_id', 'channel_kind', item->'channel_kind', 'text', item->'text',
            'html', item->'html', 'text_direction', item->'text_direction', 'state', item->'state',
            'send_at', item->'send_at', 'attachments', item->'attachments', 'meta', item->'meta', 'created_at', moment);
        IF item->>'key' IS NOT NULL THEN
            INSERT INTO idempotency (organization_id, caller, key, digest, answer)
            VALUES (the_organization, (item->>'caller')::uuid, item->>'key', decode(item->>'digest', 'hex'), view);
        END IF;
        told := jsonb_build_object(
            'audience', jsonb_build_object('queue', head.queue_id, 'department', head.department_id,
                                           'assignee', head.assignee_id, 'opened_at', head.opened_at),
            'conversation', jsonb_build_object(
                'id', head.id, 'status', head.status, 'assignee_id', head.assignee_id, 'last_position', head.last_position,
                'last_message_at', head.last_message_at, 'last_message_preview', head.last_message_preview,
                'last_message_channel', head.last_message_channel, 'last_message_inbound', head.last_message_inbound,
                'waiting_since', head.waiting_since, 'snoozed_until', head.snoozed_until));
        results := results || jsonb_build_object('ord', i, 'outcome', 'appended', 'answer', view, 'event', told);
        events := events || jsonb_build_object(
            'id', item->'event_id', 'conversation_id', head.id, 'audience', told->'audience',
            'body', jsonb_build_object('message', view, 'conversation', told->'conversation'));
    END LOOP;

    n := jsonb_array_length(events);
    IF n > 0 THEN
        UPDATE event_head SET last_number = last_number + n WHERE organization_id = the_organization
        RETURNING last_number - n INTO n;
        INSERT INTO event (organization_id, id, number, kind, conversation_id, audience, body, created_at)
        SELECT the_organization, (e.value->>'id')::uuid, n + e.ordinality, 'message.appended',
               (e.value->>'conversation_id')::uuid, e.value->'audience', e.value->'body', moment
        FROM jsonb_array_elements(events) WITH ORDINALITY e;
    END IF;
    RETURN QUERY
        SELECT (r.value->>'ord')::int, r.value->>'outcome', (r.value->'answer'->>'id')::uuid,
               (r.value->'answer'->>'position')::bigint,
               CASE WHEN r.value ? 'event'
                    THEN n + count(*) FILTER (WHERE r.value ? 'event') OVER (ORDER BY r.ordinality) END,
               r.value->'answer', r.value->'event'
        FROM jsonb_array_elements(results) WITH ORDINALITY r ORDER BY r.ordinality;
END $$;

-- How the customer of a conversation wrote last, one row a channel, and the engagement a reply on it belongs to:
-- one round trip on the way of every reply.
CREATE FUNCTION last_contacts(the_organization uuid, the_conversation uuid)
RETURNS TABLE (channel_id uuid, channel_kind text, channel_name text, channel_enabled boolean, address text,
               state text, started_at timestamptz, interaction_id uuid)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('hamseda.organization', the_organization::text, true);
    RETURN QUERY
        SELECT DISTINCT ON (i.channel_id) i.channel_id, i.channel_kind, ch.name, ch.enabled, i.address, i.state,
               i.started_at,
               first_value(i.id) OVER (PARTITION BY i.channel_id ORDER BY i.state <> 'ended' DESC, i.started_at DESC)
        FROM interaction i JOIN channel ch ON ch.organization_id = i.organization_id AND ch.id = i.channel_id
        WHERE i.organization_id = the_organization AND i.conversation_id = the_conversation
        ORDER BY i.channel_id, i.started_at DESC;
END $$;
