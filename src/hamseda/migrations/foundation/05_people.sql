-- What seats need: a price is that of one unit, in rial; null: not known yet.
CREATE TABLE equipment_item (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL
        CHECK (kind IN ('system', 'headset', 'computer', 'monitor', 'keyboard', 'software', 'furniture', 'other')),
    basis text NOT NULL CHECK (basis IN ('seat', 'person', 'shared')),
    count float8 NOT NULL CHECK (count > 0),
    cost float8 CHECK (cost >= 0),
    month_cost float8 NOT NULL CHECK (month_cost >= 0),
    spare float8 NOT NULL CHECK (spare BETWEEN 0 AND 1),
    life_years float8 CHECK (life_years > 0),
    PRIMARY KEY (organization_id, id)
);

-- Where people sit. Hours are wall times of the site's zone, by weekday; `people` are at work at once while it is open.
CREATE TABLE site (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('in_house', 'outsourced', 'remote')),
    time_zone text NOT NULL,
    hours jsonb NOT NULL,
    people int NOT NULL CHECK (people >= 0),
    cost_factor float8 NOT NULL CHECK (cost_factor > 0),
    PRIMARY KEY (organization_id, id)
);

CREATE TABLE site_department (
    organization_id uuid NOT NULL,
    site_id uuid NOT NULL,
    department_id uuid NOT NULL,
    PRIMARY KEY (organization_id, site_id, department_id),
    FOREIGN KEY (organization_id, site_id) REFERENCES site ON DELETE CASCADE,
    FOREIGN KEY (organization_id, department_id) REFERENCES department ON DELETE CASCADE
);

-- Somebody sits in one place.
CREATE TABLE site_member (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    site_id uuid NOT NULL,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, site_id) REFERENCES site ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);

-- Who may see candidates, beside administrators.
CREATE TABLE hiring_member (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    PRIMARY KEY (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES membership ON DELETE CASCADE
);

-- Somebody who would like to work here. No column may hold age, sex, marital status, picture or accent. Deleted so many days
-- after `touched_at`, when anything was last written about them.
CREATE TABLE candidate (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    post text NOT NULL,
    decision text CHECK (decision IN ('hire', 'decline', 'later')),
    reason text NOT NULL DEFAULT '',
    decided_by uuid REFERENCES app_user ON DELETE SET NULL,
    decided_at timestamptz,
    touched_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CHECK ((decision IS NULL) = (decided_at IS NULL))
);

-- What an interviewer saw of a trait in an exercise, in their own words. Level null: not seen enough to say.
CREATE TABLE candidate_score (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    candidate_id uuid NOT NULL,
    trait text NOT NULL
        CHECK (trait IN ('charismatic', 'energetic', 'positive', 'empathic', 'steady', 'patient', 'eager')),
    interviewer_id uuid NOT NULL REFERENCES app_user ON DELETE CASCADE,
    exercise text NOT NULL,
    evidence text NOT NULL,
    level int CHECK (level BETWEEN 1 AND 4),
    written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, candidate_id, trait, interviewer_id, exercise),
    FOREIGN KEY (organization_id, candidate_id) REFERENCES candidate ON DELETE CASCADE
);

-- Answers to the five questions of a strategy.
CREATE TABLE strategy (
    organization_id uuid PRIMARY KEY REFERENCES organization ON DELETE CASCADE,
    answers jsonb NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
