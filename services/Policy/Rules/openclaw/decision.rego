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
	"policy": substring(concat(" + ", [name | some verdict in deciding; some name in verdict.policies]), 0, 250),
	"reason": concat("; ", [verdict.reason | some verdict in deciding]),
	"constraints": constraints,
} if {
	count(deciding) > 0
}

# In the order in which a reader looks for a reason.
verdicts := array.concat(grants, limits)

grants := array.concat(
	array.concat(
		[verdict | data.openclaw.features.applies; verdict := data.openclaw.features.verdict],
		[verdict | data.openclaw.integrations.applies; verdict := data.openclaw.integrations.verdict],
	),
	[verdict | data.openclaw.data.applies; verdict := data.openclaw.data.verdict],
)

limits := array.concat(
	array.concat(
		[verdict | data.openclaw.models.applies; verdict := data.openclaw.models.verdict],
		[verdict | data.openclaw.agent_to_agent.applies; verdict := data.openclaw.agent_to_agent.verdict],
	),
	array.concat(
		[verdict | data.openclaw.actions.applies; verdict := data.openclaw.actions.verdict],
		array.concat(
			[verdict | data.openclaw.audit.applies; verdict := data.openclaw.audit.verdict],
			[verdict | data.openclaw.modules.applies; verdict := data.openclaw.modules.verdict],
		),
	),
)

strictness := {"allow": 0, "require_approval": 1, "deny": 2}

strictest := max([strictness[verdict.result] | some verdict in verdicts])

deciding := [verdict | some verdict in verdicts; strictness[verdict.result] == strictest]

# Limits add up: a caller has to honour those of every domain, and where two limit the same thing, the lower one.
constraints := object.union(plain_constraints, level_constraints)

level_names := {"max_classification", "redact_above"}

plain_constraints := object.union_n([object.remove(verdict.constraints, level_names) | some verdict in verdicts])

level_constraints[name] := data.openclaw.levels.lowest(ceilings) if {
	some name in level_names
	ceilings := [verdict.constraints[name] | some verdict in verdicts]
	count(ceilings) > 0
}
