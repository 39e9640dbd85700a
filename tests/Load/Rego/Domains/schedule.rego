package load.schedule

import data.load.levels

default effect := "deny"

effect := "allow" if {
	input.hour >= levels.setting("schedule", "from")
	input.hour < levels.setting("schedule", "until")
}
