-- Which weeks (2026-W46) and months (2026-10) a company was told the report of. The reports themselves are computed from the log.
SET LOCAL ROLE audit_owner;

CREATE TABLE audit.reports_told (
    tenant_id varchar(255) NOT NULL,
    period    varchar(8)   NOT NULL,
    told_at   timestamptz  NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, period)
);
ALTER TABLE audit.reports_told ENABLE ROW LEVEL SECURITY;
CREATE POLICY tell ON audit.reports_told TO audit_sealer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON audit.reports_told TO audit_sealer;
