-- Companies, and the programs that act for them. The writer sees the tenant its transaction names; the reader sees all, because
-- the gateway must know every tenant and find a key before it knows whose it is. Neither can delete: what existed stays on record.
CREATE SCHEMA identity AUTHORIZATION policy_owner;
GRANT USAGE ON SCHEMA identity TO policy_writer, policy_reader;
SET LOCAL ROLE policy_owner;

CREATE TABLE identity.tenants (
    tenant_id      varchar(128) NOT NULL PRIMARY KEY CHECK (tenant_id ~ '^[a-z0-9][a-z0-9-]*$'),
    name           varchar(255) NOT NULL CHECK (name <> ''),
    status         varchar(20)  NOT NULL CHECK (status IN ('provisioning', 'active', 'suspended')),
    status_reason  text         NOT NULL DEFAULT '',
    oidc_issuer    varchar(512),
    oidc_client_id varchar(255),
    role_map       jsonb        NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(role_map) = 'object'),
    custom_roles   jsonb        NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(custom_roles) = 'object'),
    row_version    integer      NOT NULL DEFAULT 1,
    created_by     varchar(255) NOT NULL,
    created_at     timestamptz  NOT NULL,
    updated_by     varchar(255) NOT NULL,
    updated_at     timestamptz  NOT NULL
);

-- A mail domain chooses the identity provider at sign-in, so it belongs to one tenant only.
CREATE TABLE identity.tenant_domains (
    domain    varchar(253) NOT NULL PRIMARY KEY,
    tenant_id varchar(128) NOT NULL REFERENCES identity.tenants
);
CREATE INDEX idx_tenant_domains ON identity.tenant_domains (tenant_id);

CREATE TABLE identity.service_accounts (
    tenant_id   varchar(128) NOT NULL REFERENCES identity.tenants,
    account_id  varchar(64)  NOT NULL CHECK (account_id LIKE 'svc-%'),
    description text         NOT NULL DEFAULT '',
    scopes      text[]       NOT NULL,
    org_id      varchar(255),
    team_id     varchar(255),
    tier        varchar(20)  NOT NULL CHECK (tier IN ('basic', 'standard', 'premium')),
    is_enabled  boolean      NOT NULL DEFAULT true,
    row_version integer      NOT NULL DEFAULT 1,
    created_by  varchar(255) NOT NULL,
    created_at  timestamptz  NOT NULL,
    updated_by  varchar(255) NOT NULL,
    updated_at  timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
);

-- Of a key only the digest of its secret is kept.
CREATE TABLE identity.api_keys (
    tenant_id   varchar(128) NOT NULL,
    key_id      char(16)     NOT NULL UNIQUE,
    account_id  varchar(64)  NOT NULL,
    secret_hash char(43)     NOT NULL,
    created_by  varchar(255) NOT NULL,
    created_at  timestamptz  NOT NULL,
    expires_at  timestamptz,
    revoked_by  varchar(255),
    revoked_at  timestamptz,
    PRIMARY KEY (tenant_id, key_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES identity.service_accounts
);

DO $guard$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['tenants', 'tenant_domains', 'service_accounts', 'api_keys'] LOOP
        EXECUTE format('ALTER TABLE identity.%I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format($sql$CREATE POLICY tenant_rows ON identity.%I TO policy_writer
            USING (tenant_id = current_setting('openclaw.tenant', true))
            WITH CHECK (tenant_id = current_setting('openclaw.tenant', true))$sql$, guarded);
        EXECUTE format('CREATE POLICY every_tenant ON identity.%I FOR SELECT TO policy_reader USING (true)', guarded);
        EXECUTE format('GRANT SELECT ON identity.%I TO policy_reader', guarded);
    END LOOP;
END
$guard$;

GRANT SELECT, INSERT, UPDATE ON identity.tenants, identity.service_accounts, identity.api_keys TO policy_writer;
GRANT SELECT, INSERT, DELETE ON identity.tenant_domains TO policy_writer;
