# Rules of administrators. A module stands at data.custom[tenant][scope]...[name] and may hold denials and approvals (sets of
# texts). It can refuse and demand approvals; it cannot allow anything.
package openclaw.modules

import data.openclaw.findings
import data.openclaw.person

# What stands at each scope of the person asked for.
enterprise := data.custom[input.tenant_id].enterprise

org := data.custom[input.tenant_id].org[person.org]

team := data.custom[input.tenant_id].team[person.org][person.team]

user := data.custom[input.tenant_id].user[input.user_id]

denials contains finding("enterprise", name, reason) if {
	some name, module in enterprise
	some reason in module.deny
}

denials contains finding("org", name, reason) if {
	some name, module in org
	some reason in module.deny
}

denials contains finding("team", name, reason) if {
	some name, module in team
	some reason in module.deny
}

denials contains finding("user", name, reason) if {
	some name, module in user
	some reason in module.deny
}

approvals contains finding("enterprise", name, reason) if {
	some name, module in enterprise
	some reason in module.require_approval
}

approvals contains finding("org", name, reason) if {
	some name, module in org
	some reason in module.require_approval
}

approvals contains finding("team", name, reason) if {
	some name, module in team
	some reason in module.require_approval
}

approvals contains finding("user", name, reason) if {
	some name, module in user
	some reason in module.require_approval
}

# A module that says nothing about an action has no say.
applies if {
	data.tenants[input.tenant_id].has_modules
	count(denials) + count(approvals) > 0
}

finding(scope, name, reason) := {
	"scope": scope,
	"policy": sprintf("module %s", [name]),
	"id": "",
	"field": "",
	"reason": sprintf("%v", [reason]),
}

verdict := findings.verdict("modules", {}, denials, approvals, {})
