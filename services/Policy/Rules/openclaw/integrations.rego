# Connector tools: is the connector on, what may be done with it, up to which classification.
package openclaw.integrations

import data.openclaw.levels

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

document := data.tenants[input.tenant_id].integrations

settings := object.get(object.get(document, "connectors", {}), connector, {})

override := object.get(object.get(document, "connector_overrides", {}), connector, {})

is_read if endswith(input.action, "_read")

is_read if endswith(input.action, "_search")

# What the vendor sends us is read, not written.
is_read if endswith(input.action, "_webhook_ingest")

# --- permission: the strictest of what is granted; an unknown word grants nothing

permission_rank := {"read": 1, "write": 2, "read_write": 2, "admin": 3}

granted contains object.get(settings, "permissions", object.get(document, "default_permissions", "read"))

granted contains override.permission

permission := min([object.get(permission_rank, word, 0) | some word in granted])

# --- reasons to refuse

denials contains "this tenant has no integrations policy" if not document

denials contains sprintf("the connector %s is not enabled", [connector]) if {
	document
	object.get(settings, "enabled", false) != true
}

denials contains sprintf("the connector %s is not among the allowed connectors", [connector]) if {
	allowed := document.allowed_connectors
	not connector in allowed
}

denials contains sprintf("the permission of the connector %s is not understood", [connector]) if {
	document
	permission < 1
}

denials contains sprintf("the connector %s is read-only", [connector]) if {
	document
	permission == 1
	not is_read
}

denials contains sprintf("%s is not among the operations allowed on %s", [input.action, connector]) if {
	operations := override.allowed_operations
	not input.action in operations
}

# Data of too high a level must not be written out. Reads are answered with the ceiling instead, because the level of what
# comes back is known only after reading.
denials contains sprintf("data of this classification must not be written to %s", [connector]) if {
	not is_read
	levels.input_rank > levels.of_ceiling(settings.max_classification)
}

denials contains "this transition is not among the allowed transitions" if {
	endswith(input.action, "_transition")
	allowed := document.allowed_transitions
	not object.get(input.additional, "transition", "") in allowed
}

default policy_name := "none"

policy_name := object.get(document, "name", "integrations")

constraints := object.union(ceiling, transitions)

default ceiling := {}

ceiling := {"max_classification": settings.max_classification}

default transitions := {}

transitions := {"allowed_transitions": document.allowed_transitions}

verdict := {
	"result": "deny",
	"policy": policy_name,
	"reason": concat("; ", sort(denials)),
	"constraints": {},
} if {
	connector
	count(denials) > 0
}

verdict := {
	"result": "allow",
	"policy": policy_name,
	"reason": sprintf("the connector %s permits it", [connector]),
	"constraints": constraints,
} if {
	connector
	count(denials) == 0
}
