package load.tools

import data.load.levels

default effect := "deny"

effect := "allow" if {
	some tool in levels.setting("tools", "allowed")
	tool == input.action.tool
	not needs_approval
}

effect := "require_approval" if needs_approval

needs_approval if {
	some tool in levels.setting("tools", "approval")
	tool == input.action.tool
}
