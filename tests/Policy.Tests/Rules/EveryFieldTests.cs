using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Tests.Documents;

namespace OpenClaw.Policy.Tests.Rules;

/// <summary>The rules read every field of every domain: for each there is a question whose answer it changes.</summary>
public sealed class EveryFieldTests
{
    /// <summary>An enterprise that allows everything, so that one field makes the difference. In rows, ' stands for ".</summary>
    private static readonly Dictionary<string, string> Open = new()
    {
        ["models"] = "{'allowed_classifications':['public','internal','confidential','restricted'],'allowed_providers':['self-hosted','openai']}",
        ["actions"] = "{'default_autonomy':'autonomous'}",
        ["integrations"] = "{'default_permissions':'write','connectors':{'jira':{'enabled':true}}}",
        ["agent-to-agent"] = "{'enabled':true,'allowed_exchange_types':['information_query'],'max_classification_shared':'restricted','require_encryption':false}",
        ["features"] = "{'daily_briefing':true,'visualization':true,'auto_response':true,'work_tracking':true,'ocip':true,'org_intelligence':true,'task_intelligence':true}",
        ["data"] = "{'external_sharing_max':'restricted'}",
        ["audit"] = "{}",
    };

    private const string Exchange =
        "{'exchange_type':'information_query','source_tenant':'acme','target_tenant':'acme','source_org':'engineering','target_org':'engineering','direction':'outbound','peer':'bob'}";

