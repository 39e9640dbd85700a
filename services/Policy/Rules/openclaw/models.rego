# Model calls: may data of this level go to this provider and model, within tokens and money.
package openclaw.models

import data.openclaw.findings
import data.openclaw.levels
import data.openclaw.person
import data.openclaw.place

applies if contains(input.action, "model_call")

policies["enterprise"] := data.tenants[place.key].enterprise.models

policies["org"] := data.tenants[place.key].org[person.org].models

policies["team"] := data.tenants[place.key].team[person.org][person.team].models

policies["user"] := data.tenants[place.key].user[input.user_id].models

provider := object.get(input.additional, "provider", "")

model := object.get(input.additional, "model", object.get(input, "target_system", ""))

# Anything that is not known to run here runs outside.
is_external if provider != "self-hosted"

is_sensitive if levels.input_rank >= 2

denials contains findings.missing("models") if not policies.enterprise

denials contains findings.of(scope, policy, "allowed_classifications", sprintf("data that is %s may not go to a model", [levels.input_level])) if {
	some scope, policy in policies
	not levels.input_level in object.get(policy.content, "allowed_classifications", unset_levels(scope))
}

# An enterprise that allows no level allows none; a lower scope that says nothing inherits.
unset_levels("enterprise") := []

unset_levels(scope) := levels.words if scope != "enterprise"

denials contains findings.of(scope, policy, "max_classification", sprintf("data that is %s may not go to a model; at most %s", [levels.input_level, ceiling])) if {
	some scope, policy in policies
	ceiling := policy.content.max_classification
	levels.input_rank > levels.of_ceiling(ceiling)
}

denials contains findings.of(scope, policy, "allowed_providers", "the provider is not allowed") if {
	some scope, policy in policies
	not provider in object.get(policy.content, "allowed_providers", unset_providers(scope))
}

unset_providers("enterprise") := ["self-hosted"]

unset_providers(scope) := [provider] if scope != "enterprise"

denials contains findings.of("enterprise", policies.enterprise, "sensitive_data_model", sprintf("data that is %s may only go to a self-hosted model", [levels.input_level])) if {
	is_sensitive
	is_external
}

denials contains findings.of(scope, policy, "allow_external_models", "models outside the company are not allowed") if {
	is_external
	some scope, policy in policies
	policy.content.allow_external_models != true
}

denials contains findings.of(scope, policy, "allowed_models", "this model is not allowed") if {
	some scope, policy in policies
	allowed := policy.content.allowed_models
	not model in allowed
}

lists := {"confidential": "confidential_data_models", "restricted": "restricted_data_models"}

denials contains findings.of(scope, policy, lists[levels.input_level], sprintf("this model is not allowed for data that is %s", [levels.input_level])) if {
	some scope, policy in policies
	allowed := policy.content[lists[levels.input_level]]
	not model in allowed
}

tokens := object.get(input.additional, "tokens", 0)

denials contains findings.of(scope, policy, "max_tokens_per_request", "the request needs more tokens than one request may") if {
	some scope, policy in policies
	tokens > policy.content.max_tokens_per_request
}

denials contains findings.of(scope, policy, "max_tokens_per_day", "the day's tokens are used up") if {
	some scope, policy in policies
	object.get(input.additional, "tokens_today", 0) + tokens > policy.content.max_tokens_per_day
}

denials contains findings.of(scope, policy, "cost_limits.monthly_max_usd", "the month's budget is used up") if {
	some scope, policy in policies
	object.get(input.additional, "spent_this_month_usd", 0) + object.get(input.additional, "estimated_cost_usd", 0) > policy.content.cost_limits.monthly_max_usd
}

# Restricted data needs a person's word even for a model of our own.
approvals contains findings.of("enterprise", policies.enterprise, "sensitive_data_model", "restricted data needs an approval before a model sees it") if {
	levels.input_level == "restricted"
}

# --- limits handed to the caller
limits[name] := min(values) if {
	some name in ["max_tokens_per_request", "max_tokens_per_day"]
	values := [policy.content[name] | some policy in policies]
	count(values) > 0
}

limits["monthly_max_usd"] := min(values) if {
	values := [policy.content.cost_limits.monthly_max_usd | some policy in policies]
	count(values) > 0
}

# Where sensitive data has to go: the choice of the scope nearest to the person.
choices := [policies[scope].content.sensitive_data_model | some scope in ["user", "team", "org", "enterprise"]]

default choice := "self-hosted"

choice := choices[0]

routed["routed_model"] := choice if is_sensitive

ceilings := array.concat(
	[policy.content.max_classification | some policy in policies],
	[levels.words[max([levels.of_ceiling(word) | some word in policy.content.allowed_classifications])] | some policy in policies],
)

ceiling["max_classification"] := levels.lowest(ceilings) if count(ceilings) > 0

constraints := object.union_n([limits, routed, ceiling])

verdict := findings.verdict("models", policies, denials, approvals, constraints)
