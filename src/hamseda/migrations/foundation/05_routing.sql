-- What waits, who may take it, and what was offered to whom.
CREATE TABLE callback (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    queue_id uuid NOT NULL,
    wanted_at timestamptz NOT NULL,
    address text NOT NULL,
    brief text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'promised' CHECK (state IN ('promised', 'due', 'done', 'cancelled')),
    created_at timestamptz NOT NULL DEFAULT now(),
    done_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation ON DELETE CASCADE,
    FOREIGN KEY (organization_id, queue_id) REFERENCES queue
);

-- `snoozed` waits outside the line, with the place it had (entered_at), until its conversation is awake again.
CREATE TABLE work_item (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    queue_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    interaction_id uuid,
    callback_id uuid,
    case_step_id uuid,
    voicemail_id uuid,
    channel_kind text NOT NULL,
    state text NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'snoozed', 'offered', 'active', 'wrap_up', 'done', 'abandoned', 'withdrawn')),
    priority int NOT NULL DEFAULT 0,
    boost_ms int NOT NULL DEFAULT 0,
    is_safety boolean NOT NULL DEFAULT false,
    weight int NOT NULL,
    preferred_agent_id uuid,
    preferred_until timestamptz,
    agent_id uuid,
    entered_at timestamptz NOT NULL,
    ring int NOT NULL DEFAULT 0,
    accepted_at timestamptz,
    ended_at timestamptz,
    reason jsonb,
    PRIMARY KEY (organization_id, id),
    CHECK (num_nonnulls(interaction_id, callback_id, case_step_id, voicemail_id) = 1),
    FOREIGN KEY (organization_id, queue_id) REFERENCES queue,
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation ON DELETE CASCADE,
    FOREIGN KEY (organization_id, interaction_id) REFERENCES interaction ON DELETE CASCADE,
    FOREIGN KEY (organization_id, callback_id) REFERENCES callback ON DELETE CASCADE,
    FOREIGN KEY (organization_id, agent_id) REFERENCES membership,
    FOREIGN KEY (organization_id, preferred_agent_id) REFERENCES membership
);
CREATE UNIQUE INDEX work_item_interaction ON work_item (organization_id, interaction_id)
    WHERE state IN ('waiting', 'snoozed', 'offered', 'active', 'wrap_up');
CREATE UNIQUE INDEX work_item_callback ON work_item (organization_id, callback_id)
    WHERE state IN ('waiting', 'snoozed', 'offered', 'active', 'wrap_up');
CREATE INDEX work_item_live ON work_item (organization_id, queue_id, entered_at)
    WHERE state IN ('waiting', 'snoozed', 'offered', 'active', 'wrap_up');
CREATE INDEX work_item_conversation ON work_item (organization_id, conversation_id);
CREATE INDEX work_item_agent ON work_item (organization_id, agent_id) WHERE state IN ('active', 'wrap_up');
CREATE INDEX work_item_ended ON work_item (organization_id, ended_at);

CREATE TABLE reservation (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    work_item_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'offered'
        CHECK (state IN ('offered', 'accepted', 'declined', 'timed_out', 'withdrawn')),
    offered_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    decided_at timestamptz,
    epoch bigint NOT NULL,
    explanation jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, work_item_id) REFERENCES work_item ON DELETE CASCADE,
    FOREIGN KEY (organization_id, agent_id) REFERENCES membership
);
CREATE UNIQUE INDEX reservation_live ON reservation (organization_id, work_item_id) WHERE state = 'offered';
CREATE INDEX reservation_agent ON reservation (organization_id, agent_id) WHERE state = 'offered';
CREATE INDEX reservation_item ON reservation (organization_id, work_item_id);

CREATE TABLE presence (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'offline' CHECK (state IN ('available', 'break', 'offline')),
    reason text,
    since timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);

CREATE TABLE presence_log (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    state text NOT NULL,
    reason text,
    at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX presence_log_user ON presence_log (organization_id, user_id, at);

-- A promise of a wait, and what became of it.
CREATE TABLE wait_promise (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    work_item_id uuid NOT NULL,
    queue_id uuid NOT NULL,
    low_s int NOT NULL,
    high_s int NOT NULL,
    promised_at timestamptz NOT NULL,
    actual_s int,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, work_item_id) REFERENCES work_item ON DELETE CASCADE
);
CREATE INDEX wait_promise_item ON wait_promise (organization_id, work_item_id);
CREATE INDEX wait_promise_kept ON wait_promise (organization_id, queue_id, promised_at) WHERE actual_s IS NOT NULL;

CREATE TABLE shift (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    headset_ok boolean,
    ended_at timestamptz,
    handover jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);
CREATE UNIQUE INDEX shift_open ON shift (organization_id, user_id) WHERE ended_at IS NULL;

CREATE TABLE bulletin (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    department_id uuid,
    published_by uuid,
    published_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, department_id) REFERENCES department
);

CREATE TABLE bulletin_read (
    organization_id uuid NOT NULL,
    bulletin_id uuid NOT NULL,
    user_id uuid NOT NULL,
    read_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, bulletin_id, user_id),
    FOREIGN KEY (organization_id, bulletin_id) REFERENCES bulletin ON DELETE CASCADE
);

-- Days that forecasts are told of: campaigns, bills, and corrections of the official calendar.
CREATE TABLE special_days (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('campaign', 'billing', 'event', 'holiday', 'ordinary', 'nowruz', 'ramadan')),
    name text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    repeats text NOT NULL CHECK (repeats IN ('never', 'monthly', 'yearly')),
    factor float8 CHECK (factor > 0),
    opens time,
    closes time,
    department_id uuid,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, department_id) REFERENCES department,
    CHECK (last_day >= first_day),
    CHECK ((opens IS NULL) = (closes IS NULL))
);

-- Long calculations: asked for in a request, worked out by a process of its own below a worker.
CREATE TABLE calculation (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text NOT NULL,
    asked_by uuid NOT NULL,
    roles text[] NOT NULL,
    department_id uuid,
    request bytea NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    progress float8 NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    note jsonb,
    result bytea,
    fault jsonb,
    can_conclude boolean NOT NULL DEFAULT false,
    concludes boolean NOT NULL DEFAULT false,
    attempts int NOT NULL DEFAULT 0,
    holder uuid,
    asked_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    beat_at timestamptz,
    ended_at timestamptz,
    PRIMARY KEY (organization_id, id),
    CHECK ((state = 'done') = (result IS NOT NULL)),
    CHECK ((state = 'failed') = (fault IS NOT NULL))
);
CREATE INDEX calculation_open ON calculation (state, asked_at) WHERE state IN ('queued', 'running');
CREATE INDEX calculation_ended ON calculation (ended_at) WHERE ended_at IS NOT NULL;