    [Theory]
    [InlineData("models", "allowed_classifications", "{'allowed_classifications':['public']}", "{}", "model_call", "internal", "{'provider':'self-hosted'}")]
    [InlineData("models", "max_classification", "{'max_classification':'public'}", "{}", "model_call", "internal", "{'provider':'self-hosted'}")]
    [InlineData("models", "allowed_providers", "{'allowed_providers':['self-hosted']}", "{}", "model_call", "internal", "{'provider':'openai'}")]
    [InlineData("models", "sensitive_data_model", "{'sensitive_data_model':'self-hosted/small'}", "{}", "model_call", "confidential", "{'provider':'self-hosted'}")]
    [InlineData("models", "cost_limits.monthly_max_usd", "{'cost_limits':{'monthly_max_usd':10}}", "{}", "model_call", "internal", "{'provider':'openai','spent_this_month_usd':11}")]
    [InlineData("models", "allowed_models", "{'allowed_models':['a']}", "{}", "model_call", "internal", "{'provider':'openai','model':'b'}")]
    [InlineData("models", "confidential_data_models", "{'confidential_data_models':['a']}", "{}", "model_call", "confidential", "{'provider':'self-hosted','model':'b'}")]
    [InlineData("models", "restricted_data_models", "{'restricted_data_models':['a']}", "{}", "model_call", "restricted", "{'provider':'self-hosted','model':'b'}")]
    [InlineData("models", "allow_external_models", "{'allow_external_models':false}", "{}", "model_call", "internal", "{'provider':'openai'}")]
    [InlineData("models", "max_tokens_per_request", "{'max_tokens_per_request':10}", "{}", "model_call", "internal", "{'provider':'openai','tokens':11}")]
    [InlineData("models", "max_tokens_per_day", "{'max_tokens_per_day':10}", "{}", "model_call", "internal", "{'provider':'openai','tokens_today':11}")]
    [InlineData("actions", "default_autonomy", "{'default_autonomy':'block'}", "{}", "tool_x", "internal", "{}")]
    [InlineData("actions", "actions.*", "{'actions':{'tool_x':'approve'}}", "{}", "tool_x", "internal", "{}")]
    [InlineData("actions", "action_overrides.*", "{'action_overrides':{'tool_x':'approve'}}", "{}", "tool_x", "internal", "{}")]
    [InlineData("actions", "blocked", "{'blocked':['tool_x']}", "{}", "tool_x", "internal", "{}")]
    [InlineData("actions", "autonomous", "{'default_autonomy':'approve','autonomous':['tool_x']}", "{'default_autonomy':'approve'}", "tool_x", "internal", "{}")]
    [InlineData("actions", "max_auto_per_hour", "{'max_auto_per_hour':5}", "{}", "tool_x", "internal", "{'auto_this_hour':5}")]
    [InlineData("actions", "max_approvals_per_day", "{'default_autonomy':'approve','max_approvals_per_day':5}", "{'default_autonomy':'approve'}", "tool_x", "internal", "{'approvals_today':5}")]
    [InlineData("integrations", "default_permissions", "{'default_permissions':'read'}", "{}", "jira_comment", "internal", "{}")]
    [InlineData("integrations", "connectors.*.enabled", "{'connectors':{'jira':{'enabled':false}}}", "{}", "jira_read", "internal", "{}")]
    [InlineData("integrations", "connectors.*.permissions", "{'connectors':{'jira':{'enabled':true,'permissions':'read'}}}", "{}", "jira_comment", "internal", "{}")]
    [InlineData("integrations", "connectors.*.max_classification", "{'connectors':{'jira':{'enabled':true,'max_classification':'public'}}}", "{}", "jira_comment", "internal", "{}")]
    [InlineData("integrations", "allowed_connectors", "{'allowed_connectors':['gmail']}", "{}", "jira_read", "internal", "{}")]
    [InlineData("integrations", "connector_overrides.*.permission", "{'connector_overrides':{'jira':{'permission':'read'}}}", "{}", "jira_comment", "internal", "{}")]
    [InlineData("integrations", "connector_overrides.*.allowed_operations", "{'connector_overrides':{'jira':{'allowed_operations':['jira_read']}}}", "{}", "jira_comment", "internal", "{}")]
    [InlineData("integrations", "allowed_transitions", "{'allowed_transitions':['Open']}", "{}", "jira_transition", "internal", "{'transition':'Done'}")]
    [InlineData("agent-to-agent", "enabled", "{'enabled':false}", "{}", "agent_exchange_query", "internal", "{}")]
    [InlineData("agent-to-agent", "allowed_exchange_types", "{'allowed_exchange_types':['meeting_scheduling']}", "{}", "agent_exchange_query", "internal", "{}")]
    [InlineData("agent-to-agent", "max_classification_shared", "{'max_classification_shared':'public'}", "{}", "agent_exchange_query", "internal", "{}")]
    [InlineData("agent-to-agent", "max_rounds", "{'max_rounds':2}", "{}", "agent_exchange_query", "internal", "{'round':3}")]
    [InlineData("agent-to-agent", "cross_org", "{'cross_org':true}", "{}", "agent_exchange_query", "internal", "{'target_org':'product'}")]
    [InlineData("agent-to-agent", "allow_inbound", "{'allow_inbound':false}", "{}", "agent_exchange_query", "internal", "{'direction':'inbound'}")]
    [InlineData("agent-to-agent", "allow_outbound", "{'allow_outbound':false}", "{}", "agent_exchange_query", "internal", "{'direction':'outbound'}")]
    [InlineData("agent-to-agent", "allowed_peers", "{'allowed_peers':['carol']}", "{}", "agent_exchange_query", "internal", "{}")]
    [InlineData("agent-to-agent", "blocked_peers", "{'blocked_peers':['bob']}", "{}", "agent_exchange_query", "internal", "{}")]
    [InlineData("agent-to-agent", "require_encryption", "{'require_encryption':true}", "{}", "agent_exchange_query", "internal", "{}")]
    [InlineData("agent-to-agent", "loop_prevention_max_hops", "{'loop_prevention_max_hops':1}", "{}", "agent_exchange_query", "internal", "{'hops':2}")]
    [InlineData("agent-to-agent", "max_classification_outbound", "{'max_classification_outbound':'public'}", "{}", "agent_exchange_query", "internal", "{}")]
    [InlineData("agent-to-agent", "max_exchanges_per_pair_hour", "{'max_exchanges_per_pair_hour':5}", "{}", "agent_exchange_query", "internal", "{'exchanges_pair_hour':5}")]
    [InlineData("agent-to-agent", "max_exchanges_per_agent_day", "{'max_exchanges_per_agent_day':5}", "{}", "agent_exchange_query", "internal", "{'exchanges_agent_day':5}")]
    [InlineData("features", "daily_briefing", "{'daily_briefing':false}", "{}", "feature_access", "internal", "{'feature':'daily_briefing'}")]
    [InlineData("features", "visualization", "{'visualization':false}", "{}", "feature_access", "internal", "{'feature':'visualization'}")]
    [InlineData("features", "auto_response", "{'auto_response':false}", "{}", "feature_access", "internal", "{'feature':'auto_response'}")]
    [InlineData("features", "work_tracking", "{'work_tracking':false}", "{}", "feature_access", "internal", "{'feature':'work_tracking'}")]
    [InlineData("features", "ocip", "{'ocip':false}", "{}", "feature_access", "internal", "{'feature':'ocip'}")]
    [InlineData("features", "org_intelligence", "{'org_intelligence':false}", "{}", "feature_access", "internal", "{'feature':'org_intelligence'}")]
    [InlineData("features", "task_intelligence", "{'task_intelligence':false}", "{}", "feature_access", "internal", "{'feature':'task_intelligence'}")]
    [InlineData("data", "external_sharing_max", "{'external_sharing_max':'public'}", "{}", "data_access", "internal", "{}")]
    [InlineData("data", "classification_overrides.*.default", "{'classification_overrides':{'gmail':{'default':'confidential'}}}", "{}", "data_access", "internal", "{'connector':'gmail'}")]
    [InlineData("data", "default_classification", "{'default_classification':'confidential'}", "{}", "data_access", "internal", "{}")]
    [InlineData("data", "retention.active_days", "{'retention':{'active_days':5}}", "{}", "data_access", "internal", "{}")]
    [InlineData("data", "retention.archive_after_days", "{'retention':{'archive_after_days':5}}", "{}", "data_access", "internal", "{}")]
    [InlineData("data", "retention.purge_after_archive_days", "{'retention':{'purge_after_archive_days':5}}", "{}", "data_access", "internal", "{}")]
    [InlineData("data", "retention_days", "{'retention_days':5}", "{}", "data_access", "internal", "{}")]
    [InlineData("data", "raw_data_retention", "{'raw_data_retention':'ephemeral'}", "{}", "data_access", "internal", "{}")]
    [InlineData("data", "classification_levels", "{'classification_levels':['public']}", "{}", "data_access", "internal", "{}")]
    [InlineData("data", "allow_ai_reclassification", "{'allow_ai_reclassification':false}", "{}", "data_reclassify", "internal", "{'to':'restricted'}")]
    [InlineData("data", "ai_reclassification_direction", "{'ai_reclassification_direction':'any'}", "{}", "data_reclassify", "internal", "{'to':'public'}")]
    [InlineData("data", "ephemeral_data_ttl_hours", "{'ephemeral_data_ttl_hours':5}", "{}", "data_access", "internal", "{}")]
    [InlineData("data", "allow_data_export", "{'allow_data_export':false}", "{}", "data_export", "internal", "{}")]
    [InlineData("data", "export_max_classification", "{'export_max_classification':'public'}", "{}", "data_export", "internal", "{}")]
    [InlineData("audit", "log_all_actions", "{'log_all_actions':false}", "{}", "audit_query", "internal", "{}")]
    [InlineData("audit", "log_data_access", "{'log_data_access':false}", "{}", "audit_query", "internal", "{}")]
    [InlineData("audit", "log_model_calls", "{'log_model_calls':false}", "{}", "audit_query", "internal", "{}")]
    [InlineData("audit", "log_policy_decisions", "{'log_policy_decisions':false}", "{}", "audit_query", "internal", "{}")]
    [InlineData("audit", "log_agent_exchanges", "{'log_agent_exchanges':false}", "{}", "audit_query", "internal", "{}")]
    [InlineData("audit", "log_token_counts", "{'log_token_counts':false}", "{}", "audit_query", "internal", "{}")]
    [InlineData("audit", "alert_on_deny", "{'alert_on_deny':false}", "{}", "audit_query", "internal", "{}")]
    [InlineData("audit", "alert_on_external_mail", "{'alert_on_external_mail':true}", "{}", "audit_alert", "internal", "{}")]
    [InlineData("audit", "alert_on_confidential_access", "{'alert_on_confidential_access':true}", "{}", "audit_alert", "internal", "{}")]
    [InlineData("audit", "alert_on_auto_responses", "{'alert_on_auto_responses':true}", "{}", "audit_alert", "internal", "{}")]
    [InlineData("audit", "auto_responses_before_alert", "{'auto_responses_before_alert':20}", "{}", "audit_alert", "internal", "{}")]
    [InlineData("audit", "retention_years", "{'retention_years':7}", "{}", "audit_query", "internal", "{}")]
    [InlineData("audit", "retention_years_by_action_type.*", "{'retention_years_by_action_type':{'policy_change':3}}", "{}", "audit_query", "internal", "{}")]
    [InlineData("audit", "minimum_retention_days", "{'minimum_retention_days':400}", "{}", "audit_query", "internal", "{}")]
    [InlineData("audit", "export_roles", "{'export_roles':['auditor']}", "{}", "audit_export", "internal", "{}")]
    [InlineData("audit", "allow_export", "{'export_roles':['auditor'],'allow_export':false}", "{'export_roles':['auditor']}", "audit_export", "internal", "{}")]
    public void Field_MakesADifference(string domain, string path, string one, string other, string action, string level, string facts)
    {
        var additional = Merge(action.Contains("agent_exchange", StringComparison.Ordinal) ? Exchange : "{}", facts);
        var question = A.Input(action, level, additional, roles: ["auditor"]);

        var (first, second) = (Ask(domain, one, question), Ask(domain, other, question));

        Assert.True(first != second, $"{domain} {path} changes nothing: {first}");
    }

