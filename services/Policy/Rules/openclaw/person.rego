# Where the person belongs: what the caller's token said, else what is known of the person. Work in the background knows a
# person by id only, and the policies of their organisation and team hold for it all the same.
package openclaw.person

member := data.tenants[input.tenant_id].members[input.user_id]

org := input.org_unit if {
	input.org_unit
} else := member.org

team := input.team_id if {
	input.team_id
} else := member.team if {
	member.org == org
}
