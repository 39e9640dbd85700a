-- The log belongs to a role nobody can sign in as. Services sign in as a writer or a reader, which own nothing.
DO $roles$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['audit_owner', 'audit_writer', 'audit_reader', 'audit_maintenance'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT', wanted);
        END IF;
    END LOOP;
END
$roles$;

-- An acknowledged entry is on disk, whatever the server's default is.
ALTER ROLE audit_writer SET synchronous_commit = on;
ALTER ROLE audit_reader SET default_transaction_read_only = on;

GRANT audit_owner TO CURRENT_USER;
CREATE SCHEMA audit AUTHORIZATION audit_owner;
REVOKE ALL ON SCHEMA audit FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO audit_writer, audit_reader, audit_maintenance;
