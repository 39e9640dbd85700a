# Autonomy: may this action run by itself, with a notice, after an approval, or not at all. Each scope has its own opinion of
# the action, and the strictest opinion holds.
package openclaw.actions

import data.openclaw.findings
import data.openclaw.person
import data.openclaw.place

# Actions that another domain is about are judged here only when a policy names them: a default for tools is no opinion on
# them.
has_own_domain if contains(input.action, "model_call")

has_own_domain if contains(input.action, "agent_exchange")

has_own_domain if contains(input.action, "feature_access")

has_own_domain if contains(input.action, "data_access")

has_own_domain if contains(input.action, "audit_export")

applies if not has_own_domain

applies if count(opinions) > 0

policies["enterprise"] := data.tenants[place.key].enterprise.actions

policies["org"] := data.tenants[place.key].org[person.org].actions

policies["team"] := data.tenants[place.key].team[person.org][person.team].actions

policies["user"] := data.tenants[place.key].user[input.user_id].actions

# Permissive to strict; a word nobody knows blocks.
strictness := {"autonomous": 0, "notify": 1, "approve": 2, "block": 3}

words := ["autonomous", "notify", "approve", "block"]

rank_of(word) := object.get(strictness, word, 3)

default_ranks := [own_default(scope, policy) | some scope, policy in policies]

own_default(_, policy) := rank_of(policy.content.default_autonomy)

# Silence of the enterprise is a word of its own, which no lower scope's default may push aside.
own_default("enterprise", policy) := 2 if not policy.content.default_autonomy

default default_rank := 2

default_rank := max(default_ranks) if count(default_ranks) > 0

# A scope's own opinion; a lower scope that says nothing has none.
opinions[scope] := opinion if {
	some scope, policy in policies
	opinion := opinion_of(scope, policy)
}

opinion_of(scope, policy) := 3 if {
	input.action in policy.content.blocked
} else := max(ranks) if {
	# Both spellings of a single action's level count.
	ranks := {rank_of(policy.content[spelling][input.action]) | some spelling in ["actions", "action_overrides"]}
	count(ranks) > 0
} else := 0 if {
	input.action in policy.content.autonomous
} else := fallback(scope, policy) if {
	not has_own_domain
}

fallback(_, policy) := rank_of(policy.content.default_autonomy)

# A list that leaves the action out narrows it to the default in force.
fallback(scope, policy) := default_rank if {
	not policy.content.default_autonomy
	scope != "enterprise"
	policy.content.autonomous
}

fallback("enterprise", policy) := 2 if not policy.content.default_autonomy

rank := max([opinion | some opinion in opinions])

default level := "block"

level := words[rank]

# --- counts, where the caller keeps them
autonomous_count := object.get(input.additional, "auto_this_hour", 0)

approval_count := object.get(input.additional, "approvals_today", 0)

caps[name] := min(values) if {
	some name in ["max_auto_per_hour", "max_approvals_per_day"]
	values := [policy.content[name] | some policy in policies]
	count(values) > 0
}

denials contains findings.missing("actions") if not policies.enterprise

denials contains findings.of(scope, policy, "blocked", sprintf("%s is on the list of blocked actions", [input.action])) if {
	some scope, policy in policies
	input.action in policy.content.blocked
}

denials contains findings.of(scope, policies[scope], "actions", sprintf("%s is blocked", [input.action])) if {
	some scope, opinion in opinions
	opinion == 3
	not input.action in object.get(policies[scope].content, "blocked", [])
}

denials contains findings.of(scope, policy, "max_approvals_per_day", "the day's approvals are used up") if {
	rank == 2
	some scope, policy in policies
	approval_count >= policy.content.max_approvals_per_day
}

approvals contains findings.of(scope, policies[scope], "actions", sprintf("%s has to be approved by a person first", [input.action])) if {
	some scope, opinion in opinions
	opinion == 2
}

approvals contains findings.of(scope, policy, "max_auto_per_hour", "the hour's actions without approval are used up") if {
	rank < 2
	some scope, policy in policies
	autonomous_count >= policy.content.max_auto_per_hour
}

constraints := object.union({"autonomy": level, "disclosure_required": level == "notify"}, caps)

# The level is told with a refusal too: a caller shows it.
verdict := object.union(
	findings.verdict("actions", policies, denials, approvals, constraints),
	{"constraints": constraints},
)
