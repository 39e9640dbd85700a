# The one question every enforcement point asks: data.openclaw.decision.
# Every domain that applies to the action is consulted and the strictest verdict wins; what no domain covers is denied.
package openclaw

default decision := {
	"result": "deny",
	"policy": "none",
	"reason": "no policy covers this action",
	"constraints": {},
}

decision := {
	"result": deciding[0].result,
	"policy": concat(" + ", [verdict.policy | some verdict in deciding]),
	"reason": concat("; ", [verdict.reason | some verdict in deciding]),
	"constraints": constraints,
} if {
	count(deciding) > 0
}

verdicts := array.concat(
	[verdict | verdict := data.openclaw.integrations.verdict],
	[verdict | verdict := data.openclaw.actions.verdict],
)

strictness := {"allow": 0, "require_approval": 1, "deny": 2}

strictest := max([strictness[verdict.result] | some verdict in verdicts])

deciding := [verdict | some verdict in verdicts; strictness[verdict.result] == strictest]

# Limits add up: a caller has to honour those of every domain, and where two limit the same thing, the lower one.
constraints := object.union(plain_constraints, classification_constraint)

plain_constraints := {name: value |
	some verdict in verdicts
	some name, value in verdict.constraints
	name != "max_classification"
}

ceilings := [verdict.constraints.max_classification | some verdict in verdicts]

default classification_constraint := {}

classification_constraint := {"max_classification": data.openclaw.levels.lowest(ceilings)} if {
	count(ceilings) > 0
}
