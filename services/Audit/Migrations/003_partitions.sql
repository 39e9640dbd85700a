SET LOCAL ROLE audit_owner;

-- Makes the month's partition when it is missing; true when it was made. Runs as the owner, so that the writer, who calls
-- it before a batch, needs no right to create anything else.
CREATE FUNCTION audit.ensure_partition(month date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $ensure$
DECLARE
    first_day date := date_trunc('month', month)::date;
    name text := 'audit_entries_' || to_char(first_day, 'YYYY_MM');
BEGIN
    IF first_day < DATE '2000-01-01' OR first_day > (now() + interval '2 years')::date THEN
        RAISE EXCEPTION 'no partition is made for %', first_day USING ERRCODE = 'invalid_parameter_value';
    END IF;

    IF to_regclass('audit.' || name) IS NOT NULL THEN
        RETURN false;
    END IF;

    -- Replicas ask at the same moment.
    PERFORM pg_advisory_xact_lock(hashtext('audit.ensure_partition'));
    IF to_regclass('audit.' || name) IS NOT NULL THEN
        RETURN false;
    END IF;

    -- Attaching a finished table lets inserts into other months go on, which CREATE TABLE ... PARTITION OF would not.
    EXECUTE format('CREATE TABLE audit.%I (LIKE audit.audit_entries INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', name);
    EXECUTE format('ALTER TABLE audit.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE audit.audit_entries ATTACH PARTITION audit.%I FOR VALUES FROM (%L) TO (%L)',
        name, first_day, (first_day + interval '1 month')::date);

    -- Row triggers come with the parent, statement triggers do not.
    EXECUTE format('CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit.%I
        FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', name);
    RETURN true;
END
$ensure$;

REVOKE ALL ON FUNCTION audit.ensure_partition(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.ensure_partition(date) TO audit_writer, audit_maintenance;
