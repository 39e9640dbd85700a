-- Evidence that a tenant's log was changed, and the signed acknowledgements that let the tenant work again. Neither is
-- trusted: a replica remembers evidence whose row is gone, and an acknowledgement counts by its signature only.
SET LOCAL ROLE audit_owner;

CREATE TABLE audit.evidence (
    id        uuid         PRIMARY KEY,
    tenant_id varchar(255) NOT NULL,
    source    varchar(60)  NOT NULL,
    kind      varchar(20)  NOT NULL,
    finding   text         NOT NULL,
    first_bad bigint,
    ranges    jsonb        NOT NULL,
    found_at  timestamptz  NOT NULL
);
CREATE TABLE audit.acknowledgements (
    evidence_id     uuid         PRIMARY KEY REFERENCES audit.evidence,
    tenant_id       varchar(255) NOT NULL,
    note            text         NOT NULL,
    acknowledged_at timestamptz  NOT NULL DEFAULT now()
);

-- What witnesses signed below checkpoints: lines of C2SP tlog-cosignature.
CREATE TABLE audit.cosignatures (
    tenant_id   varchar(255) NOT NULL,
    size        bigint       NOT NULL,
    witness     varchar(255) NOT NULL,
    line        text         NOT NULL,
    received_at timestamptz  NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, size, witness)
);

DO $guards$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['evidence', 'acknowledgements', 'cosignatures'] LOOP
        EXECUTE format('CREATE TRIGGER %1$s_no_change BEFORE UPDATE OR DELETE ON audit.%1$I FOR EACH ROW EXECUTE FUNCTION audit.refuse_change()', guarded);
        EXECUTE format('CREATE TRIGGER %1$s_no_truncate BEFORE TRUNCATE ON audit.%1$I FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', guarded);
        EXECUTE format('ALTER TABLE audit.%I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY tenant_rows ON audit.%I FOR SELECT TO audit_reader USING (tenant_id = current_setting(''openclaw.tenant'', true))', guarded);
        EXECUTE format('CREATE POLICY seal ON audit.%I TO audit_sealer USING (true) WITH CHECK (true)', guarded);
        EXECUTE format('GRANT SELECT ON audit.%I TO audit_reader', guarded);
        EXECUTE format('GRANT SELECT, INSERT ON audit.%I TO audit_sealer', guarded);
    END LOOP;
END
$guards$;
