using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Tests.Properties;

/// <summary>Questions that a domain has a say in.</summary>
internal static class RandomQuestions
{
    private static readonly string[] Levels = ["public", "internal", "confidential", "restricted", "unheard-of"];

    public static JsonObject Make(string domain, RandomDocuments random, string tenant, bool withOrg)
    {
        var additional = new JsonObject
        {
            ["provider"] = random.Pick("self-hosted", "openai", "mistral"),
            ["model"] = random.Pick("small", "large"),
            ["tokens"] = random.Number(6),
            ["tokens_today"] = random.Number(6),
            ["spent_this_month_usd"] = random.Number(6),
            ["feature"] = random.Pick("ocip", "auto_response", "daily_briefing"),
            ["transition"] = random.Pick("Done", "Open"),
            ["auto_this_hour"] = random.Number(6),
            ["approvals_today"] = random.Number(6),
            ["exchange_type"] = random.Pick("information_query", "commitment_request", "meeting_scheduling"),
            ["source_tenant"] = tenant,
            ["target_tenant"] = random.Pick(tenant, tenant, tenant, "other"),
            ["source_org"] = "engineering",
            ["target_org"] = random.Pick("engineering", "product"),
            ["direction"] = random.Pick("inbound", "outbound", "unknown"),
            ["peer"] = random.Pick("peer-a", "peer-b", "peer-c"),
            ["encrypted"] = random.Number(2) == 0,
            ["round"] = random.Number(6),
            ["hops"] = random.Number(7),
            ["exchanges_pair_hour"] = random.Number(6),
            ["exchanges_agent_day"] = random.Number(6),
            ["to"] = random.Pick("public", "internal", "confidential", "restricted"),
        };
        if (domain != "features")
        {
            additional.Remove("feature");
        }

        var question = new JsonObject
        {
            ["action"] = ActionOf(domain, random),
            ["tenant_id"] = tenant,
            ["user_id"] = "sarah",
            ["roles"] = new JsonArray(random.Pick("enterprise_admin", "auditor", "user")),
            ["data_classification"] = random.Pick(Levels),
            ["additional"] = additional,
        };
        if (withOrg)
        {
            question["org_unit"] = "engineering";
        }

        return question;
    }

    private static string ActionOf(string domain, RandomDocuments random) => domain switch
    {
        "models" => "model_call",
        "actions" => random.Pick("tool_a", "tool_b", "tool_c", "tool_d"),
        "integrations" => random.Pick("email_read", "email_send", "jira_transition", "jira_read"),
        "agent-to-agent" => "agent_exchange_query",
        "features" => "feature_access",
        "data" => random.Pick("data_access_share", "data_export", "data_reclassify"),
        _ => "audit_export",
    };
}
