using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Tests.Properties;

/// <summary>
/// What a decision has to be, written as plainly as possible and without looking at the rules: each scope by itself refuses,
/// asks for an approval or agrees, and the strictest scope decides. 0 allow, 1 require approval, 2 deny.
/// </summary>
internal static class SimpleModel
{
    private static readonly string[] Levels = ["public", "internal", "confidential", "restricted"];
    private static readonly string[] Ladder = ["autonomous", "notify", "approve", "block"];

    public static int Decide(string domain, JsonObject enterprise, JsonObject? org, JsonObject question) =>
        Decide(domain, org is null ? [enterprise] : [enterprise, org], question);

    /// <param name="scopes">Documents by descending authority, the enterprise's first.</param>
    public static int Decide(string domain, JsonObject[] scopes, JsonObject question) =>
        domain switch
        {
            "actions" => Actions(scopes, question),
            "features" => Any(scopes, (doc, first) => !Flag(doc, Fact(question, "feature"), !first)) ? 2 : 0,
            "integrations" => Integrations(scopes, question) ? 2 : 0,
            "models" => Models(scopes, question) ? 2 : Level(question) == 3 ? 1 : 0,
            "agent-to-agent" => Exchange(scopes, question) ? 2 : Fact(question, "exchange_type") == "information_query" ? 0 : 1,
            "data" => Data(scopes, question) ? 2 : 0,
            _ => Any(scopes, (doc, first) => doc["allow_export"] is JsonValue allow && !allow.GetValue<bool>()
                || !Set(doc, "export_roles", first ? ["enterprise_admin"] : null, (string)question["roles"]![0]!)) ? 2 : 0,
        };

    private static int Actions(JsonObject[] scopes, JsonObject question)
    {
        var action = (string)question["action"]!;
        var inForce = scopes.Select((doc, index) => doc["default_autonomy"] is { } word ? Array.IndexOf(Ladder, (string)word!) : index == 0 ? 2 : 0).Max();
        var rank = scopes.Select((doc, index) => Opinion(doc, index == 0, action, inForce)).Max();
        var approvalsUsedUp = Any(scopes, (doc, _) => Over(doc, "max_approvals_per_day", question, "approvals_today", orEqual: true));
        var hourUsedUp = Any(scopes, (doc, _) => Over(doc, "max_auto_per_hour", question, "auto_this_hour", orEqual: true));
        return rank switch
        {
            3 => 2,
            2 => approvalsUsedUp ? 2 : 1,
            _ => hourUsedUp ? 1 : 0,
        };
    }

    private static int Opinion(JsonObject doc, bool first, string action, int inForce)
    {
        if (Has(doc, "blocked", action))
        {
            return 3;
        }

        var named = new[] { doc["actions"]?[action], doc["action_overrides"]?[action] }.Where(word => word is not null).Select(word => Array.IndexOf(Ladder, (string)word!)).ToList();
        return named.Count > 0 ? named.Max()
            : Has(doc, "autonomous", action) ? 0
            : doc["default_autonomy"] is { } own ? Array.IndexOf(Ladder, (string)own!)
            : first ? 2
            : doc["autonomous"] is not null ? inForce : 0;
    }

    private static bool Integrations(JsonObject[] scopes, JsonObject question)
    {
        var action = (string)question["action"]!;
        var connector = action.StartsWith("email", StringComparison.Ordinal) ? "gmail" : "jira";
        var isRead = action.EndsWith("_read", StringComparison.Ordinal);
        return Any(scopes, (doc, first) =>
        {
            var settings = doc["connectors"]?[connector] as JsonObject ?? [];
            var limits = doc["connector_overrides"]?[connector] as JsonObject ?? [];
            var isReadOnly = ((string?)settings["permissions"] ?? (string?)doc["default_permissions"] ?? (first ? "read" : null)) == "read" || (string?)limits["permission"] == "read";
            return !Flag(settings, "enabled", !first)
                || !Set(doc, "allowed_connectors", null, connector)
                || (!isRead && isReadOnly)
                || !Set(limits, "allowed_operations", null, action)
                || (!isRead && Above(settings, "max_classification", null, question))
                || (action == "jira_transition" && !Set(doc, "allowed_transitions", null, Fact(question, "transition")));
        });
    }

