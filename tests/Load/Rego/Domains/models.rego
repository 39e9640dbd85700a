package load.models

import data.load.levels

default effect := "deny"

effect := "allow" if {
	input.model.provider == "local"
}

effect := "allow" if {
	input.model.provider != "local"
	some provider in levels.setting("models", "providers")
	provider == input.model.provider
	input.model.tokens <= levels.setting("models", "max_tokens")
}