    [Fact]
    public void EveryField_HasItsRow()
    {
        var tested = typeof(EveryFieldTests).GetMethod(nameof(Field_MakesADifference))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>().Select(row => $"{row.Data[0]} {row.Data[1]}").ToHashSet();

        // Written down in policies, but not theirs to allow: other tenants are refused whatever it says.
        string[] decidedElsewhere = ["agent-to-agent cross_enterprise"];
        var missing = PolicyDomains.All.Values.SelectMany(domain => NarrowingTests.Leaves("", domain).Select(path => $"{domain.Name} {path}"))
            .Except(tested).Except(decidedElsewhere);

        Assert.Empty(missing);
    }

    /// <summary>What is decided, without the reason given for it.</summary>
    private static string Ask(string domain, string members, JsonObject question)
    {
        var rules = ShippedRules.Of([.. Open.Select(open => Unchecked(open.Key, Merge(open.Value, open.Key == domain ? members : "{}")))]);
        var answer = rules.Answer(question)!;
        return $"{answer["result"]} {answer["constraints"]!.ToJsonString()}";
    }

    /// <summary>As a document that got in unread: some fields have only one legal value.</summary>
    private static ActiveDocument Unchecked(string domain, JsonObject content) => A.Enterprise(domain, "{}") with { Document = content };

    private static JsonObject Merge(string below, string above)
    {
        var merged = Parse(below);
        foreach (var (name, value) in Parse(above))
        {
            merged[name] = value?.DeepClone();
        }

        return merged;
    }

    private static JsonObject Parse(string text) => JsonNode.Parse(text.Replace('\'', '"'))!.AsObject();
}
