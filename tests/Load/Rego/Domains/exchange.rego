package load.exchange

import data.load.levels

default effect := "allow"

effect := "deny" if {
	input.exchange.round > levels.setting("exchange", "max_rounds")
}

effect := "deny" if {
	input.exchange.partner != input.user.organisation
	not levels.setting("exchange", "external")
}
