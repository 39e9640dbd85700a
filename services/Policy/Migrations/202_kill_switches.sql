-- Kill switches: one row per time one was on. Released rows stay as history; only the release is ever written into them.
SET LOCAL ROLE policy_owner;

CREATE TABLE policy.kill_switches (
    id             uuid         NOT NULL PRIMARY KEY,
    tenant_id      varchar(255) NOT NULL,
    kind           varchar(20)  NOT NULL CHECK (kind IN ('enterprise', 'org', 'team', 'user', 'connector', 'agent')),
    target         varchar(255) NOT NULL CHECK (target <> ''),
    reason         text         NOT NULL CHECK (reason <> ''),
    -- How far the rights of who stopped it reached: somebody with narrower ones cannot release it.
    reach          varchar(20)  NOT NULL CHECK (reach IN ('org', 'tenant')),
    stopped_by     varchar(255) NOT NULL,
    stopped_at     timestamptz  NOT NULL,
    released_by    varchar(255),
    released_at    timestamptz,
    release_reason text,
    CHECK ((released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (release_reason IS NULL)),
    CHECK (release_reason <> '')
);
CREATE UNIQUE INDEX kill_switches_on ON policy.kill_switches (tenant_id, kind, target) WHERE released_at IS NULL;
CREATE INDEX kill_switches_history ON policy.kill_switches (tenant_id, stopped_at DESC);

ALTER TABLE policy.kill_switches ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON policy.kill_switches TO policy_writer
    USING (tenant_id = current_setting('openclaw.tenant', true))
    WITH CHECK (tenant_id = current_setting('openclaw.tenant', true));
CREATE POLICY in_force ON policy.kill_switches FOR SELECT TO policy_reader USING (true);
GRANT SELECT, INSERT ON policy.kill_switches TO policy_writer;
GRANT UPDATE (released_by, released_at, release_reason) ON policy.kill_switches TO policy_writer;
GRANT SELECT ON policy.kill_switches TO policy_reader;
