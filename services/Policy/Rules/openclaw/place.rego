# Whose documents decide. While a draft is tried, the tenant has its documents twice: as they are in force, and with the draft
# in its place. A staged roll-out lets the draft decide for a share of the people, always the same ones: who is in is read from
# a hash of the trial and the person, so every replica and every engine agrees without asking anybody.
package openclaw.place

trial := data.tenants[input.tenant_id].trial

key := trial.candidate if {
	is_candidate
} else := input.tenant_id

# Asked for by name when both answers are compared.
is_candidate if input.variant == "candidate"

is_candidate if {
	trial.kind == "rollout"
	not input.variant
	bucket < trial.buckets
}

digest := crypto.sha256(concat(":", [trial.id, input.user_id]))

# The first four hexadecimal digits: 0 to 65535.
bucket := (((digit(0) * 4096) + (digit(1) * 256)) + (digit(2) * 16)) + digit(3)

digit(index) := indexof("0123456789abcdef", substring(digest, index, 1))
