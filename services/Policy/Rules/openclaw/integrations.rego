# Connector tools: is the connector on, what may be done with it, up to which classification. Every scope that says something
# about a field has to permit it; what the enterprise leaves out is refused.
package openclaw.integrations

import data.openclaw.findings
import data.openclaw.levels
import data.openclaw.person
import data.openclaw.place

prefixes := {
	"email_": "gmail",
	"calendar_": "gcal",
	"jira_": "jira",
	"github_": "github",
	"gdrive_": "gdrive",
}

# Undefined for actions of no connector: this domain then has no say.
connector := kind if {
	some prefix, kind in prefixes
	startswith(input.action, prefix)
}

# Asked for by name when the action does not carry it.
connector := object.get(input.additional, "connector", "") if contains(input.action, "connector_access")

applies if connector

is_read if endswith(input.action, "_read")

is_read if endswith(input.action, "_search")

# What the vendor sends us is read, not written.
is_read if endswith(input.action, "_webhook_ingest")

is_read if {
	contains(input.action, "connector_access")
	object.get(input.additional, "operation", "write") == "read"
}

policies["enterprise"] := data.tenants[place.key].enterprise.integrations

policies["org"] := data.tenants[place.key].org[person.org].integrations

policies["team"] := data.tenants[place.key].team[person.org][person.team].integrations

policies["user"] := data.tenants[place.key].user[input.user_id].integrations

settings[scope] := object.get(object.get(policy.content, "connectors", {}), connector, {}) if some scope, policy in policies

overrides[scope] := object.get(object.get(policy.content, "connector_overrides", {}), connector, {}) if some scope, policy in policies

# --- permission: the strictest of what a scope grants; an unknown word grants nothing
permission_rank := {"read": 1, "write": 2, "read_write": 2, "admin": 3}

granted contains [scope, object.get(permission_rank, word, 0)] if {
	some scope, policy in policies
	word := object.get(settings[scope], "permissions", object.get(policy.content, "default_permissions", unset(scope)))
	word != ""
}

granted contains [scope, object.get(permission_rank, overrides[scope].permission, 0)] if some scope, _ in policies

# Only the enterprise has to say something; silence of a lower scope inherits.
unset("enterprise") := "read"

unset(scope) := "" if scope != "enterprise"

# --- reasons to refuse
denials contains findings.missing("integrations") if not policies.enterprise

denials contains findings.of(scope, policy, "connectors.enabled", sprintf("the connector %s is not enabled", [connector])) if {
	some scope, policy in policies
	object.get(settings[scope], "enabled", scope != "enterprise") != true
}

denials contains findings.of(scope, policy, "allowed_connectors", sprintf("the connector %s is not among the allowed connectors", [connector])) if {
	some scope, policy in policies
	allowed := policy.content.allowed_connectors
	not connector in allowed
}

denials contains findings.of(scope, policies[scope], "connectors.permissions", sprintf("the permission of the connector %s is not understood", [connector])) if {
	some [scope, rank] in granted
	rank < 1
}

denials contains findings.of(scope, policies[scope], "connectors.permissions", sprintf("the connector %s is read-only", [connector])) if {
	not is_read
	some [scope, rank] in granted
	rank == 1
}

denials contains findings.of(scope, policies[scope], "connector_overrides.allowed_operations", sprintf("%s is not among the operations allowed on %s", [input.action, connector])) if {
	some scope, override in overrides
	operations := override.allowed_operations
	not input.action in operations
}

# Data of too high a level must not be written out. Reads are answered with the ceiling instead, because the level of what
# comes back is known only after reading.
denials contains findings.of(scope, policies[scope], "connectors.max_classification", sprintf("data of this classification must not be written to %s", [connector])) if {
	not is_read
	some scope, setting in settings
	levels.input_rank > levels.of_ceiling(setting.max_classification)
}

denials contains findings.of(scope, policy, "allowed_transitions", "this transition is not among the allowed transitions") if {
	endswith(input.action, "_transition")
	some scope, policy in policies
	allowed := policy.content.allowed_transitions
	not object.get(input.additional, "transition", "") in allowed
}

# --- limits handed to the caller
ceilings := [setting.max_classification | some setting in settings]

default ceiling := {}

ceiling := {"max_classification": levels.lowest(ceilings), "redact_above": levels.lowest(ceilings)} if count(ceilings) > 0

transition_sets := {{transition | some transition in policy.content.allowed_transitions} |
	some policy in policies
	policy.content.allowed_transitions
}

default transitions := {}

transitions := {"allowed_transitions": sort(intersection(transition_sets))} if count(transition_sets) > 0

verdict := findings.verdict("integrations", policies, denials, set(), object.union(ceiling, transitions))
