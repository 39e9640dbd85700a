-- Policies belong to a role nobody can sign in as. The service signs in as policy_writer, which sees one tenant at a time, and
-- builds bundles as policy_reader, which sees what is in force for all tenants and can change nothing.
DO $roles$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['policy_owner', 'policy_writer', 'policy_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT', wanted);
        END IF;
    END LOOP;
END
$roles$;

-- An acknowledged change is on disk, whatever the server's default is.
ALTER ROLE policy_writer SET synchronous_commit = on;
ALTER ROLE policy_reader SET default_transaction_read_only = on;

GRANT policy_owner TO CURRENT_USER;
CREATE SCHEMA policy AUTHORIZATION policy_owner;
REVOKE ALL ON SCHEMA policy FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA policy TO policy_writer, policy_reader;
SET LOCAL ROLE policy_owner;

-- One policy: a slot of scope and domain, and a name. What it says lies in its versions.
CREATE TABLE policy.policies (
    tenant_id   varchar(255) NOT NULL,
    id          uuid         NOT NULL,
    scope       varchar(20)  NOT NULL CHECK (scope IN ('enterprise', 'org', 'team', 'user')),
    scope_id    varchar(255) NOT NULL,
    org_id      varchar(255) NOT NULL DEFAULT '',
    team_id     varchar(255) NOT NULL DEFAULT '',
    domain      varchar(20)  NOT NULL CHECK (domain IN ('models', 'actions', 'integrations', 'agent-to-agent', 'features', 'data', 'audit')),
    name        varchar(255) NOT NULL,
    status      varchar(20)  NOT NULL CHECK (status IN ('draft', 'active', 'deprecated')),
    row_version integer      NOT NULL DEFAULT 1,
    created_by  varchar(255) NOT NULL,
    created_at  timestamptz  NOT NULL,
    updated_by  varchar(255) NOT NULL,
    updated_at  timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- The name is what decisions and the audit log call a policy, so two that live never share one.
CREATE UNIQUE INDEX policies_name ON policy.policies (tenant_id, name) WHERE status <> 'deprecated';
CREATE INDEX policies_slot ON policy.policies (tenant_id, scope, org_id, scope_id, domain, status);

CREATE TABLE policy.policy_versions (
    tenant_id      varchar(255) NOT NULL,
    policy_id      uuid         NOT NULL,
    ordinal        integer      NOT NULL,
    version        varchar(50)  NOT NULL,
    status         varchar(20)  NOT NULL CHECK (status IN ('draft', 'active', 'deprecated')),
    content        text         NOT NULL,
    document       jsonb        NOT NULL CHECK (jsonb_typeof(document) = 'object'),
    operation      varchar(20)  NOT NULL CHECK (operation IN ('create', 'update', 'rollback', 'import', 'override', 'expire')),
    based_on       varchar(50),
    change_reason  text         NOT NULL CHECK (change_reason <> ''),
    created_by     varchar(255) NOT NULL,
    created_at     timestamptz  NOT NULL,
    activate_at    timestamptz,
    activated_at   timestamptz,
    activated_by   varchar(255),
    deprecated_at  timestamptz,
    deprecated_by  varchar(255),
    end_reason     text,
    expires_at     timestamptz,
    -- The slot once more, so that the database itself keeps it free for one.
    scope          varchar(20)  NOT NULL,
    scope_id       varchar(255) NOT NULL,
    org_id         varchar(255) NOT NULL,
    domain         varchar(20)  NOT NULL,
    PRIMARY KEY (tenant_id, policy_id, ordinal),
    UNIQUE (tenant_id, policy_id, version),
    FOREIGN KEY (tenant_id, policy_id) REFERENCES policy.policies (tenant_id, id),
    CHECK ((operation = 'override') = (expires_at IS NOT NULL)),
    CHECK ((status = 'draft') = (activated_at IS NULL AND deprecated_at IS NULL))
);

CREATE UNIQUE INDEX one_active_per_slot ON policy.policy_versions (tenant_id, scope, org_id, scope_id, domain) WHERE status = 'active';
CREATE INDEX versions_due ON policy.policy_versions (activate_at) WHERE status = 'draft' AND activate_at IS NOT NULL;
CREATE INDEX versions_expiring ON policy.policy_versions (expires_at) WHERE status = 'active' AND expires_at IS NOT NULL;

-- What a version said is never rewritten; only its place in life moves, and only forward.
CREATE FUNCTION policy.keep_history() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the history of policies is kept' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.version, NEW.content, NEW.document, NEW.operation, NEW.change_reason, NEW.created_by, NEW.created_at)
        IS DISTINCT FROM (OLD.version, OLD.content, OLD.document, OLD.operation, OLD.change_reason, OLD.created_by, OLD.created_at)
        OR (OLD.status = 'deprecated' AND NEW.status <> 'deprecated')
        OR (OLD.status = 'active' AND NEW.status = 'draft') THEN
        RAISE EXCEPTION 'a version of a policy does not change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$keep$;
CREATE TRIGGER versions_keep BEFORE UPDATE OR DELETE ON policy.policy_versions FOR EACH ROW EXECUTE FUNCTION policy.keep_history();

-- Rego modules of administrators; they can refuse and demand approvals, nothing else.
CREATE TABLE policy.modules (
    tenant_id     varchar(255) NOT NULL,
    id            uuid         NOT NULL,
    scope         varchar(20)  NOT NULL CHECK (scope IN ('enterprise', 'org', 'team', 'user')),
    scope_id      varchar(255) NOT NULL,
    org_id        varchar(255) NOT NULL DEFAULT '',
    name          varchar(100) NOT NULL,
    status        varchar(20)  NOT NULL CHECK (status IN ('active', 'deprecated')),
    version       integer      NOT NULL,
    source        text         NOT NULL,
    change_reason text         NOT NULL CHECK (change_reason <> ''),
    changed_by    varchar(255) NOT NULL,
    changed_at    timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, id, version)
);
CREATE UNIQUE INDEX one_active_module ON policy.modules (tenant_id, scope, org_id, scope_id, name) WHERE status = 'active';

