# Audit: recording is a duty and never refused. Every scope may demand more of it, none less. Exports of the log are governed.
package openclaw.audit

import data.openclaw.findings
import data.openclaw.person
import data.openclaw.place

policies["enterprise"] := data.tenants[place.key].enterprise.audit

policies["org"] := data.tenants[place.key].org[person.org].audit

policies["team"] := data.tenants[place.key].team[person.org][person.team].audit

policies["user"] := data.tenants[place.key].user[input.user_id].audit

is_export if contains(input.action, "audit_export")

applies if contains(input.action, "audit_")

applies if contains(input.action, "model_call")

applies if contains(input.action, "agent_exchange")

applies if contains(input.action, "data_")

applies if contains(input.action, "policy_")

# Which duties an action brings with it; the first holds for all.
duties_of := {
	"model_call": ["log_model_calls", "log_token_counts"],
	"agent_exchange": ["log_agent_exchanges"],
	"data_": ["log_data_access"],
	"policy_": ["log_policy_decisions"],
}

relevant contains "log_all_actions"

relevant contains duty if {
	some part, duties in duties_of
	contains(input.action, part)
	some duty in duties
}

relevant contains duty if {
	startswith(input.action, "audit_")
	some duty in ["log_data_access", "log_model_calls", "log_policy_decisions", "log_agent_exchanges", "log_token_counts", "alert_on_deny"]
}

# Off needs the enterprise to say so and nobody below to ask for more.
duties[duty] := true if {
	some duty in relevant
	not is_off(duty)
}

duties[duty] := false if {
	some duty in relevant
	is_off(duty)
}

is_off(duty) if {
	policies.enterprise.content[duty] == false
	not demanded(duty)
}

demanded(duty) if {
	some policy in policies
	policy.content[duty] == true
}

# Told only where some scope asks for it.
asked_for := {"alert_on_external_mail", "alert_on_confidential_access", "alert_on_auto_responses"}

alerts[duty] := true if {
	startswith(input.action, "audit_")
	some duty in asked_for
	demanded(duty)
}

alerts[duty] := false if {
	startswith(input.action, "audit_")
	some duty in asked_for
	not demanded(duty)
}

# The fewest that any scope names; an enterprise that names none says 50.
alerts["auto_responses_before_alert"] := min({enterprise_limit} | {policy.content.auto_responses_before_alert | some policy in policies}) if {
	startswith(input.action, "audit_")
}

default enterprise_limit := 50

enterprise_limit := policies.enterprise.content.auto_responses_before_alert

floors[name] := max(values) if {
	startswith(input.action, "audit_")
	some name, least in {"retention_years": 1, "minimum_retention_days": 365}
	values := array.concat([least], [policy.content[name] | some policy in policies])
}

# The longest that any scope demands for a kind of entry; kinds nobody names are kept as long as the others.
kinds["retention_years_by_action_type"] := years_of if {
	startswith(input.action, "audit_")
	count(years_of) > 0
}

years_of[kind] := max(years) if {
	some policy in policies
	some kind, _ in policy.content.retention_years_by_action_type
	years := [other.content.retention_years_by_action_type[kind] | some other in policies]
}

denials contains findings.missing("audit") if {
	is_export
	not policies.enterprise
}

denials contains findings.of(scope, policy, "allow_export", "exports of the audit log are switched off") if {
	is_export
	some scope, policy in policies
	policy.content.allow_export != true
}

denials contains findings.of(scope, policy, "export_roles", "this role may not export the audit log") if {
	is_export
	some scope, policy in policies
	allowed := {role | some role in object.get(policy.content, "export_roles", unset_roles(scope))}
	count(allowed & {role | some role in input.roles}) == 0
}

unset_roles("enterprise") := ["enterprise_admin"]

unset_roles(scope) := input.roles if scope != "enterprise"

verdict := findings.verdict("audit", policies, denials, set(), object.union_n([duties, alerts, floors, kinds]))
