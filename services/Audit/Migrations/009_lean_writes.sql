SET LOCAL ROLE audit_owner;

-- Fewer and smaller trees to keep for every entry. No row is rewritten.

-- Ids are unique through audit.entry_ids, and whoever looks for an entry knows its time as well, so that the index over tenant,
-- time and id finds it: the primary key was a second one.
ALTER TABLE audit.audit_entries DROP CONSTRAINT audit_entries_pkey;

-- Tells the time of an entry by its id. Older rows have none; their entries are sealed, and audit.sealed_entries knows it.
ALTER TABLE audit.entry_ids ADD COLUMN "timestamp" timestamptz;
CREATE POLICY tenant_rows ON audit.entry_ids FOR SELECT TO audit_reader USING (tenant_id = current_setting('openclaw.tenant', true));
GRANT SELECT ON audit.entry_ids TO audit_reader;

-- A page is sorted by time and then by id; a tree by time alone is enough for that (the few entries of one moment are sorted
-- while they are read) and a third smaller. One user's entries of one type get a tree of their own: there may be none among
-- millions of both. Building takes about 10 s for a million stored entries, in which recorders use the durable topic.
SET LOCAL maintenance_work_mem = '256MB';
DROP INDEX audit.idx_audit_tenant_user_ts, audit.idx_audit_tenant_action_ts, audit.idx_audit_tenant_policy_ts;
CREATE INDEX idx_audit_tenant_user_ts ON audit.audit_entries (tenant_id, user_id, "timestamp" DESC);
CREATE INDEX idx_audit_tenant_action_ts ON audit.audit_entries (tenant_id, action_type, "timestamp" DESC);
CREATE INDEX idx_audit_tenant_policy_ts ON audit.audit_entries (tenant_id, policy_applied, "timestamp" DESC);
CREATE INDEX idx_audit_tenant_user_action_ts ON audit.audit_entries (tenant_id, user_id, action_type, "timestamp" DESC);
