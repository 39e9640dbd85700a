-- What every process that decides says it decides with. A report is worth a minute and comes again every few seconds, so the
-- table is not written ahead; it belongs to the installation and not to a tenant.
SET LOCAL ROLE policy_owner;

CREATE UNLOGGED TABLE policy.replicas (
    app_id      varchar(100) NOT NULL,
    replica_id  varchar(255) NOT NULL,
    sequence    bigint       NOT NULL,
    versions    jsonb        NOT NULL,
    applied_at  timestamptz  NOT NULL,
    confirmed_at timestamptz NOT NULL,
    seen_at     timestamptz  NOT NULL,
    PRIMARY KEY (app_id, replica_id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON policy.replicas TO policy_writer;
