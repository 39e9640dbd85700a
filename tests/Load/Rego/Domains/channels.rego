package load.channels

import data.load.levels

default effect := "require_approval"

effect := "allow" if {
	some channel in levels.setting("channels", "direct")
	channel == input.channel
}
