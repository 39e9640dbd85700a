-- Roles that administrators gave to people here, on top of what the identity provider's groups say.
SET LOCAL ROLE policy_owner;

CREATE TABLE identity.role_bindings (
    tenant_id  varchar(128) NOT NULL REFERENCES identity.tenants,
    user_id    varchar(128) NOT NULL,
    roles      text[]       NOT NULL,
    reason     text         NOT NULL CHECK (reason <> ''),
    updated_by varchar(255) NOT NULL,
    updated_at timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);

ALTER TABLE identity.role_bindings ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON identity.role_bindings TO policy_writer
    USING (tenant_id = current_setting('openclaw.tenant', true))
    WITH CHECK (tenant_id = current_setting('openclaw.tenant', true));
CREATE POLICY every_tenant ON identity.role_bindings FOR SELECT TO policy_reader USING (true);
GRANT SELECT, INSERT, UPDATE ON identity.role_bindings TO policy_writer;
GRANT SELECT ON identity.role_bindings TO policy_reader;
