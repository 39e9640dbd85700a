# Features: is the part of the product that wants to act switched on for this person.
package openclaw.features

import data.openclaw.findings
import data.openclaw.person
import data.openclaw.place

prefixes := {
	"briefing_": "daily_briefing",
	"auto_response": "auto_response",
	"auto-response": "auto_response",
	"work_tracking": "work_tracking",
	"agent_exchange": "ocip",
	"org_intelligence": "org_intelligence",
	"visualization": "visualization",
	"task_intelligence": "task_intelligence",
}

feature := input.additional.feature if {
	input.additional.feature
} else := named if {
	some prefix, named in prefixes
	startswith(input.action, prefix)
} else := "" if {
	contains(input.action, "feature_access")
}

# Undefined for actions of no feature: this domain then has no say.
applies if feature

policies["enterprise"] := data.tenants[place.key].enterprise.features

policies["org"] := data.tenants[place.key].org[person.org].features

policies["team"] := data.tenants[place.key].team[person.org][person.team].features

policies["user"] := data.tenants[place.key].user[input.user_id].features

denials contains findings.missing("features") if not policies.enterprise

denials contains findings.of("enterprise", policies.enterprise, feature, sprintf("the feature '%s' is not switched on", [feature])) if {
	object.get(policies.enterprise.content, feature, false) != true
}

denials contains findings.of(scope, policy, feature, sprintf("the feature '%s' is switched off", [feature])) if {
	some scope, policy in policies
	scope != "enterprise"
	object.get(policy.content, feature, true) != true
}

verdict := findings.verdict("features", policies, denials, set(), {})
