-- Who writes to us, by which addresses, and how sure we are.
CREATE TABLE customer (
    organization_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'firm')),
    name text,
    sort_key text NOT NULL DEFAULT '',
    search_text text NOT NULL DEFAULT '',
    brand_id uuid,
    locale text,
    attributes jsonb NOT NULL DEFAULT '{}',
    is_simulated boolean NOT NULL DEFAULT false,
    merged_into uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, brand_id) REFERENCES brand,
    FOREIGN KEY (organization_id, merged_into) REFERENCES customer
);
CREATE INDEX customer_sort ON customer (organization_id, sort_key, id) WHERE merged_into IS NULL;
CREATE INDEX customer_trigram ON customer USING gin (organization_id, search_text gin_trgm_ops);

-- A phone number identifies a line, not a person: the same value may stand with several customers.
CREATE TABLE identity (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('phone', 'email', 'device', 'handle', 'external')),
    value text NOT NULL,
    raw text NOT NULL,
    verified_at timestamptz,
    verified_until timestamptz,
    verified_by text,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, customer_id, kind, value),
    FOREIGN KEY (organization_id, customer_id) REFERENCES customer ON DELETE CASCADE
);
CREATE FUNCTION identity_is_live(i identity) RETURNS boolean LANGUAGE sql STABLE
    AS $$ SELECT i.verified_at IS NOT NULL AND (i.verified_until IS NULL OR i.verified_until > now()) $$;
CREATE INDEX identity_value ON identity (organization_id, kind, value);
-- An external id, a device and a verified e-mail address belong to one customer only.
CREATE UNIQUE INDEX identity_single ON identity (organization_id, kind, value) WHERE kind IN ('external', 'device');
CREATE UNIQUE INDEX identity_verified_email ON identity (organization_id, value)
    WHERE kind = 'email' AND verified_at IS NOT NULL;

CREATE TABLE merge_suggestion (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    other_id uuid NOT NULL,
    evidence jsonb NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'refused')),
    decided_by uuid,
    decided_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CHECK (customer_id < other_id),
    UNIQUE (organization_id, customer_id, other_id),
    FOREIGN KEY (organization_id, customer_id) REFERENCES customer ON DELETE CASCADE,
    FOREIGN KEY (organization_id, other_id) REFERENCES customer ON DELETE CASCADE
);

-- Reversible: what was moved from which customer to which.
CREATE TABLE customer_merge (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    kept_id uuid NOT NULL,
    merged_id uuid NOT NULL,
    moved jsonb NOT NULL,
    reason jsonb NOT NULL DEFAULT '{}',
    merged_by uuid,
    merged_at timestamptz NOT NULL DEFAULT now(),
    reversed_by uuid,
    reversed_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, kept_id) REFERENCES customer ON DELETE CASCADE,
    FOREIGN KEY (organization_id, merged_id) REFERENCES customer ON DELETE CASCADE
);
CREATE INDEX merge_suggestion_open ON merge_suggestion (organization_id, id) WHERE state = 'open';
CREATE INDEX merge_suggestion_other ON merge_suggestion (organization_id, other_id);
CREATE INDEX customer_merged_into ON customer (organization_id, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX customer_merge_kept ON customer_merge (organization_id, kept_id);
