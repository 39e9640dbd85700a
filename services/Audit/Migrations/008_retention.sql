-- Old months leave the database for archives. Nobody but the owner can drop a partition; this is the one way, and it asks
-- everything again that must be true, whoever calls.
SET LOCAL ROLE audit_owner;

-- What was archived. The manifests are signed by the log, so a row alone excuses no missing entry.
CREATE TABLE audit.archives (
    tenant_id   varchar(255) NOT NULL,
    folder      text         NOT NULL CHECK (folder <> ''),
    month       date         NOT NULL,
    entries     bigint       NOT NULL CHECK (entries > 0),
    manifest    text         NOT NULL,
    archived_at timestamptz  NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, folder)
);
CREATE INDEX idx_archives_recent ON audit.archives (archived_at);
CREATE TRIGGER archives_no_change BEFORE UPDATE OR DELETE ON audit.archives FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER archives_no_truncate BEFORE TRUNCATE ON audit.archives FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
ALTER TABLE audit.archives ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON audit.archives FOR SELECT TO audit_reader USING (tenant_id = current_setting('openclaw.tenant', true));
CREATE POLICY see ON audit.archives FOR SELECT TO audit_sealer, audit_maintenance USING (true);
GRANT SELECT ON audit.archives TO audit_reader, audit_sealer, audit_maintenance;

CREATE FUNCTION audit.dispose_month(month date, keep_days integer, tenants text[], folders text[], counts bigint[], manifests text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    -- Shorter than the server waits before it looks for deadlocks: whoever writes to the log goes first.
    SET lock_timeout = '500ms' AS $dispose$
DECLARE
    first_day date := date_trunc('month', month)::date;
    name text := 'audit_entries_' || to_char(first_day, 'YYYY_MM');
    differing text;
    is_held boolean;
BEGIN
    -- A year at least, whatever was asked for.
    IF first_day + interval '1 month' > now() - make_interval(days => greatest(365, keep_days)) THEN
        RAISE EXCEPTION 'the entries of % must still be kept', to_char(first_day, 'YYYY-MM') USING ERRCODE = 'invalid_parameter_value';
    END IF;

    IF to_regclass('audit.' || name) IS NULL THEN
        RETURN;
    END IF;

    -- No entry can come and no hold be placed after this, so what is counted is what goes. Other months are not locked.
    EXECUTE format('LOCK TABLE audit.%I IN SHARE MODE', name);
    LOCK TABLE subjects.holds IN SHARE MODE;
    EXECUTE format('SELECT EXISTS (SELECT FROM subjects.holds AS hold WHERE hold.lifted_at IS NULL
        AND EXISTS (SELECT FROM audit.%I AS entry WHERE entry.tenant_id = hold.tenant_id))', name) INTO is_held;
    IF is_held THEN
        RAISE EXCEPTION 'a legal hold forbids disposing of %', to_char(first_day, 'YYYY-MM') USING ERRCODE = 'invalid_parameter_value';
    END IF;

    EXECUTE format('SELECT string_agg(coalesce(stored.tenant_id, given.tenant_id) || '': '' || coalesce(stored.entries, 0) || '' stored, '' || coalesce(given.entries, 0) || '' archived'', ''; '')
        FROM (SELECT tenant_id::text, count(*) AS entries FROM audit.%I GROUP BY tenant_id) AS stored
        FULL JOIN unnest($1, $2) AS given (tenant_id, entries) USING (tenant_id)
        WHERE stored.entries IS DISTINCT FROM given.entries', name) INTO differing USING tenants, counts;
    IF differing IS NOT NULL THEN
        RAISE EXCEPTION '% is not what its archives hold (%)', name, differing USING ERRCODE = 'invalid_parameter_value';
    END IF;

    IF EXISTS (SELECT FROM audit.unsealed WHERE "timestamp" >= first_day AND "timestamp" < first_day + interval '1 month') THEN
        RAISE EXCEPTION '% holds entries that are not sealed', name USING ERRCODE = 'invalid_parameter_value';
    END IF;

    INSERT INTO audit.archives (tenant_id, folder, month, entries, manifest)
        SELECT given.tenant_id, given.folder, first_day, given.entries, given.manifest
        FROM unnest(tenants, folders, counts, manifests) AS given (tenant_id, folder, entries, manifest);
    EXECUTE format('ALTER TABLE audit.audit_entries DETACH PARTITION audit.%I', name);
    EXECUTE format('DROP TABLE audit.%I', name);
END
$dispose$;

REVOKE ALL ON FUNCTION audit.dispose_month(date, integer, text[], text[], bigint[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.dispose_month(date, integer, text[], text[], bigint[], text[]) TO audit_maintenance;
