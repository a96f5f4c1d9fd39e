-- What the two first channels keep for themselves.

-- A visitor of a web chat channel. Holds no history of a person: only the device's own thread, which is what was said in
-- its own engagements, in whichever conversation those are.
CREATE TABLE visitor (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    channel_id uuid NOT NULL,
    customer_id uuid,
    conversation_id uuid,
    interaction_id uuid,
    engagements uuid[] NOT NULL DEFAULT '{}',
    token_version int NOT NULL DEFAULT 1,
    is_verified boolean NOT NULL DEFAULT false,
    claims jsonb NOT NULL DEFAULT '[]',
    name text,
    locale text,
    is_simulated boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, channel_id) REFERENCES channel ON DELETE CASCADE,
    FOREIGN KEY (organization_id, customer_id) REFERENCES customer ON DELETE CASCADE,
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation ON DELETE SET NULL (conversation_id),
    FOREIGN KEY (organization_id, interaction_id) REFERENCES interaction ON DELETE SET NULL (interaction_id)
);
CREATE INDEX visitor_conversation ON visitor (organization_id, conversation_id);

-- Every mail that came in, as it came; parsed after it is durable.
CREATE TABLE raw_mail (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    channel_id uuid NOT NULL,
    storage_key text NOT NULL,
    sha256 bytea NOT NULL,
    size bigint NOT NULL,
    envelope jsonb NOT NULL,
    state text NOT NULL DEFAULT 'received'
        CHECK (state IN ('received', 'stored', 'duplicate', 'quarantined', 'discarded', 'failed')),
    reason text,
    message_id uuid,
    is_released boolean NOT NULL DEFAULT false,
    attempts int NOT NULL DEFAULT 0,
    stalled_at timestamptz,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, channel_id) REFERENCES channel ON DELETE CASCADE
);
CREATE INDEX raw_mail_waiting ON raw_mail (received_at) WHERE state = 'received';
CREATE INDEX raw_mail_age ON raw_mail USING brin (received_at);
CREATE INDEX raw_mail_blob ON raw_mail USING hash (storage_key) WHERE storage_key <> '';

-- Mailboxes that are fetched: who fetches each, how far, and what the server said last.
CREATE TABLE mailbox (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    channel_id uuid NOT NULL,
    position jsonb NOT NULL DEFAULT '{}',
    holder uuid NOT NULL,
    held_until timestamptz NOT NULL,
    fetched_at timestamptz,
    failing_since timestamptz,
    fault text,
    said text,
    PRIMARY KEY (organization_id, channel_id),
    FOREIGN KEY (organization_id, channel_id) REFERENCES channel ON DELETE CASCADE
);

-- Mails of a mailbox without an order of its own (POP3) that are safe here.
CREATE TABLE mailbox_seen (
    organization_id uuid NOT NULL,
    channel_id uuid NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (organization_id, channel_id, name),
    FOREIGN KEY (organization_id, channel_id) REFERENCES mailbox ON DELETE CASCADE
);

-- Addresses that are gone, by the word of a mail server: nothing is sent there until somebody lifts it.
CREATE TABLE mail_suppression (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    address text NOT NULL,
    why text NOT NULL,
    status text NOT NULL,
    said text NOT NULL,
    message_id uuid,
    suppressed_at timestamptz NOT NULL DEFAULT now(),
    lifted_at timestamptz,
    lifted_by uuid,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, address)
);

-- Suspicious mails: what staff need to decide; the mail itself lies with its raw_mail, whose id is the same.
CREATE TABLE mail_quarantine (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    channel_id uuid NOT NULL,
    reason text NOT NULL,
    reasons text[] NOT NULL,
    sha256 text NOT NULL,
    sender text NOT NULL,
    sender_name text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    html text,
    detail jsonb NOT NULL DEFAULT '{}',
    state text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'released', 'discarded')),
    held_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz,
    decided_by uuid,
    why text,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, channel_id, sha256),
    FOREIGN KEY (organization_id, id) REFERENCES raw_mail ON DELETE CASCADE,
    FOREIGN KEY (organization_id, channel_id) REFERENCES channel ON DELETE CASCADE
);
CREATE INDEX mail_quarantine_list ON mail_quarantine (organization_id, state, held_at);

-- What a channel has answered by itself: the budget of automatic answers.
CREATE TABLE mail_acknowledgement (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    address text NOT NULL,
    conversation_id uuid NOT NULL,
    sent_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);
CREATE INDEX mail_acknowledgement_address ON mail_acknowledgement (organization_id, address, sent_at);
CREATE INDEX mail_acknowledgement_conversation ON mail_acknowledgement (organization_id, conversation_id);

-- Message-IDs that we sent or received, to find the thread of an answer.
CREATE TABLE mail_reference (
    organization_id uuid NOT NULL,
    message_id_header text NOT NULL,
    conversation_id uuid NOT NULL,
    message_id uuid NOT NULL,
    direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    address text NOT NULL DEFAULT '',
    PRIMARY KEY (organization_id, message_id_header),
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);
CREATE INDEX mail_reference_message ON mail_reference (organization_id, message_id);
