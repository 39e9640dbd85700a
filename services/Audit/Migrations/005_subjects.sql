-- What ties the log to persons, outside of it. The log itself names a person by a pseudonym and holds what is personal as
-- ciphertext; destroying a row here makes both meaningless without touching a line of the log.
CREATE SCHEMA subjects AUTHORIZATION audit_owner;
REVOKE ALL ON SCHEMA subjects FROM PUBLIC;
GRANT USAGE ON SCHEMA subjects TO audit_writer, audit_maintenance;
ALTER ROLE audit_maintenance SET synchronous_commit = on;
SET LOCAL ROLE audit_owner;

CREATE TABLE subjects.keys (
    tenant_id   varchar(255) NOT NULL,
    pseudonym   varchar(64)  NOT NULL,
    -- A keyed hash of the user's id: finds the row of a person, tells nothing without the master key.
    lookup      bytea        NOT NULL CHECK (octet_length(lookup) = 32),
    wrapped_key bytea        NOT NULL,
    -- The user's id under the person's own key, so that readers see names.
    sealed_name bytea        NOT NULL,
    created_at  timestamptz  NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, pseudonym),
    UNIQUE (tenant_id, lookup)
);

-- One row per erasure: what is still to be done, and afterwards the proof that it was.
CREATE TABLE subjects.erasures (
    id           uuid         PRIMARY KEY,
    tenant_id    varchar(255) NOT NULL,
    pseudonym    varchar(64)  NOT NULL,
    -- Whose data and why, under the master key; wiped when every service has answered.
    person       bytea,
    requested_at timestamptz  NOT NULL DEFAULT now(),
    attempts     integer      NOT NULL DEFAULT 0,
    next_try     timestamptz  NOT NULL DEFAULT now(),
    done         jsonb        NOT NULL DEFAULT '{}',
    completed_at timestamptz,
    CHECK ((completed_at IS NULL) = (person IS NOT NULL))
);
CREATE INDEX idx_erasures_open ON subjects.erasures (next_try) WHERE completed_at IS NULL;
CREATE INDEX idx_erasures_recent ON subjects.erasures (requested_at);

CREATE TRIGGER keys_no_change BEFORE UPDATE ON subjects.keys FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER keys_no_truncate BEFORE TRUNCATE ON subjects.keys FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER erasures_no_delete BEFORE DELETE ON subjects.erasures FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER erasures_no_truncate BEFORE TRUNCATE ON subjects.erasures FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- The writer makes keys and learns which to forget; only maintenance destroys them.
GRANT SELECT, INSERT ON subjects.keys TO audit_writer;
GRANT SELECT (tenant_id, pseudonym, requested_at) ON subjects.erasures TO audit_writer;
GRANT SELECT, DELETE ON subjects.keys TO audit_maintenance;
GRANT SELECT, INSERT, UPDATE ON subjects.erasures TO audit_maintenance;

-- Legal holds: while one is in force nothing of the person (or of the tenant, when it names nobody) is deleted.
CREATE TABLE subjects.holds (
    id        uuid         PRIMARY KEY,
    tenant_id varchar(255) NOT NULL,
    lookup    bytea        CHECK (octet_length(lookup) = 32),
    person    bytea,
    reason    text         NOT NULL CHECK (reason <> ''),
    placed_by varchar(255) NOT NULL,
    placed_at timestamptz  NOT NULL,
    lifted_at timestamptz,
    CHECK ((lookup IS NULL) = (person IS NULL))
);
CREATE INDEX idx_holds_tenant ON subjects.holds (tenant_id, placed_at DESC);
CREATE TRIGGER holds_no_delete BEFORE DELETE ON subjects.holds FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER holds_no_truncate BEFORE TRUNCATE ON subjects.holds FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
GRANT SELECT, INSERT ON subjects.holds TO audit_maintenance;
GRANT UPDATE (lifted_at) ON subjects.holds TO audit_maintenance;
