-- What one person did, newest first, is read from the tree of (person, type, time), a page for each type. The tree of (person, time)
-- was a fifth of what storing an entry costs: people act all over the tree, so each of their entries is a page of its own.
SET LOCAL ROLE audit_owner;

DROP INDEX audit.idx_audit_tenant_user_ts;
