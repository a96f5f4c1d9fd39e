-- Messages and events lie in months by the time inside their UUIDv7; the default part takes what no month has: ids that
-- clients made at random, or by a clock that is wrong. Where a row lies says nothing; created_at is when it came.
CREATE TABLE message_default PARTITION OF message DEFAULT;
CREATE TABLE event_default PARTITION OF event DEFAULT;

CREATE FUNCTION first_uuid_of(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-0000-0000-000000000000')::uuid
    FROM (SELECT lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') AS hex) h
$$;

-- Makes the parts from one month to another; answers how many were new. What the default part holds of a month
-- moves there with it: one stray id must not keep a whole month out of its part.
CREATE FUNCTION ensure_month_partitions(first_month date, last_month date) RETURNS int LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    parent text;
    month date;
    part text;
    lower_id uuid;
    upper_id uuid;
    made int := 0;
BEGIN
    FOREACH parent IN ARRAY ARRAY['message', 'event'] LOOP
        month := date_trunc('month', first_month);
        WHILE month <= last_month LOOP
            part := parent || '_' || to_char(month, 'YYYY_MM');
            lower_id := first_uuid_of(month::timestamp AT TIME ZONE 'UTC');
            upper_id := first_uuid_of((month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
            IF to_regclass('public.' || part) IS NULL THEN
                EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
                -- Nothing may come into it between the move and the attachment.
                EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_default');
                EXECUTE format('WITH stray AS (DELETE FROM %I WHERE id >= $1 AND id < $2 RETURNING *) '
                               'INSERT INTO %I SELECT * FROM stray', parent || '_default', part)
                    USING lower_id, upper_id;
                EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                               parent, part, lower_id, upper_id);
                made := made + 1;
            END IF;
            month := month + interval '1 month';
        END LOOP;
    END LOOP;
    RETURN made;
END $$;

SELECT ensure_month_partitions((now() - interval '4 months')::date, (now() + interval '2 months')::date);
