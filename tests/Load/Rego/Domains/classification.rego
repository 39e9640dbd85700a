package load.classification

import data.load.levels

order := {"public": 0, "internal": 1, "confidential": 2, "restricted": 3}

default effect := "deny"

effect := "allow" if order[input.resource.classification] <= order[levels.setting("classification", "ceiling")]
