-- Besides refusals, other entries are told of where an audit policy asks for it, each under one rule or more (services/Audit/README.md).
-- What was told says under which rule, to which team if not to the whole company, and under which words it is counted.
SET LOCAL ROLE audit_owner;

ALTER TABLE audit.denials_told RENAME TO alerts_told;
ALTER TABLE audit.alerts_told
    ADD COLUMN rule varchar(30) NOT NULL DEFAULT 'denied',
    ADD COLUMN team_id varchar(255),
    ADD COLUMN label text;
UPDATE audit.alerts_told SET label = action || ' (policy ' || policy_applied || ')';
ALTER TABLE audit.alerts_told
    ALTER COLUMN rule DROP DEFAULT,
    DROP COLUMN action,
    DROP COLUMN policy_applied,
    DROP CONSTRAINT denials_told_pkey,
    ADD PRIMARY KEY (tenant_id, entry_id, rule);

-- Entries that a rule may be about and no others; PostgresAlertStore asks in the same words.
DROP INDEX audit.idx_audit_denied;
CREATE INDEX idx_audit_alerting ON audit.audit_entries (received_at)
    WHERE outcome = 'denied' OR (outcome = 'success' AND (action IN ('email_send', 'auto-response.send')
        OR (data_classification IN ('confidential', 'restricted') AND (action_type IN ('data_access', 'data_export') OR action IN ('data_access', 'data_export')))));