-- Who belongs where, as tokens said; needed to judge a policy for somebody other than its writer.
CREATE TABLE policy.memberships (
    tenant_id varchar(255) NOT NULL,
    user_id   varchar(255) NOT NULL,
    org_id    varchar(255) NOT NULL DEFAULT '',
    team_id   varchar(255) NOT NULL DEFAULT '',
    seen_at   timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);

-- An answered request, so that its repetition gets the same answer instead of a second change.
CREATE TABLE policy.idempotency (
    tenant_id   varchar(255) NOT NULL,
    user_id     varchar(255) NOT NULL,
    key         varchar(255) NOT NULL,
    fingerprint varchar(64)  NOT NULL,
    status      integer      NOT NULL,
    response    jsonb        NOT NULL,
    created_at  timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, user_id, key)
);

-- One row per change of what is in force. A sequence would show numbers before their commit; readers take the newest row and
-- compare what they built, so a late commit is found at the next look.
CREATE TABLE policy.changes (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id  varchar(255) NOT NULL,
    request_id varchar(255) NOT NULL,
    changed_at timestamptz  NOT NULL
);

DO $guard$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['policies', 'policy_versions', 'modules', 'memberships', 'idempotency', 'changes'] LOOP
        EXECUTE format('ALTER TABLE policy.%I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format($sql$CREATE POLICY tenant_rows ON policy.%I TO policy_writer
            USING (tenant_id = current_setting('openclaw.tenant', true))
            WITH CHECK (tenant_id = current_setting('openclaw.tenant', true))$sql$, guarded);
    END LOOP;
END
$guard$;

CREATE POLICY in_force ON policy.policies FOR SELECT TO policy_reader USING (true);
CREATE POLICY in_force ON policy.policy_versions FOR SELECT TO policy_reader USING (true);
CREATE POLICY in_force ON policy.modules FOR SELECT TO policy_reader USING (true);
CREATE POLICY in_force ON policy.changes FOR SELECT TO policy_reader USING (true);

GRANT SELECT, INSERT, UPDATE ON policy.policies, policy.policy_versions, policy.modules, policy.memberships TO policy_writer;
GRANT SELECT, INSERT ON policy.idempotency, policy.changes TO policy_writer;
GRANT SELECT ON policy.policies, policy.policy_versions, policy.modules, policy.changes TO policy_reader;
