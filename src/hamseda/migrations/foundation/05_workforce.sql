-- Who works when: what schedules are made from, schedules, and what people ask of them.
CREATE TABLE shift_template (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    length_m int NOT NULL CHECK (length_m BETWEEN 15 AND 960),
    earliest text NOT NULL,
    latest text NOT NULL,
    step_m int NOT NULL CHECK (step_m BETWEEN 5 AND 720),
    on_days text[] NOT NULL DEFAULT '{}',
    breaks jsonb NOT NULL DEFAULT '[]',
    department_id uuid,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, department_id) REFERENCES department
);

-- One row an organization; what it does not say is ours to say.
CREATE TABLE schedule_rules (
    organization_id uuid PRIMARY KEY REFERENCES organization ON DELETE CASCADE,
    rules jsonb NOT NULL
);

-- What a person may and would work; who has no row works by the contract of the rules, at any time.
CREATE TABLE schedule_person (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    contract jsonb,
    available jsonb NOT NULL DEFAULT '[]',
    wishes jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);

-- `problem` is what it is made from, frozen when it was made; `figures` what the shifts of this version come to;
-- `opened` are shifts of people who left, which nobody has taken over yet.
CREATE TABLE schedule (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    department_id uuid,
    first_day date NOT NULL,
    days int NOT NULL CHECK (days BETWEEN 1 AND 35),
    time_zone text NOT NULL,
    state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published')),
    version int NOT NULL DEFAULT 1,
    problem jsonb NOT NULL,
    notes jsonb NOT NULL DEFAULT '[]',
    kept_off jsonb NOT NULL DEFAULT '[]',
    opened jsonb NOT NULL DEFAULT '[]',
    figures jsonb NOT NULL DEFAULT '{}',
    calculation_id uuid,
    created_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, department_id) REFERENCES department
);
CREATE INDEX schedule_period ON schedule (organization_id, first_day DESC, id DESC);

-- Wall time of the schedule's zone: minutes after midnight of `day`, beyond 1440 on the next one. A shift that was
-- published and is no more stays, so that calendars which subscribed to it learn of its end.
CREATE TABLE scheduled_shift (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    schedule_id uuid NOT NULL,
    user_id uuid NOT NULL,
    day date NOT NULL,
    template text NOT NULL,
    start_m int NOT NULL CHECK (start_m BETWEEN 0 AND 1439),
    length_m int NOT NULL CHECK (length_m BETWEEN 15 AND 1440),
    breaks jsonb NOT NULL DEFAULT '[]',
    activities jsonb NOT NULL DEFAULT '[]',
    locked boolean NOT NULL DEFAULT false,
    is_published boolean NOT NULL DEFAULT false,
    was_published boolean NOT NULL DEFAULT false,
    sequence int NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL DEFAULT now(),
    removed_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, schedule_id) REFERENCES schedule ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE,
    CONSTRAINT scheduled_shift_once EXCLUDE USING btree (organization_id WITH =, user_id WITH =, day WITH =)
        WHERE (is_published AND removed_at IS NULL) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX scheduled_shift_schedule ON scheduled_shift (organization_id, schedule_id, day);
CREATE INDEX scheduled_shift_person ON scheduled_shift (organization_id, user_id, day);

-- What changed from one version of a schedule to the next, so that it can be taken back.
CREATE TABLE schedule_edit (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    schedule_id uuid NOT NULL,
    version int NOT NULL,
    what text NOT NULL CHECK (what IN ('edited', 'solved', 'undone', 'request', 'published', 'withdrawn', 'refreshed',
        'left')),
    by_id uuid,
    at timestamptz NOT NULL DEFAULT now(),
    before jsonb NOT NULL DEFAULT '[]',
    after_ids uuid[] NOT NULL DEFAULT '{}',
    kept_off_before jsonb,
    opened_before jsonb,
    undone_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, schedule_id) REFERENCES schedule ON DELETE CASCADE
);
CREATE INDEX schedule_edit_schedule ON schedule_edit (organization_id, schedule_id, id DESC);

-- Leave and swaps: `steps` says who moved it when, `shift_id` and `with_shift_id` what changes hands.
CREATE TABLE shift_request (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('leave', 'swap')),
    user_id uuid NOT NULL,
    with_user_id uuid,
    first_day date NOT NULL,
    last_day date NOT NULL CHECK (last_day >= first_day),
    shift_id uuid,
    with_shift_id uuid,
    reason text NOT NULL DEFAULT '',
    answer text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'agreed', 'approved', 'refused', 'withdrawn')),
    steps jsonb NOT NULL DEFAULT '[]',
    asked_at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by uuid,
    PRIMARY KEY (organization_id, id),
    CHECK ((kind = 'swap') = (with_user_id IS NOT NULL AND shift_id IS NOT NULL)),
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE,
    FOREIGN KEY (organization_id, with_user_id) REFERENCES membership ON DELETE CASCADE,
    FOREIGN KEY (organization_id, shift_id) REFERENCES scheduled_shift ON DELETE CASCADE,
    FOREIGN KEY (organization_id, with_shift_id) REFERENCES scheduled_shift ON DELETE CASCADE
);
CREATE INDEX shift_request_person ON shift_request (organization_id, user_id, first_day);
CREATE INDEX shift_request_with ON shift_request (organization_id, with_user_id) WHERE with_user_id IS NOT NULL;
CREATE INDEX shift_request_open ON shift_request (organization_id, id) WHERE state IN ('asked', 'agreed');

-- Who would like a break now, first come, first served; granted ones hold a place for a while.
CREATE TABLE break_request (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    granted_at timestamptz,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);

-- Times that a leader marked as fine, whatever the schedule says.
CREATE TABLE adherence_exception (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    reason text NOT NULL,
    by_id uuid,
    made_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);
CREATE INDEX adherence_exception_person ON adherence_exception (organization_id, user_id, starts_at);

-- The secret address of a person's shifts; its digest stands in lookup.
CREATE TABLE shift_feed (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_read_at timestamptz,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);
