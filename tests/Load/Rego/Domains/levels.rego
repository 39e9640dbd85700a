package load.levels

# A setting of the team wins over that of the organisation, which wins over that of the enterprise.
setting(domain, name) := data.settings.team[input.user.team][domain][name]

else := data.settings.organisation[input.user.organisation][domain][name]

else := data.settings.enterprise[domain][name]

active(user) if not data.suspended[user.id]
