SET LOCAL ROLE audit_owner;

-- Questions that had to read the whole log (docs/benchmarks/audit.md): one trace, one policy, and what was not allowed,
-- which in a healthy company is so rare that a page of it lies anywhere.
CREATE INDEX idx_audit_tenant_trace ON audit.audit_entries (tenant_id, trace_id) WHERE trace_id IS NOT NULL;
CREATE INDEX idx_audit_tenant_policy_ts ON audit.audit_entries (tenant_id, policy_applied, "timestamp" DESC, id DESC);
CREATE INDEX idx_audit_tenant_refused_ts ON audit.audit_entries (tenant_id, policy_result, "timestamp" DESC, id DESC) WHERE policy_result <> 'allow';
