-- What every domain stands on: tenants, the event log, outbox, timers, leases, idempotency, audit.
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE organization (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    locale text NOT NULL DEFAULT 'fa' CHECK (locale IN ('fa', 'en')),
    time_zone text NOT NULL DEFAULT 'Asia/Tehran',
    settings jsonb NOT NULL DEFAULT '{}',
    is_demo boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- What is known before the organization is: API key, mail recipient, widget key, tracking code.
CREATE TABLE lookup (
    kind text NOT NULL,
    digest bytea NOT NULL,
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    PRIMARY KEY (kind, digest)
);
CREATE INDEX lookup_target ON lookup (organization_id, id);

-- Every writing transaction ends by locking this row, so event numbers are in commit order without gaps.
CREATE TABLE event_head (
    organization_id uuid PRIMARY KEY REFERENCES organization ON DELETE CASCADE,
    last_number bigint NOT NULL DEFAULT 0
);

CREATE TABLE event (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    number bigint NOT NULL,
    kind text NOT NULL,
    conversation_id uuid,
    audience jsonb NOT NULL DEFAULT '{}',
    body jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
) PARTITION BY RANGE (id);
CREATE INDEX event_number ON event (organization_id, number);

-- How far a durable reader of the event log has come.
CREATE TABLE event_cursor (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    reader text NOT NULL,
    number bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (organization_id, reader)
);

-- What leaves the house: mail, webhooks. Claimed by a lease; retried with back-off.
CREATE TABLE outbox (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid,
    body jsonb NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed', 'cancelled')),
    due_at timestamptz NOT NULL DEFAULT now(),
    attempts int NOT NULL DEFAULT 0,
    leased_until timestamptz,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    done_at timestamptz,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'waiting';
CREATE INDEX outbox_subject ON outbox (organization_id, subject_id);

-- Everything that is to happen later.
CREATE TABLE timer (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid,
    due_at timestamptz NOT NULL,
    body jsonb NOT NULL DEFAULT '{}',
    attempts int NOT NULL DEFAULT 0,
    last_error text,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX timer_due ON timer (due_at);
CREATE INDEX timer_subject ON timer (organization_id, kind, subject_id);

-- A request that is sent again gets the first answer.
CREATE TABLE idempotency (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    caller uuid NOT NULL,
    key text NOT NULL,
    digest bytea,
    answer jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, caller, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE lease (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    name text NOT NULL,
    holder text NOT NULL,
    epoch bigint NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, name)
);

-- Linked into a hash chain by one background job; an entry waits with position NULL until then.
CREATE TABLE audit_entry (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    actor_kind text NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    subject_kind text,
    subject_id uuid,
    detail jsonb NOT NULL DEFAULT '{}',
    address text,
    position bigint,
    previous_hash bytea,
    hash bytea,
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX audit_position ON audit_entry (organization_id, position) WHERE position IS NOT NULL;
CREATE INDEX audit_unlinked ON audit_entry (organization_id, id) WHERE position IS NULL;
CREATE INDEX audit_subject ON audit_entry (organization_id, subject_id, id);
CREATE INDEX audit_actor ON audit_entry (organization_id, actor_id, id);

-- Counters of rate limits, shared by all processes.
CREATE UNLOGGED TABLE rate_window (
    key text NOT NULL,
    window_start timestamptz NOT NULL,
    hits int NOT NULL,
    PRIMARY KEY (key, window_start)
);

CREATE TABLE process (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    pid int NOT NULL,
    host text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now()
);

-- Which scripts this database was made with: another one's tables are not those that the program means.
CREATE TABLE foundation_script (
    name text PRIMARY KEY,
    digest text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
