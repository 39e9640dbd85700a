-- What was acknowledged waits here as a whole, and comes into audit.audit_entries with its number: producers wait for one row of
-- arrays and not for every index of the table. One row for each commit, tenant and month; "timestamp" is that of one of the entries.
-- Each all_<column> holds that column of all entries, in one order. Of entries that were in the table before this came, only what a
-- seal needs is here.
SET LOCAL ROLE audit_owner;

ALTER TABLE audit.unsealed RENAME TO unsealed_before;
CREATE TABLE audit.unsealed (
    tenant_id               varchar(255)  NOT NULL,
    "timestamp"             timestamptz   NOT NULL,
    entries                 integer       NOT NULL CHECK (entries > 0),
    -- The hash of each entry's leaf, where it can be known before the entry is in the table.
    leaves                  bytea[]       NOT NULL CHECK (cardinality(leaves) = entries),
    all_id                  uuid[]        NOT NULL CHECK (cardinality(all_id) = entries),
    all_timestamp           timestamptz[] NOT NULL CHECK (cardinality(all_timestamp) = entries),
    all_received_at         timestamptz[] NOT NULL CHECK (cardinality(all_received_at) = entries),
    all_intent_id           uuid[]        NOT NULL CHECK (cardinality(all_intent_id) = entries),
    all_user_id             text[],
    all_actor_user_id       text[],
    all_source_service      text[],
    all_action_type         text[],
    all_action              text[],
    all_phase               text[],
    all_action_detail       jsonb[],
    all_data_accessed       jsonb[],
    all_model_used          text[],
    all_model_tokens        jsonb[],
    all_data_classification text[],
    all_policy_applied      text[],
    all_policy_version      text[],
    all_policy_result       text[],
    all_policy_reason       text[],
    all_outcome             text[],
    all_request_id          text[],
    all_trace_id            text[],
    all_org_unit            text[],
    all_team_id             text[]
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0,
        toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 5000, toast.autovacuum_vacuum_cost_delay = 0);

-- Ids and hashes do not shrink; trying costs. Words repeat, and one compressor finds that in next to no time: where it was not
-- built in, space is cheaper than the other.
DO $storage$
DECLARE
    packed text;
    has_lz4 boolean := 'lz4' = ANY (SELECT unnest(enumvals) FROM pg_settings WHERE name = 'default_toast_compression');
BEGIN
    FOR packed IN SELECT attname FROM pg_attribute WHERE attrelid = 'audit.unsealed'::regclass AND attnum > 0 AND (attname LIKE 'all\_%' OR attname = 'leaves') LOOP
        IF NOT has_lz4 OR packed IN ('leaves', 'all_id', 'all_intent_id') THEN
            EXECUTE format('ALTER TABLE audit.unsealed ALTER %I SET STORAGE EXTERNAL', packed);
        ELSE
            EXECUTE format('ALTER TABLE audit.unsealed ALTER %I SET COMPRESSION lz4', packed);
        END IF;
    END LOOP;
END
$storage$;

INSERT INTO audit.unsealed (tenant_id, "timestamp", entries, leaves, all_id, all_timestamp, all_received_at, all_intent_id)
    SELECT tenant_id, "timestamp", entries, coalesce(leaves, array_fill(NULL::bytea, ARRAY[entries])), ids, timestamps, array_fill(received_at, ARRAY[entries]), intents
    FROM audit.unsealed_before;
DROP TABLE audit.unsealed_before;

-- The writer hands over, the sealer stores: each may insert its own part and nothing else.
REVOKE ALL ON audit.audit_entries FROM audit_writer;
DROP POLICY append ON audit.audit_entries;
ALTER POLICY tenant_rows ON audit.audit_entries TO audit_reader;
CREATE POLICY append ON audit.audit_entries FOR INSERT TO audit_sealer WITH CHECK (true);
GRANT INSERT ON audit.audit_entries TO audit_sealer;
REVOKE ALL ON FUNCTION audit.ensure_partition(date) FROM audit_writer;
GRANT EXECUTE ON FUNCTION audit.ensure_partition(date) TO audit_sealer;

-- A reader who knows an id finds the entry also while it waits.
ALTER TABLE audit.unsealed ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON audit.unsealed FOR SELECT TO audit_reader USING (tenant_id = current_setting('openclaw.tenant', true));
CREATE POLICY wait ON audit.unsealed FOR INSERT TO audit_writer WITH CHECK (true);
CREATE POLICY seal ON audit.unsealed TO audit_sealer USING (true);
GRANT SELECT ON audit.unsealed TO audit_reader;
GRANT INSERT ON audit.unsealed TO audit_writer;
GRANT SELECT, DELETE ON audit.unsealed TO audit_sealer;
