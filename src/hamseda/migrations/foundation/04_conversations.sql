-- Roads (channels), queues, the continuing thread, and what was said on it.
CREATE TABLE queue (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    department_id uuid NOT NULL,
    brand_id uuid,
    calendar_id uuid,
    priority int NOT NULL DEFAULT 0,
    settings jsonb NOT NULL DEFAULT '{}',
    signature_html text,
    signature_text text,
    archived_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, department_id) REFERENCES department,
    FOREIGN KEY (organization_id, brand_id) REFERENCES brand,
    FOREIGN KEY (organization_id, calendar_id) REFERENCES calendar
);

CREATE TABLE queue_member (
    organization_id uuid NOT NULL,
    queue_id uuid NOT NULL,
    user_id uuid NOT NULL,
    PRIMARY KEY (organization_id, queue_id, user_id),
    FOREIGN KEY (organization_id, queue_id) REFERENCES queue ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);
CREATE INDEX queue_member_user ON queue_member (organization_id, user_id);

CREATE TABLE queue_skill (
    organization_id uuid NOT NULL,
    queue_id uuid NOT NULL,
    skill_id uuid NOT NULL,
    level int NOT NULL CHECK (level BETWEEN 1 AND 5),
    optional_after_s int,
    PRIMARY KEY (organization_id, queue_id, skill_id),
    FOREIGN KEY (organization_id, queue_id) REFERENCES queue ON DELETE CASCADE,
    FOREIGN KEY (organization_id, skill_id) REFERENCES skill ON DELETE CASCADE
);

CREATE TABLE channel (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    brand_id uuid,
    queue_id uuid NOT NULL,
    settings jsonb NOT NULL DEFAULT '{}',
    secret bytea,
    enabled boolean NOT NULL DEFAULT true,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, brand_id) REFERENCES brand,
    FOREIGN KEY (organization_id, queue_id) REFERENCES queue
);

CREATE TABLE disposition (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    archived_at timestamptz,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, code)
);

CREATE TABLE conversation (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    number bigint NOT NULL,
    customer_id uuid NOT NULL,
    brand_id uuid,
    queue_id uuid NOT NULL,
    department_id uuid NOT NULL,
    assignee_id uuid,
    subject text,
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'snoozed', 'resolved')),
    is_verified boolean NOT NULL DEFAULT false,
    is_beside boolean NOT NULL DEFAULT false,
    merged_into uuid,
    mark text CHECK (mark IN ('foreign_subject', 'unverified_sender', 'third_party_code', 'simulated')),
    snoozed_until timestamptz,
    due_at timestamptz,
    next_step text,
    last_position bigint NOT NULL DEFAULT 0,
    last_message_at timestamptz,
    last_message_preview text NOT NULL DEFAULT '',
    last_message_channel text,
    last_message_inbound boolean,
    waiting_since timestamptz,
    first_answered_at timestamptz,
    opened_at timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz,
    resolved_by uuid,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, number),
    FOREIGN KEY (organization_id, customer_id) REFERENCES customer,
    FOREIGN KEY (organization_id, brand_id) REFERENCES brand,
    FOREIGN KEY (organization_id, queue_id) REFERENCES queue,
    FOREIGN KEY (organization_id, department_id) REFERENCES department,
    FOREIGN KEY (organization_id, assignee_id) REFERENCES membership,
    FOREIGN KEY (organization_id, merged_into) REFERENCES conversation
);
-- A verified customer has at most one open conversation per brand, and beside it those that people split off.
CREATE UNIQUE INDEX conversation_single ON conversation (organization_id, customer_id, brand_id) NULLS NOT DISTINCT
    WHERE is_verified AND NOT is_beside AND status <> 'resolved';
CREATE INDEX conversation_customer ON conversation (organization_id, customer_id, opened_at);
CREATE INDEX conversation_assignee ON conversation (organization_id, assignee_id, last_message_at, id)
    WHERE status <> 'resolved';
CREATE INDEX conversation_queue ON conversation (organization_id, queue_id, last_message_at, id)
    WHERE status <> 'resolved';
CREATE INDEX conversation_recent ON conversation (organization_id, last_message_at, id);

-- Where a conversation lives: itself, or the one that it went into, however often that went on.
CREATE FUNCTION living_conversation(the_organization uuid, the_conversation uuid) RETURNS uuid
LANGUAGE plpgsql STABLE AS $$
DECLARE
    living uuid := the_conversation;
    further uuid;
BEGIN
    LOOP
        SELECT merged_into INTO further FROM conversation WHERE organization_id = the_organization AND id = living;
        IF further IS NULL THEN
            RETURN living;
        END IF;
        living := further;
    END LOOP;
END $$;

-- Where a message stands now. A question of its own: joined to the other tables, all parts of `message` would be planned.
CREATE FUNCTION place_of_message(the_organization uuid, the_message uuid) RETURNS uuid
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT conversation_id FROM message WHERE organization_id = the_organization AND id = the_message);
END $$;

-- Splits and merges: what went from one conversation to another, and everything that the way back needs.
CREATE TABLE conversation_move (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('split', 'merge')),
    from_id uuid NOT NULL,
    to_id uuid NOT NULL,
    asked jsonb NOT NULL,
    moved jsonb NOT NULL,
    moved_by uuid NOT NULL,
    moved_at timestamptz NOT NULL DEFAULT now(),
    reversed_by uuid,
    reversed_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, from_id) REFERENCES conversation ON DELETE CASCADE,
    FOREIGN KEY (organization_id, to_id) REFERENCES conversation ON DELETE CASCADE
);
CREATE INDEX conversation_move_from ON conversation_move (organization_id, from_id);
CREATE INDEX conversation_move_to ON conversation_move (organization_id, to_id);

