-- Sealing: a role of its own reads every tenant's entries and may write nothing but the seal.
DO $roles$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'audit_sealer') THEN
        CREATE ROLE audit_sealer NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT;
    END IF;
END
$roles$;

ALTER ROLE audit_sealer SET synchronous_commit = on;
GRANT USAGE ON SCHEMA audit TO audit_sealer;
SET LOCAL ROLE audit_owner;

-- What is stored and not yet sealed. Filled by the statement that stores an entry, emptied by the one that seals it: a row
-- leaves only together with its sequence number, in whatever order commits became visible. Vacuumed often, it stays small.
CREATE TABLE audit.unsealed (
    tenant_id   varchar(255) NOT NULL,
    id          uuid         NOT NULL,
    "timestamp" timestamptz  NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0);

-- One sealer at a time. Each sealing transaction begins by renewing this row under its fence, so that a sealer that slept
-- through its lease finds another fence and commits nothing.
CREATE TABLE audit.sealer (
    only_row   boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    holder     uuid        NOT NULL,
    fence      bigint      NOT NULL,
    expires_at timestamptz NOT NULL
);
INSERT INTO audit.sealer VALUES (true, '00000000-0000-0000-0000-000000000000', 0, '-infinity');

-- The RFC 6962 tree of each tenant: what is needed to append, its tiles (C2SP tlog-tiles), and every signed checkpoint.
CREATE TABLE audit.trees (
    tenant_id varchar(255) PRIMARY KEY,
    size      bigint       NOT NULL CHECK (size >= 0),
    frontier  bytea        NOT NULL
);
CREATE TABLE audit.tiles (
    tenant_id varchar(255) NOT NULL,
    level     smallint     NOT NULL,
    index     bigint       NOT NULL,
    hashes    bytea        NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
    PRIMARY KEY (tenant_id, level, index)
);
CREATE TABLE audit.checkpoints (
    tenant_id varchar(255) NOT NULL,
    size      bigint       NOT NULL,
    note      text         NOT NULL,
    sealed_at timestamptz  NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, size)
);

-- The gapless number of each entry: its leaf in the tenant's tree.
CREATE TABLE audit.sealed_entries (
    tenant_id   varchar(255) NOT NULL,
    sequence    bigint       NOT NULL CHECK (sequence >= 0),
    id          uuid         NOT NULL,
    "timestamp" timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, sequence),
    UNIQUE (tenant_id, id)
);

-- Intents whose outcome is not sealed yet, and outcomes whose intent is not.
CREATE TABLE audit.unmatched (
    tenant_id   varchar(255) NOT NULL,
    intent_id   uuid         NOT NULL,
    phase       varchar(10)  NOT NULL,
    entry_id    uuid         NOT NULL,
    "timestamp" timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, intent_id, phase)
);

-- The public keys that ever signed, so that old checkpoints can be read after a change of keys.
CREATE TABLE audit.signing_keys (
    public_key bytea       PRIMARY KEY CHECK (octet_length(public_key) = 32),
    since      timestamptz NOT NULL DEFAULT now()
);

DO $guards$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['sealed_entries', 'checkpoints', 'signing_keys'] LOOP
        EXECUTE format('CREATE TRIGGER %1$s_no_change BEFORE UPDATE OR DELETE ON audit.%1$I FOR EACH ROW EXECUTE FUNCTION audit.refuse_change()', guarded);
        EXECUTE format('CREATE TRIGGER %1$s_no_truncate BEFORE TRUNCATE ON audit.%1$I FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', guarded);
    END LOOP;
    FOREACH guarded IN ARRAY ARRAY['trees', 'tiles', 'checkpoints', 'sealed_entries', 'unmatched'] LOOP
        EXECUTE format('ALTER TABLE audit.%I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY tenant_rows ON audit.%I FOR SELECT TO audit_reader USING (tenant_id = current_setting(''openclaw.tenant'', true))', guarded);
        EXECUTE format('CREATE POLICY seal ON audit.%I TO audit_sealer USING (true) WITH CHECK (true)', guarded);
        EXECUTE format('GRANT SELECT ON audit.%I TO audit_reader', guarded);
        EXECUTE format('GRANT SELECT, INSERT ON audit.%I TO audit_sealer', guarded);
    END LOOP;
END
$guards$;

CREATE POLICY seal ON audit.audit_entries FOR SELECT TO audit_sealer USING (true);
GRANT SELECT ON audit.audit_entries TO audit_sealer;
GRANT INSERT ON audit.unsealed TO audit_writer;
GRANT SELECT, DELETE ON audit.unsealed TO audit_sealer;
GRANT SELECT, UPDATE ON audit.sealer TO audit_sealer;
GRANT UPDATE ON audit.trees, audit.tiles TO audit_sealer;
GRANT DELETE ON audit.unmatched TO audit_sealer;
GRANT SELECT, INSERT ON audit.signing_keys TO audit_sealer;
GRANT SELECT ON audit.signing_keys TO audit_reader;

-- What was stored before there was a seal.
INSERT INTO audit.unsealed SELECT tenant_id, id, "timestamp" FROM audit.audit_entries;
