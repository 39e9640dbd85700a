# Why a decision is what it is: every domain that was asked, every policy it asked, and everything they hold against the action.
package openclaw.explanation

import data.openclaw.findings

domains contains entry("features", data.openclaw.features.verdict, data.openclaw.features.policies, data.openclaw.features.denials, set()) if data.openclaw.features.applies

domains contains entry("integrations", data.openclaw.integrations.verdict, data.openclaw.integrations.policies, data.openclaw.integrations.denials, set()) if data.openclaw.integrations.applies

domains contains entry("data", data.openclaw.data.verdict, data.openclaw.data.policies, data.openclaw.data.denials, set()) if data.openclaw.data.applies

domains contains entry("models", data.openclaw.models.verdict, data.openclaw.models.policies, data.openclaw.models.denials, data.openclaw.models.approvals) if data.openclaw.models.applies

domains contains entry("agent-to-agent", data.openclaw.agent_to_agent.verdict, data.openclaw.agent_to_agent.policies, data.openclaw.agent_to_agent.denials, data.openclaw.agent_to_agent.approvals) if data.openclaw.agent_to_agent.applies

domains contains entry("actions", data.openclaw.actions.verdict, data.openclaw.actions.policies, data.openclaw.actions.denials, data.openclaw.actions.approvals) if data.openclaw.actions.applies

domains contains entry("audit", data.openclaw.audit.verdict, data.openclaw.audit.policies, data.openclaw.audit.denials, set()) if data.openclaw.audit.applies

domains contains entry("modules", data.openclaw.modules.verdict, {}, data.openclaw.modules.denials, data.openclaw.modules.approvals) if data.openclaw.modules.applies

entry(domain, verdict, policies, denials, approvals) := {
	"domain": domain,
	"result": verdict.result,
	"consulted": [{"scope": scope, "policy": policies[scope].policy, "id": policies[scope].id} | some scope in findings.scopes; policies[scope]],
	"denials": sort(denials),
	"approvals": sort(approvals),
	"constraints": verdict.constraints,
}

explanation := {"decision": data.openclaw.decision, "domains": sort(domains)}
