-- What ties this database to a person goes on request. Rows of decisions stay, without saying whose hand it was; who changed a
-- policy stays on record, because the company answers for its rules.
SET LOCAL ROLE policy_owner;

-- As the owner, because no service may delete; only what belongs to one person of one tenant, and only this.
CREATE FUNCTION policy.erase_person(tenant text, person text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $erase$
DECLARE
    memberships integer;
    roles integer;
    answers integer;
    overrides integer;
    history integer;
BEGIN
    DELETE FROM policy.memberships WHERE tenant_id = tenant AND user_id = person;
    GET DIAGNOSTICS memberships = ROW_COUNT;
    DELETE FROM identity.role_bindings WHERE tenant_id = tenant AND user_id = person;
    GET DIAGNOSTICS roles = ROW_COUNT;
    DELETE FROM policy.idempotency WHERE tenant_id = tenant AND user_id = person;
    GET DIAGNOSTICS answers = ROW_COUNT;
    UPDATE policy.data_classifications SET override_by = '[erased]' WHERE tenant_id = tenant AND override_by = person;
    GET DIAGNOSTICS overrides = ROW_COUNT;
    UPDATE policy.data_classification_history SET changed_by = '[erased]' WHERE tenant_id = tenant AND changed_by = person;
    GET DIAGNOSTICS history = ROW_COUNT;
    RETURN jsonb_build_object('memberships', memberships, 'roleBindings', roles, 'requests', answers, 'classifications', overrides + history);
END
$erase$;

REVOKE ALL ON FUNCTION policy.erase_person(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION policy.erase_person(text, text) TO policy_writer;
