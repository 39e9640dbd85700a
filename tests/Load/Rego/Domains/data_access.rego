package load.data_access

import data.load.levels

default effect := "deny"

effect := "allow" if {
	some scope in levels.setting("data", "scopes")
	startswith(input.resource.path, scope)
	every label in input.resource.labels { label != "secret" }
}
