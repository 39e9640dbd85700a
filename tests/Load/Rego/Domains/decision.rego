package load.decision

import data.load.channels
import data.load.classification
import data.load.data_access
import data.load.exchange
import data.load.levels
import data.load.models
import data.load.schedule
import data.load.tools

# The strictest answer of all domains wins.
effect := "deny" if denied

else := "require_approval" if waits

else := "allow"

denied if tools.effect == "deny"

denied if data_access.effect == "deny"

denied if models.effect == "deny"

denied if channels.effect == "deny"

denied if exchange.effect == "deny"

denied if schedule.effect == "deny"

denied if classification.effect == "deny"

waits if tools.effect == "require_approval"

waits if data_access.effect == "require_approval"

waits if models.effect == "require_approval"

waits if channels.effect == "require_approval"

waits if exchange.effect == "require_approval"

waits if schedule.effect == "require_approval"

waits if classification.effect == "require_approval"

allow if {
	effect == "allow"
	levels.active(input.user)
}
