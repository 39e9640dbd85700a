# What a policy has to say against an action, and how a domain's findings become its verdict.
package openclaw.findings

of(scope, policy, field, reason) := {
	"scope": scope,
	"policy": policy.policy,
	"id": policy.id,
	"field": field,
	"reason": reason,
}

# An enterprise without a policy in a domain has granted nothing there; lower scopes can only narrow what is granted.
missing(domain) := {
	"scope": "enterprise",
	"policy": "none",
	"id": "",
	"field": "",
	"reason": sprintf("this tenant has no %s policy", [domain]),
}

scopes := ["enterprise", "org", "team", "user"]

names(policies) := [policies[scope].policy | some scope in scopes; policies[scope]]

reasons(findings) := concat("; ", sort({sprintf("%s (%s): %s", [finding.policy, finding.scope, finding.reason]) |
	some finding in findings
}))

# The strictest finding decides: deny over require_approval over allow.
verdict(domain, policies, denials, approvals, constraints) := {
	"domain": domain,
	"result": "deny",
	"policies": sort({finding.policy | some finding in denials}),
	"reason": reasons(denials),
	"constraints": {},
} if {
	count(denials) > 0
} else := {
	"domain": domain,
	"result": "require_approval",
	"policies": sort({finding.policy | some finding in approvals}),
	"reason": reasons(approvals),
	"constraints": constraints,
} if {
	count(approvals) > 0
} else := {
	"domain": domain,
	"result": "allow",
	"policies": permitting,
	"reason": concat("", [concat(", ", permitting), " permits it"]),
	"constraints": constraints,
} if {
	permitting := names(policies)
}