    private static bool Models(JsonObject[] scopes, JsonObject question)
    {
        var (provider, model, level) = (Fact(question, "provider"), Fact(question, "model"), Level(question));
        return (level >= 2 && provider != "self-hosted") || Any(scopes, (doc, first) =>
            !Set(doc, "allowed_classifications", first ? [] : null, Levels[level])
            || Above(doc, "max_classification", null, question)
            || !Set(doc, "allowed_providers", first ? ["self-hosted"] : null, provider)
            || (provider != "self-hosted" && !Flag(doc, "allow_external_models", true))
            || !Set(doc, "allowed_models", null, model)
            || (level == 2 && !Set(doc, "confidential_data_models", null, model))
            || (level == 3 && !Set(doc, "restricted_data_models", null, model))
            || Over(doc, "max_tokens_per_request", question, "tokens")
            || (doc["max_tokens_per_day"] is { } day && Number(question, "tokens") + Number(question, "tokens_today") > Count(day))
            || (doc["cost_limits"]?["monthly_max_usd"] is { } cost && Number(question, "spent_this_month_usd") > Count(cost)));
    }

    private static bool Exchange(JsonObject[] scopes, JsonObject question) =>
        Fact(question, "source_tenant") != Fact(question, "target_tenant") || Any(scopes, (doc, first) =>
            !Flag(doc, "enabled", !first)
            || (Fact(question, "source_org") != Fact(question, "target_org") && !Flag(doc, "cross_org", !first))
            || !Set(doc, "allowed_exchange_types", first ? [] : null, Fact(question, "exchange_type"))
            || Above(doc, "max_classification_shared", first ? "internal" : null, question)
            || (Fact(question, "direction") != "inbound" && (Above(doc, "max_classification_outbound", null, question) || !Flag(doc, "allow_outbound", true)))
            || (Fact(question, "direction") != "outbound" && !Flag(doc, "allow_inbound", true))
            || !Set(doc, "allowed_peers", null, Fact(question, "peer"))
            || Has(doc, "blocked_peers", Fact(question, "peer"))
            || (Flag(doc, "require_encryption", false) && !(bool)question["additional"]!["encrypted"]!)
            || Number(question, "round") > (doc["max_rounds"] is { } rounds ? Count(rounds) : first ? 3 : 99)
            || Number(question, "hops") > (doc["loop_prevention_max_hops"] is { } hops ? Count(hops) : first ? 5 : 99)
            || Over(doc, "max_exchanges_per_pair_hour", question, "exchanges_pair_hour", orEqual: true)
            || Over(doc, "max_exchanges_per_agent_day", question, "exchanges_agent_day", orEqual: true));

    private static bool Data(JsonObject[] scopes, JsonObject question) => (string)question["action"]! switch
    {
        "data_access_share" => Any(scopes, (doc, first) => Above(doc, "external_sharing_max", first ? "public" : null, question)),
        "data_export" => Any(scopes, (doc, first) => !Flag(doc, "allow_data_export", true) || Above(doc, "export_max_classification", first ? "internal" : null, question)),
        _ => Array.IndexOf(Levels, Fact(question, "to")) < Level(question)
            || (!Flag(scopes[0], "allow_ai_reclassification", true) && !Any(scopes, (doc, _) => Flag(doc, "allow_ai_reclassification", false))),
    };

    private static bool Any(JsonObject[] scopes, Func<JsonObject, bool, bool> refuses) => scopes.Where((doc, index) => refuses(doc, index == 0)).Any();

    private static bool Flag(JsonObject doc, string name, bool unset) => doc[name] is { } value ? value.GetValue<bool>() : unset;

    private static bool Has(JsonObject doc, string name, string word) => doc[name] is JsonArray list && list.Any(item => (string)item! == word);

    private static bool Set(JsonObject doc, string name, string[]? unset, string word) =>
        doc[name] is JsonArray list ? list.Any(item => (string)item! == word) : unset is null || unset.Contains(word);

    private static bool Above(JsonObject doc, string name, string? unset, JsonObject question) =>
        ((string?)doc[name] ?? unset) is { } ceiling && Level(question) > Array.IndexOf(Levels, ceiling);

    private static bool Over(JsonObject doc, string name, JsonObject question, string fact, bool orEqual = false) =>
        doc[name] is { } cap && (orEqual ? Number(question, fact) >= Count(cap) : Number(question, fact) > Count(cap));

    private static int Level(JsonObject question) => Array.IndexOf(Levels, (string)question["data_classification"]!) is var level and >= 0 ? level : 3;

    private static string Fact(JsonObject question, string name) => (string)question["additional"]![name]!;

    private static long Number(JsonObject question, string name) => question["additional"]![name]!.GetValue<int>();

    private static long Count(JsonNode value) => value.AsValue().TryGetValue<long>(out var whole) ? whole : value.GetValue<int>();
}
