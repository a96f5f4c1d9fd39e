-- People, their rights, and how they are arranged.
CREATE TABLE app_user (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    password_hash text,
    totp_secret bytea,
    totp_confirmed_at timestamptz,
    totp_last_step bigint,
    oidc_subject text,
    locale text NOT NULL DEFAULT 'fa' CHECK (locale IN ('fa', 'en')),
    calendar text NOT NULL DEFAULT 'jalali' CHECK (calendar IN ('jalali', 'gregorian')),
    digits text NOT NULL DEFAULT 'fa' CHECK (digits IN ('fa', 'latn')),
    time_zone text,
    preferences jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX app_user_oidc ON app_user (oidc_subject) WHERE oidc_subject IS NOT NULL;

CREATE TABLE session (
    digest bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app_user ON DELETE CASCADE,
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    csrf text NOT NULL,
    address text,
    agent text,
    second_factor_pending boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_of_user ON session (user_id);

CREATE TABLE password_reset (
    digest bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app_user ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE TABLE brand (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    color text NOT NULL DEFAULT '#0f766e',
    settings jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);

CREATE TABLE calendar (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    definition jsonb NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE TABLE department (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    time_zone text,
    calendar_id uuid,
    archived_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, calendar_id) REFERENCES calendar
);

-- A user in an organization. valid_until and scope bind the auditor; disabled_at bars the door for a time.
CREATE TABLE membership (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES app_user ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('admin', 'supervisor', 'agent', 'light', 'auditor')),
    department_id uuid,
    capacity int NOT NULL DEFAULT 100 CHECK (capacity BETWEEN 0 AND 1000),
    scope jsonb NOT NULL DEFAULT '{}',
    valid_until timestamptz,
    disabled_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    removed_at timestamptz,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, department_id) REFERENCES department
);
CREATE INDEX membership_user ON membership (user_id);

CREATE TABLE team (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    department_id uuid,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, department_id) REFERENCES department
);

CREATE TABLE team_member (
    organization_id uuid NOT NULL,
    team_id uuid NOT NULL,
    user_id uuid NOT NULL,
    PRIMARY KEY (organization_id, team_id, user_id),
    FOREIGN KEY (organization_id, team_id) REFERENCES team ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);

CREATE TABLE skill (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE TABLE agent_skill (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    skill_id uuid NOT NULL,
    level int NOT NULL CHECK (level BETWEEN 1 AND 5),
    PRIMARY KEY (organization_id, user_id, skill_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE,
    FOREIGN KEY (organization_id, skill_id) REFERENCES skill ON DELETE CASCADE
);

CREATE TABLE api_key (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    hint text NOT NULL,
    digest bytea NOT NULL,
    role text NOT NULL CHECK (role IN ('admin', 'supervisor', 'agent', 'light', 'auditor')),
    scopes text[] NOT NULL DEFAULT '{}',
    created_by uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    expires_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (organization_id, id)
);

CREATE TABLE webhook (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    secret bytea NOT NULL,
    kinds text[] NOT NULL DEFAULT '{}',
    enabled boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_success_at timestamptz,
    last_error text,
    PRIMARY KEY (organization_id, id)
);

-- The original of a masked value, encrypted with a key that is not in the database.
CREATE TABLE sealed_value (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    masked text NOT NULL,
    ciphertext bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX sealed_subject ON sealed_value (organization_id, subject_id);
CREATE INDEX sealed_expiry ON sealed_value (expires_at);
