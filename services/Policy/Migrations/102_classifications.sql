-- How sensitive things are, and who said so when. The table holds what is so now; the history holds everything that ever was.
SET LOCAL ROLE policy_owner;

CREATE TABLE policy.data_classifications (
    tenant_id       varchar(255) NOT NULL,
    data_ref        varchar(500) NOT NULL,
    level           varchar(20)  NOT NULL CHECK (level IN ('public', 'internal', 'confidential', 'restricted')),
    assigned_by     varchar(30)  NOT NULL CHECK (assigned_by IN ('connector_default', 'ai_reclassification', 'admin_override')),
    original_level  varchar(20)  CHECK (original_level IN ('public', 'internal', 'confidential', 'restricted')),
    confidence      real         NOT NULL DEFAULT 1 CHECK (confidence BETWEEN 0 AND 1),
    org_id          varchar(255) NOT NULL DEFAULT '',
    override_by     varchar(255),
    override_reason text,
    assessed_at     timestamptz  NOT NULL,
    row_version     integer      NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, data_ref),
    CHECK ((assigned_by = 'admin_override') = (override_by IS NOT NULL AND override_reason <> ''))
);
CREATE INDEX data_classifications_level ON policy.data_classifications (tenant_id, level);

CREATE TABLE policy.data_classification_history (
    tenant_id       varchar(255) NOT NULL,
    data_ref        varchar(500) NOT NULL,
    row_version     integer      NOT NULL,
    previous_level  varchar(20),
    level           varchar(20)  NOT NULL,
    assigned_by     varchar(30)  NOT NULL,
    changed_by      varchar(255) NOT NULL,
    reason          text         NOT NULL DEFAULT '',
    changed_at      timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, data_ref, row_version)
);

DO $guard$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['data_classifications', 'data_classification_history'] LOOP
        EXECUTE format('ALTER TABLE policy.%I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format($sql$CREATE POLICY tenant_rows ON policy.%I TO policy_writer
            USING (tenant_id = current_setting('openclaw.tenant', true))
            WITH CHECK (tenant_id = current_setting('openclaw.tenant', true))$sql$, guarded);
    END LOOP;
END
$guard$;
GRANT SELECT, INSERT, UPDATE ON policy.data_classifications TO policy_writer;
GRANT SELECT, INSERT ON policy.data_classification_history TO policy_writer;

-- Decisions need to know where a person belongs when whoever asks does not.
CREATE POLICY in_force ON policy.memberships FOR SELECT TO policy_reader USING (true);
GRANT SELECT ON policy.memberships TO policy_reader;