CREATE TABLE conversation_number (
    organization_id uuid PRIMARY KEY REFERENCES organization ON DELETE CASCADE,
    last_number bigint NOT NULL DEFAULT 1000
);

-- Who else may see it: handed to, mentioned.
CREATE TABLE conversation_participant (
    organization_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    reason text NOT NULL CHECK (reason IN ('handed', 'mentioned')),
    added_by uuid,
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, conversation_id, user_id),
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);
CREATE INDEX participant_user ON conversation_participant (organization_id, user_id);

-- One engagement on one channel, from start to wrap-up.
CREATE TABLE interaction (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    channel_id uuid,
    channel_kind text NOT NULL,
    direction text NOT NULL DEFAULT 'inbound' CHECK (direction IN ('inbound', 'outbound')),
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'active', 'wrap_up', 'ended', 'logged')),
    agent_id uuid,
    context jsonb NOT NULL DEFAULT '{}',
    address text,
    started_at timestamptz NOT NULL DEFAULT now(),
    answered_at timestamptz,
    ended_at timestamptz,
    wrap_up_until timestamptz,
    disposition_id uuid,
    abandoned boolean NOT NULL DEFAULT false,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation ON DELETE CASCADE,
    FOREIGN KEY (organization_id, channel_id) REFERENCES channel,
    FOREIGN KEY (organization_id, agent_id) REFERENCES membership,
    FOREIGN KEY (organization_id, disposition_id) REFERENCES disposition
);
CREATE INDEX interaction_conversation ON interaction (organization_id, conversation_id, started_at);
CREATE INDEX interaction_started ON interaction (organization_id, started_at);

CREATE TABLE message (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    interaction_id uuid,
    position bigint NOT NULL,
    -- An aside is said beside the talk: to somebody outside, or by them. Customers never see one.
    kind text NOT NULL CHECK (kind IN ('message', 'note', 'notice', 'aside')),
    direction text NOT NULL CHECK (direction IN ('inbound', 'outbound', 'internal')),
    author_kind text NOT NULL CHECK (author_kind IN ('customer', 'agent', 'system', 'third_party')),
    author_id uuid,
    author_name text,
    channel_id uuid,
    channel_kind text,
    text text NOT NULL DEFAULT '',
    html text,
    text_direction text NOT NULL DEFAULT 'rtl' CHECK (text_direction IN ('rtl', 'ltr')),
    state text NOT NULL DEFAULT 'sent' CHECK (state IN ('scheduled', 'queued', 'sent', 'delivered', 'read', 'failed', 'cancelled')),
    send_at timestamptz,
    attachments jsonb NOT NULL DEFAULT '[]',
    meta jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
) PARTITION BY RANGE (id);
CREATE INDEX message_timeline ON message (organization_id, conversation_id, position);

-- Provider webhooks and mails come twice; a second one falls here.
CREATE TABLE inbound_receipt (
    organization_id uuid NOT NULL,
    channel_id uuid NOT NULL,
    external_id text NOT NULL,
    message_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    PRIMARY KEY (organization_id, channel_id, external_id),
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);

-- Written by a reader of the event log, within about a second of the message.
CREATE TABLE message_search (
    organization_id uuid NOT NULL,
    message_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    is_note boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    search_text text NOT NULL,
    tsv tsvector GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED,
    PRIMARY KEY (organization_id, message_id),
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);
CREATE INDEX message_search_words ON message_search USING gin (organization_id, tsv);
CREATE INDEX message_search_trigram ON message_search USING gin (organization_id, search_text gin_trgm_ops);

-- The blob is on disk before this row commits; rows without a message are swept after a day.
CREATE TABLE attachment (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    conversation_id uuid,
    message_id uuid,
    name text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    storage_key text NOT NULL,
    content_id text,
    uploaded_by_kind text NOT NULL,
    uploaded_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX attachment_blob ON attachment (organization_id, storage_key);
CREATE INDEX attachment_orphans ON attachment (created_at) WHERE message_id IS NULL;

CREATE TABLE draft (
    organization_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    kind text NOT NULL DEFAULT 'message' CHECK (kind IN ('message', 'note')),
    channel_id uuid,
    text text NOT NULL,
    html text,
    mail jsonb,
    attachments jsonb NOT NULL DEFAULT '[]',
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, conversation_id, user_id),
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);

CREATE TABLE read_mark (
    organization_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    reader_id uuid NOT NULL,
    position bigint NOT NULL,
    read_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, conversation_id, reader_id),
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);

CREATE TABLE label (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    color text NOT NULL DEFAULT '#64748b',
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, name)
);

CREATE TABLE conversation_label (
    organization_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    label_id uuid NOT NULL,
    PRIMARY KEY (organization_id, conversation_id, label_id),
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation ON DELETE CASCADE,
    FOREIGN KEY (organization_id, label_id) REFERENCES label ON DELETE CASCADE
);

CREATE TABLE canned_reply (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    shortcut text NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    html text,
    department_id uuid,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, shortcut),
    FOREIGN KEY (organization_id, department_id) REFERENCES department
);
