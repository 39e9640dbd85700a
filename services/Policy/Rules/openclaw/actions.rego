# Autonomy: may this action run by itself, with a notice, after an approval, or not at all. Applies to every action.
package openclaw.actions

document := data.tenants[input.tenant_id].actions

# Permissive to strict; a word nobody knows blocks.
strictness := {"autonomous": 0, "notify": 1, "approve": 2, "block": 3}

words := ["autonomous", "notify", "approve", "block"]

rank_of(word) := object.get(strictness, word, 3)

is_blocked if input.action in document.blocked

# Both spellings of a single action's level count; where they differ, the stricter one.
named contains document.actions[input.action]

named contains document.action_overrides[input.action]

level := "block" if {
	not document
} else := "block" if {
	is_blocked
} else := words[max([rank_of(word) | some word in named])] if {
	count(named) > 0
} else := "autonomous" if {
	input.action in document.autonomous
} else := words[rank_of(object.get(document, "default_autonomy", "approve"))]

default policy_name := "none"

policy_name := object.get(document, "name", "actions")

outcomes := {
	"autonomous": {"result": "allow", "reason": "it may run by itself"},
	"notify": {"result": "allow", "reason": "it may run, and the person is told"},
	"approve": {"result": "require_approval", "reason": "a person has to approve it first"},
	"block": {"result": "deny", "reason": "it is blocked"},
}

reason := "this tenant has no actions policy" if {
	not document
} else := sprintf("%s is on the list of blocked actions", [input.action]) if {
	is_blocked
} else := sprintf("%s: %s", [input.action, outcomes[level].reason])

# Rates cannot be decided without counting, so they are handed to whoever counts.
caps := {name: value |
	some name in ["max_auto_per_hour", "max_approvals_per_day"]
	value := document[name]
}

constraints := object.union({"autonomy": level, "disclosure_required": level == "notify"}, caps)

verdict := {
	"result": outcomes[level].result,
	"policy": policy_name,
	"reason": reason,
	"constraints": constraints,
}
