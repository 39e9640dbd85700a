-- Entries come in the order of time. In a tree that has the newest first, each of them is before all of its kind: pages are split in
-- the middle and stay half full. With the newest last PostgreSQL fills pages and, where nearly all entries are of one company, finds
-- the last page at once; a list of the newest walks the same tree backwards. Six trees cost a row of one company 17 to 20 us this way
-- instead of 25 to 28. Building takes 5 to 10 s for a million stored entries, in which what comes waits for its seal.
SET LOCAL ROLE audit_owner;
SET LOCAL maintenance_work_mem = '256MB';

DROP INDEX audit.idx_audit_tenant_ts, audit.idx_audit_tenant_action_ts, audit.idx_audit_tenant_policy_ts, audit.idx_audit_tenant_refused_ts, audit.idx_audit_tenant_user_action_ts;
CREATE INDEX idx_audit_tenant_ts ON audit.audit_entries (tenant_id, "timestamp", id);
CREATE INDEX idx_audit_tenant_action_ts ON audit.audit_entries (tenant_id, action_type, "timestamp");
CREATE INDEX idx_audit_tenant_policy_ts ON audit.audit_entries (tenant_id, policy_applied, "timestamp");
CREATE INDEX idx_audit_tenant_refused_ts ON audit.audit_entries (tenant_id, policy_result, "timestamp", id) WHERE policy_result <> 'allow';
CREATE INDEX idx_audit_tenant_user_action_ts ON audit.audit_entries (tenant_id, user_id, action_type, "timestamp");
