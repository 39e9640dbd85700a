SET LOCAL ROLE audit_owner;

-- What waits for the seal, one row for each commit, tenant and month instead of one for each entry, with everything a seal needs,
-- so that the sealer need not read back what was just written. Leaves are missing where only the database knows the text of a
-- document, and where entries came before this: those the sealer reads. "timestamp" is that of one of the entries.
ALTER TABLE audit.unsealed RENAME TO unsealed_entries;
CREATE TABLE audit.unsealed (
    tenant_id   varchar(255)  NOT NULL,
    "timestamp" timestamptz   NOT NULL,
    received_at timestamptz   NOT NULL,
    entries     integer       NOT NULL CHECK (entries > 0),
    ids         uuid[]        NOT NULL CHECK (cardinality(ids) = entries),
    timestamps  timestamptz[] NOT NULL CHECK (cardinality(timestamps) = entries),
    intents     uuid[]        NOT NULL CHECK (cardinality(intents) = entries),
    leaves      bytea[]       CHECK (cardinality(leaves) = entries)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0,
        toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 5000, toast.autovacuum_vacuum_cost_delay = 0);

-- Ids and hashes do not shrink; trying costs.
ALTER TABLE audit.unsealed ALTER ids SET STORAGE EXTERNAL, ALTER timestamps SET STORAGE EXTERNAL, ALTER intents SET STORAGE EXTERNAL, ALTER leaves SET STORAGE EXTERNAL;

GRANT INSERT ON audit.unsealed TO audit_writer;
GRANT SELECT, DELETE ON audit.unsealed TO audit_sealer;
INSERT INTO audit.unsealed
    SELECT tenant_id, min("timestamp"), now(), count(*), array_agg(id), array_agg("timestamp"), array_agg(NULL::uuid), NULL
    FROM (SELECT *, (row_number() OVER () - 1) / 1000 AS part FROM audit.unsealed_entries) AS waiting
    GROUP BY tenant_id, date_trunc('month', "timestamp", 'UTC'), part;
DROP TABLE audit.unsealed_entries;
