# Data: may data of this level leave, be exported, be reclassified; and for how long what is kept may be kept.
package openclaw.data

import data.openclaw.findings
import data.openclaw.integrations
import data.openclaw.levels
import data.openclaw.person
import data.openclaw.place

is_export if contains(input.action, "data_export")

is_reclassification if contains(input.action, "data_reclassify")

is_access if contains(input.action, "data_access")

# What is written to a connector leaves the company unless the caller knows that it stays inside.
is_sharing if {
	integrations.applies
	not integrations.is_read
	object.get(input.additional, "external", true) != false
}

applies if is_export

applies if is_reclassification

applies if is_access

applies if is_sharing

policies["enterprise"] := data.tenants[place.key].enterprise.data

policies["org"] := data.tenants[place.key].org[person.org].data

policies["team"] := data.tenants[place.key].team[person.org][person.team].data

policies["user"] := data.tenants[place.key].user[input.user_id].data

leaves if is_access

leaves if is_sharing

denials contains findings.missing("data") if not policies.enterprise

denials contains findings.of(scope, policy, "external_sharing_max", sprintf("data that is %s must not be shared; at most %s", [levels.input_level, ceiling])) if {
	leaves
	some scope, policy in policies
	ceiling := sharing_ceiling(scope, policy)
	levels.input_rank > levels.of_ceiling(ceiling)
}

# An enterprise that sets no ceiling shares nothing but public data.
sharing_ceiling(_, policy) := policy.content.external_sharing_max

sharing_ceiling("enterprise", policy) := "public" if not policy.content.external_sharing_max

denials contains findings.of(scope, policy, "allow_data_export", "exports are switched off") if {
	is_export
	some scope, policy in policies
	policy.content.allow_data_export != true
}

denials contains findings.of(scope, policy, "export_max_classification", sprintf("data that is %s must not be exported; at most %s", [levels.input_level, ceiling])) if {
	is_export
	some scope, policy in policies
	ceiling := export_ceiling(scope, policy)
	levels.input_rank > levels.of_ceiling(ceiling)
}

export_ceiling(_, policy) := policy.content.export_max_classification

export_ceiling("enterprise", policy) := "internal" if not policy.content.export_max_classification

# Off needs the enterprise to say so and nobody below to ask for it: finding out that data is more sensitive is a duty.
denials contains findings.of("enterprise", policies.enterprise, "allow_ai_reclassification", "classification by a model is switched off") if {
	is_reclassification
	policies.enterprise.content.allow_ai_reclassification == false
	not wants_reclassification
}

wants_reclassification if {
	some policy in policies
	policy.content.allow_ai_reclassification == true
}

denials contains findings.of(scope, policy, "ai_reclassification_direction", "a model may only raise a classification") if {
	is_reclassification
	some scope, policy in policies
	object.get(policy.content, "ai_reclassification_direction", "upgrade_only") == "upgrade_only"
	levels.of_data(object.get(input.additional, "to", "public")) < levels.input_rank
}

denials contains findings.of(scope, policy, "classification_levels", "the level is not one of this policy's") if {
	some scope, policy in policies
	known := policy.content.classification_levels
	not levels.input_level in known
}

# --- limits handed to whoever keeps data
ceilings := [ceiling | some scope, policy in policies; ceiling := sharing_ceiling(scope, policy)]

max_classification := levels.lowest(ceilings)

# The shortest time any scope allows.
retention[name] := min(values) if {
	some name in ["retention_days", "ephemeral_data_ttl_hours"]
	values := [policy.content[name] | some policy in policies]
	count(values) > 0
}

retention[name] := min(values) if {
	some name in ["active_days", "archive_after_days", "purge_after_archive_days"]
	values := [policy.content.retention[name] | some policy in policies]
	count(values) > 0
}

raw["raw_data_retention"] := "ephemeral" if {
	some policy in policies
	policy.content.raw_data_retention
}

# The level of what a source delivers while nobody looked closer: the highest that any scope demands.
source := object.get(input.additional, "connector", "")

default_levels contains level if {
	some policy in policies
	level := levels.of_data(policy.content.classification_overrides[source].default)
}

default_levels contains level if {
	some policy in policies
	level := levels.of_data(policy.content.default_classification)
}

default_level["default_classification"] := levels.words[max(default_levels)] if count(default_levels) > 0

constraints := object.union_n([retention, raw, default_level, {"max_classification": max_classification}])

verdict := findings.verdict("data", policies, denials, set(), constraints)
