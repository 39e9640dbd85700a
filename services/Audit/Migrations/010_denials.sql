-- Refusals are told to those who look after the log, where an audit policy demands it (alert_on_deny). This remembers which
-- were, for as long as they could be found again. The index holds refusals only and costs other entries nothing.
SET LOCAL ROLE audit_owner;

CREATE TABLE audit.denials_told (
    tenant_id varchar(255) NOT NULL,
    entry_id  uuid         NOT NULL,
    told_at   timestamptz  NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, entry_id)
);
ALTER TABLE audit.denials_told ENABLE ROW LEVEL SECURITY;
CREATE POLICY tell ON audit.denials_told TO audit_sealer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON audit.denials_told TO audit_sealer;

CREATE INDEX idx_audit_denied ON audit.audit_entries (received_at) WHERE outcome = 'denied';
