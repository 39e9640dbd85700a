-- Drafts that are tried: in the shadow, where they decide nothing, or in a staged roll-out, where they decide for a share of the
-- people. One at a time in a tenant, so that what changes can be put down to it.
SET LOCAL ROLE policy_owner;

CREATE TABLE policy.trials (
    tenant_id          varchar(255) NOT NULL,
    id                 uuid         NOT NULL,
    kind               varchar(20)  NOT NULL CHECK (kind IN ('shadow', 'rollout')),
    policy_id          uuid         NOT NULL,
    ordinal            integer      NOT NULL,
    version            varchar(50)  NOT NULL,
    status             varchar(20)  NOT NULL CHECK (status IN ('running', 'paused', 'finished', 'aborted', 'rolled_back')),
    percent            integer      NOT NULL CHECK (percent BETWEEN 0 AND 100),
    max_error_percent  integer      NOT NULL CHECK (max_error_percent BETWEEN 0 AND 100),
    max_denial_percent integer      NOT NULL CHECK (max_denial_percent BETWEEN 0 AND 100),
    min_decisions      integer      NOT NULL CHECK (min_decisions > 0),
    created_by         varchar(255) NOT NULL,
    created_at         timestamptz  NOT NULL,
    updated_by         varchar(255) NOT NULL,
    updated_at         timestamptz  NOT NULL,
    reason             text         NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, policy_id, ordinal) REFERENCES policy.policy_versions (tenant_id, policy_id, ordinal)
);
CREATE UNIQUE INDEX one_trial_per_tenant ON policy.trials (tenant_id) WHERE status IN ('running', 'paused');
CREATE INDEX trials_policy ON policy.trials (tenant_id, policy_id, created_at);

-- What each process saw of a trial since it began; a later report of the same process replaces the earlier one.
CREATE TABLE policy.trial_reports (
    tenant_id varchar(255) NOT NULL,
    trial_id  uuid         NOT NULL,
    reporter  varchar(100) NOT NULL,
    decisions bigint       NOT NULL,
    errors    bigint       NOT NULL,
    compared  bigint       NOT NULL,
    changes   jsonb        NOT NULL CHECK (jsonb_typeof(changes) = 'object'),
    examples  jsonb        NOT NULL CHECK (jsonb_typeof(examples) = 'array'),
    seen_at   timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, trial_id, reporter),
    FOREIGN KEY (tenant_id, trial_id) REFERENCES policy.trials (tenant_id, id)
);

DO $guard$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['trials', 'trial_reports'] LOOP
        EXECUTE format('ALTER TABLE policy.%I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format($sql$CREATE POLICY tenant_rows ON policy.%I TO policy_writer
            USING (tenant_id = current_setting('openclaw.tenant', true))
            WITH CHECK (tenant_id = current_setting('openclaw.tenant', true))$sql$, guarded);
        EXECUTE format('CREATE POLICY in_force ON policy.%I FOR SELECT TO policy_reader USING (true)', guarded);
        EXECUTE format('GRANT SELECT ON policy.%I TO policy_reader', guarded);
    END LOOP;
END
$guard$;
GRANT SELECT, INSERT, UPDATE ON policy.trials, policy.trial_reports TO policy_writer;
