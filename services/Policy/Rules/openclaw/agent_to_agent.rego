# Exchanges between assistants. What the policies cannot grant comes first: another tenant is never answered, and a commitment
# or a meeting always needs a person.
package openclaw.agent_to_agent

import data.openclaw.findings
import data.openclaw.levels
import data.openclaw.person
import data.openclaw.place

applies if contains(input.action, "agent_exchange")

policies["enterprise"] := data.tenants[place.key].enterprise["agent-to-agent"]

policies["org"] := data.tenants[place.key].org[person.org]["agent-to-agent"]

policies["team"] := data.tenants[place.key].team[person.org][person.team]["agent-to-agent"]

policies["user"] := data.tenants[place.key].user[input.user_id]["agent-to-agent"]

fact(name) := object.get(input.additional, name, "")

rule(field, reason) := {"scope": "enterprise", "policy": "system", "id": "", "field": field, "reason": reason}

same_tenant if {
	fact("source_tenant") != ""
	fact("source_tenant") == fact("target_tenant")
	input.tenant_id in {fact("source_tenant"), fact("target_tenant")}
}

same_org if {
	fact("source_org") != ""
	fact("source_org") == fact("target_org")
}

denials contains findings.missing("agent-to-agent") if not policies.enterprise

denials contains rule("cross_enterprise", "assistants of different tenants never exchange anything") if not same_tenant

denials contains findings.of(scope, policy, "cross_org", "exchanges across organisations are not permitted") if {
	not same_org
	some scope, policy in policies
	object.get(policy.content, "cross_org", scope != "enterprise") != true
}

denials contains findings.of(scope, policy, "enabled", "exchanges between assistants are switched off") if {
	some scope, policy in policies
	object.get(policy.content, "enabled", scope != "enterprise") != true
}

denials contains findings.of(scope, policy, "allowed_exchange_types", sprintf("exchanges of the type '%s' are not allowed", [fact("exchange_type")])) if {
	some scope, policy in policies
	not fact("exchange_type") in object.get(policy.content, "allowed_exchange_types", unset_types(scope))
}

unset_types("enterprise") := []

unset_types(scope) := [fact("exchange_type")] if scope != "enterprise"

denials contains findings.of(scope, policy, "max_classification_shared", sprintf("data that is %s must not be shared with another assistant", [levels.input_level])) if {
	some scope, policy in policies
	levels.input_rank > levels.of_ceiling(object.get(policy.content, "max_classification_shared", unset_ceiling(scope)))
}

unset_ceiling("enterprise") := "internal"

unset_ceiling(scope) := "restricted" if scope != "enterprise"

# A direction nobody named may be either.
may_be_inbound if fact("direction") != "outbound"

may_be_outbound if fact("direction") != "inbound"

denials contains findings.of(scope, policy, "max_classification_outbound", sprintf("data that is %s must not be sent to another assistant", [levels.input_level])) if {
	may_be_outbound
	some scope, policy in policies
	levels.input_rank > levels.of_ceiling(policy.content.max_classification_outbound)
}

denials contains findings.of(scope, policy, "allow_inbound", "questions from other assistants are not answered") if {
	may_be_inbound
	some scope, policy in policies
	policy.content.allow_inbound != true
}

denials contains findings.of(scope, policy, "allow_outbound", "other assistants are not asked") if {
	may_be_outbound
	some scope, policy in policies
	policy.content.allow_outbound != true
}

denials contains findings.of(scope, policy, "allowed_peers", "this assistant is not among the allowed peers") if {
	some scope, policy in policies
	peers := policy.content.allowed_peers
	not fact("peer") in peers
}

denials contains findings.of(scope, policy, "blocked_peers", "this assistant is blocked") if {
	some scope, policy in policies
	fact("peer") in policy.content.blocked_peers
}

denials contains findings.of(scope, policy, "require_encryption", "the exchange has to be encrypted") if {
	some scope, policy in policies
	policy.content.require_encryption != false
	object.get(input.additional, "encrypted", false) != true
}

# --- counts the caller keeps: a cap is reached when the next one would pass it
counters := {
	"max_rounds": "round",
	"loop_prevention_max_hops": "hops",
}

denials contains findings.of(scope, policy, field, sprintf("the limit of %v is passed", [cap])) if {
	some field, name in counters
	some scope, policy in policies
	cap := object.get(policy.content, field, unset_cap(scope, field))
	object.get(input.additional, name, 0) > cap
}

unset_cap("enterprise", "max_rounds") := 3

unset_cap("enterprise", "loop_prevention_max_hops") := 5

unset_cap(scope, _) := 1000000000 if scope != "enterprise"

rates := {
	"max_exchanges_per_pair_hour": "exchanges_pair_hour",
	"max_exchanges_per_agent_day": "exchanges_agent_day",
}

denials contains findings.of(scope, policy, field, sprintf("the limit of %v exchanges is reached", [cap])) if {
	some field, name in rates
	some scope, policy in policies
	cap := policy.content[field]
	object.get(input.additional, name, 0) >= cap
}

human_types := {"commitment_request", "meeting_scheduling"}

approvals contains rule("exchange_type", "a commitment or a meeting needs a person") if fact("exchange_type") in human_types

ceiling := levels.lowest([object.get(policy.content, "max_classification_shared", unset_ceiling(scope)) | some scope, policy in policies])

rounds := min([object.get(policy.content, "max_rounds", unset_cap(scope, "max_rounds")) | some scope, policy in policies])

constraints := {"max_classification": ceiling, "redact_above": ceiling, "max_rounds": rounds}

verdict := findings.verdict("agent-to-agent", policies, denials, approvals, constraints)
