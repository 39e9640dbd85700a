SET LOCAL ROLE audit_owner;

-- Rows never change, so whatever would change one is refused even to the owner; undoing that takes a visible ALTER TABLE.
CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only: % on %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$refuse$;

CREATE TABLE audit.audit_entries (
    id                  uuid          NOT NULL,
    tenant_id           varchar(255)  NOT NULL,
    user_id             varchar(255)  NOT NULL,
    actor_user_id       varchar(255)  NOT NULL,
    source_service      varchar(255)  NOT NULL,
    "timestamp"         timestamptz   NOT NULL,
    received_at         timestamptz   NOT NULL DEFAULT now(),
    action_type         varchar(30)   NOT NULL CHECK (action_type IN (
        'tool_invocation', 'data_access', 'model_call', 'policy_decision', 'agent_exchange', 'policy_change',
        'authentication', 'connector_event', 'classification_change', 'admin_change', 'data_export', 'data_erasure', 'approval')),
    action              varchar(255)  NOT NULL,
    phase               varchar(10)   NOT NULL CHECK (phase IN ('intent', 'outcome')),
    intent_id           uuid,
    action_detail       jsonb         NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(action_detail) = 'object'),
    data_accessed       jsonb         NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(data_accessed) = 'array'),
    model_used          varchar(255),
    model_tokens        jsonb,
    data_classification varchar(20)   NOT NULL CHECK (data_classification IN ('public', 'internal', 'confidential', 'restricted')),
    policy_applied      varchar(255)  NOT NULL,
    policy_version      varchar(255),
    policy_result       varchar(20)   NOT NULL CHECK (policy_result IN ('allow', 'deny', 'require_approval')),
    policy_reason       text          NOT NULL DEFAULT '',
    outcome             varchar(20)   NOT NULL CHECK (outcome IN ('pending', 'success', 'denied', 'error', 'pending_approval')),
    request_id          varchar(255)  NOT NULL,
    trace_id            varchar(64),
    org_unit            varchar(255),
    team_id             varchar(255),
    PRIMARY KEY (tenant_id, id, "timestamp"),
    CHECK ((phase = 'intent') = (outcome = 'pending')),
    CHECK ((phase = 'intent') = (intent_id IS NULL))
) PARTITION BY RANGE ("timestamp");

-- The filters of spec/audit.md 8 all come with tenant and time; these four cover the frequent ones without slowing ingest.
CREATE INDEX idx_audit_tenant_ts ON audit.audit_entries (tenant_id, "timestamp" DESC, id DESC);
CREATE INDEX idx_audit_tenant_user_ts ON audit.audit_entries (tenant_id, user_id, "timestamp" DESC, id DESC);
CREATE INDEX idx_audit_tenant_action_ts ON audit.audit_entries (tenant_id, action_type, "timestamp" DESC, id DESC);
CREATE INDEX idx_audit_tenant_request ON audit.audit_entries (tenant_id, request_id);

-- A unique key of a partitioned table must contain the partition key, so ids are kept unique here, across all months.
CREATE TABLE audit.entry_ids (
    tenant_id varchar(255) NOT NULL,
    id        uuid         NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE ON audit.audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit.audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER entry_ids_no_change BEFORE UPDATE OR DELETE ON audit.entry_ids
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER entry_ids_no_truncate BEFORE TRUNCATE ON audit.entry_ids
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- Readers see the tenant their transaction names, and nothing when it names none.
ALTER TABLE audit.audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit.entry_ids ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON audit.audit_entries FOR SELECT TO audit_reader, audit_writer
    USING (tenant_id = current_setting('openclaw.tenant', true));
CREATE POLICY append ON audit.audit_entries FOR INSERT TO audit_writer WITH CHECK (true);

-- One commit carries entries of several tenants, and ON CONFLICT has to see the ids it compares with.
CREATE POLICY append ON audit.entry_ids TO audit_writer USING (true) WITH CHECK (true);

GRANT SELECT, INSERT ON audit.audit_entries TO audit_writer;
GRANT SELECT, INSERT ON audit.entry_ids TO audit_writer;
GRANT SELECT ON audit.audit_entries TO audit_reader;
