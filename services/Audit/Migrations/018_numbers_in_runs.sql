-- The numbers of entries as rows of arrays. A row for each entry with two trees cost PostgreSQL 12 us and 289 bytes of log (WAL) an
-- entry, a run of up to 256 costs 3 us and 26 bytes. Entries are read by number, or by id once audit.entry_ids has told the time.
-- Rewriting the numbers takes 5 to 10 s for a million entries, in which entries wait for their seal.
SET LOCAL ROLE audit_owner;

-- Consecutive numbers of one tenant: the first one's entry is ids[1] and timestamps[1]. All are of one minute, so that whoever knows
-- an entry's time need look at few runs.
CREATE TABLE audit.sealed_runs (
    tenant_id      varchar(255)  NOT NULL,
    first_sequence bigint        NOT NULL CHECK (first_sequence >= 0),
    entries        integer       NOT NULL CHECK (entries BETWEEN 1 AND 256),
    first_at       timestamptz   NOT NULL,
    last_at        timestamptz   NOT NULL CHECK (last_at >= first_at AND last_at - first_at < interval '1 minute'),
    ids            uuid[]        NOT NULL CHECK (cardinality(ids) = entries),
    timestamps     timestamptz[] NOT NULL CHECK (cardinality(timestamps) = entries),
    PRIMARY KEY (tenant_id, first_sequence)
) WITH (toast_tuple_target = 8160);
ALTER TABLE audit.sealed_runs ALTER ids SET STORAGE EXTERNAL, ALTER timestamps SET STORAGE EXTERNAL;

-- A run ends before its 257th entry, at the end of a minute, and where a number is missing.
INSERT INTO audit.sealed_runs (tenant_id, first_sequence, entries, first_at, last_at, ids, timestamps)
    SELECT tenant_id, min(sequence), count(*), min("timestamp"), max("timestamp"), array_agg(id ORDER BY sequence), array_agg("timestamp" ORDER BY sequence)
    FROM (
        SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY tenant_id ORDER BY sequence) AS run
        FROM (
            SELECT *, sequence % 256 = 0 OR (date_trunc('minute', "timestamp"), sequence) IS DISTINCT FROM
                (lag(date_trunc('minute', "timestamp")) OVER numbers, lag(sequence) OVER numbers + 1) AS begins
            FROM audit.sealed_entries WINDOW numbers AS (PARTITION BY tenant_id ORDER BY sequence)) AS numbered) AS cut
    GROUP BY tenant_id, run;
CREATE INDEX idx_sealed_runs_at ON audit.sealed_runs (tenant_id, last_at, first_at);

-- Ids of before migration 009 did not tell the time.
ALTER TABLE audit.entry_ids DISABLE TRIGGER entry_ids_no_change;
UPDATE audit.entry_ids AS known SET "timestamp" = entry."timestamp"
    FROM (SELECT tenant_id, id, "timestamp" FROM audit.sealed_entries
          UNION ALL SELECT tenant_id, unnest(all_id), unnest(all_timestamp) FROM audit.unsealed) AS entry
    WHERE known."timestamp" IS NULL AND known.tenant_id = entry.tenant_id AND known.id = entry.id;
ALTER TABLE audit.entry_ids ENABLE TRIGGER entry_ids_no_change;

DROP TABLE audit.sealed_entries;

-- Row by row, for people and for replicas of the version before. Who asks for a few of many says so with the columns of the run.
CREATE VIEW audit.sealed_entries WITH (security_invoker = true) AS
    SELECT run.tenant_id, run.first_sequence + entry.place - 1 AS sequence, entry.id, entry."timestamp", run.first_sequence, run.first_at, run.last_at
    FROM audit.sealed_runs AS run, unnest(run.ids, run.timestamps) WITH ORDINALITY AS entry (id, "timestamp", place);

-- No number twice. That none is missing is for whoever compares the log with its tree.
CREATE FUNCTION audit.refuse_number() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $refuse$
DECLARE
    next bigint;
BEGIN
    SELECT first_sequence + entries INTO next FROM audit.sealed_runs WHERE tenant_id = NEW.tenant_id ORDER BY first_sequence DESC LIMIT 1;
    IF next > NEW.first_sequence THEN
        RAISE EXCEPTION 'number % of % was given before', NEW.first_sequence, NEW.tenant_id USING ERRCODE = 'unique_violation';
    END IF;

    RETURN NEW;
END
$refuse$;
CREATE TRIGGER sealed_runs_no_number_twice BEFORE INSERT ON audit.sealed_runs FOR EACH ROW EXECUTE FUNCTION audit.refuse_number();
CREATE TRIGGER sealed_runs_no_change BEFORE UPDATE OR DELETE ON audit.sealed_runs FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER sealed_runs_no_truncate BEFORE TRUNCATE ON audit.sealed_runs FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

ALTER TABLE audit.sealed_runs ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON audit.sealed_runs FOR SELECT TO audit_reader USING (tenant_id = current_setting('openclaw.tenant', true));
CREATE POLICY seal ON audit.sealed_runs TO audit_sealer USING (true) WITH CHECK (true);
GRANT SELECT ON audit.sealed_runs, audit.sealed_entries TO audit_reader, audit_sealer;
GRANT INSERT ON audit.sealed_runs TO audit_sealer;
