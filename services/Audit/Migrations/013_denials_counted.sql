-- A flood of refusals is one notification that is counted up: what was told says of which kind it was. Refusals that no policy
-- wants told have no kind; neither have those that were told before.
SET LOCAL ROLE audit_owner;

ALTER TABLE audit.denials_told ADD COLUMN action text, ADD COLUMN policy_applied text;
