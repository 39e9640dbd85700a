using OpenClaw.Policy.Features.Documents;

namespace OpenClaw.Policy.Tests.Documents;

/// <summary>Column P of spec/policy.md 4, field by field: what a lower scope may not do, and what it may.</summary>
public sealed class NarrowingTests
{
    [Theory]
    [InlineData("models", "allowed_classifications: [public]", "allowed_classifications: [public, internal]", "allowed_classifications")]
    [InlineData("models", "{}", "allowed_classifications: [public]", "allowed_classifications")]
    [InlineData("models", "max_classification: internal", "max_classification: confidential", "max_classification")]
    [InlineData("models", "allowed_providers: [self-hosted]", "allowed_providers: [self-hosted, openai]", "allowed_providers")]
    [InlineData("models", "{}", "allowed_providers: [openai]", "allowed_providers")]
    [InlineData("models", "cost_limits:\n  monthly_max_usd: 100", "cost_limits:\n  monthly_max_usd: 100.5", "cost_limits.monthly_max_usd")]
    [InlineData("models", "allowed_models: [a]", "allowed_models: [b]", "allowed_models")]
    [InlineData("models", "confidential_data_models: [a]", "confidential_data_models: [a, b]", "confidential_data_models")]
    [InlineData("models", "restricted_data_models: [a]", "restricted_data_models: [b]", "restricted_data_models")]
    [InlineData("models", "allow_external_models: false", "allow_external_models: true", "allow_external_models")]
    [InlineData("models", "max_tokens_per_request: 10", "max_tokens_per_request: 11", "max_tokens_per_request")]
    [InlineData("models", "max_tokens_per_day: 10", "max_tokens_per_day: 11", "max_tokens_per_day")]
    [InlineData("actions", "default_autonomy: approve", "default_autonomy: autonomous", "default_autonomy")]
    [InlineData("actions", "{}", "default_autonomy: notify", "default_autonomy")]
    [InlineData("actions", "actions: {x: approve}", "actions: {x: notify}", "actions.x")]
    [InlineData("actions", "default_autonomy: approve", "actions: {x: autonomous}", "actions.x")]
    [InlineData("actions", "default_autonomy: approve", "action_overrides: {x: autonomous}", "action_overrides.x")]
    [InlineData("actions", "action_overrides: {x: block}", "actions: {x: approve}", "actions.x")]
    [InlineData("actions", "blocked: [a, b]", "blocked: [a]", "blocked")]
    [InlineData("actions", "autonomous: [a]", "autonomous: [a, b]", "autonomous")]
    [InlineData("actions", "max_auto_per_hour: 5", "max_auto_per_hour: 6", "max_auto_per_hour")]
    [InlineData("actions", "max_approvals_per_day: 5", "max_approvals_per_day: 6", "max_approvals_per_day")]
    [InlineData("integrations", "default_permissions: read", "default_permissions: write", "default_permissions")]
    [InlineData("integrations", "{}", "connectors: {gmail: {enabled: true}}", "connectors.gmail.enabled")]
    [InlineData("integrations", "connectors: {gmail: {enabled: false}}", "connectors: {gmail: {enabled: true}}", "connectors.gmail.enabled")]
    [InlineData("integrations", "connectors: {gmail: {enabled: true}}", "connectors: {gmail: {permissions: admin}}", "connectors.gmail.permissions")]
    [InlineData("integrations", "connectors: {gmail: {enabled: true, permissions: read}}", "connectors: {gmail: {permissions: write}}", "connectors.gmail.permissions")]
    [InlineData("integrations", "connectors: {gmail: {permissions: read}}", "connector_overrides: {gmail: {permission: read_write}}", "connector_overrides.gmail.permission")]
    [InlineData("integrations", "connectors: {gmail: {max_classification: internal}}", "connectors: {gmail: {max_classification: restricted}}", "connectors.gmail.max_classification")]
    [InlineData("integrations", "allowed_connectors: [gmail]", "allowed_connectors: [jira]", "allowed_connectors")]
    [InlineData("integrations", "connector_overrides: {gmail: {allowed_operations: [a]}}", "connector_overrides: {gmail: {allowed_operations: [b]}}", "connector_overrides.gmail.allowed_operations")]
    [InlineData("integrations", "allowed_transitions: [Done]", "allowed_transitions: [Done, Open]", "allowed_transitions")]
    [InlineData("agent-to-agent", "enabled: false", "enabled: true", "enabled")]
    [InlineData("agent-to-agent", "allowed_exchange_types: [information_query]", "allowed_exchange_types: [commitment_request]", "allowed_exchange_types")]
    [InlineData("agent-to-agent", "{}", "max_classification_shared: confidential", "max_classification_shared")]
    [InlineData("agent-to-agent", "{}", "max_rounds: 4", "max_rounds")]
    [InlineData("agent-to-agent", "cross_org: false", "cross_org: true", "cross_org")]
    [InlineData("agent-to-agent", "allow_inbound: false", "allow_inbound: true", "allow_inbound")]
    [InlineData("agent-to-agent", "allow_outbound: false", "allow_outbound: true", "allow_outbound")]
    [InlineData("agent-to-agent", "allowed_peers: [a]", "allowed_peers: [b]", "allowed_peers")]
    [InlineData("agent-to-agent", "blocked_peers: [a]", "blocked_peers: [b]", "blocked_peers")]
    [InlineData("agent-to-agent", "require_encryption: true", "require_encryption: false", "require_encryption")]
    [InlineData("agent-to-agent", "{}", "loop_prevention_max_hops: 6", "loop_prevention_max_hops")]
    [InlineData("agent-to-agent", "max_classification_outbound: public", "max_classification_outbound: internal", "max_classification_outbound")]
    [InlineData("agent-to-agent", "max_exchanges_per_pair_hour: 20", "max_exchanges_per_pair_hour: 21", "max_exchanges_per_pair_hour")]
    [InlineData("agent-to-agent", "max_exchanges_per_agent_day: 100", "max_exchanges_per_agent_day: 101", "max_exchanges_per_agent_day")]
    [InlineData("features", "ocip: false", "ocip: true", "ocip")]
    [InlineData("features", "{}", "auto_response: true", "auto_response")]
    [InlineData("data", "external_sharing_max: internal", "external_sharing_max: confidential", "external_sharing_max")]
    [InlineData("data", "{}", "external_sharing_max: internal", "external_sharing_max")]
    [InlineData("data", "classification_overrides: {gmail: {default: confidential}}", "classification_overrides: {gmail: {default: internal}}", "classification_overrides.gmail.default")]
    [InlineData("data", "{}", "classification_overrides: {gmail: {default: public}}", "classification_overrides.gmail.default")]
    [InlineData("data", "default_classification: confidential", "default_classification: internal", "default_classification")]
    [InlineData("data", "retention: {active_days: 9}", "retention: {active_days: 10}", "retention.active_days")]
    [InlineData("data", "retention: {archive_after_days: 9}", "retention: {archive_after_days: 10}", "retention.archive_after_days")]
    [InlineData("data", "retention: {purge_after_archive_days: 9}", "retention: {purge_after_archive_days: 10}", "retention.purge_after_archive_days")]
    [InlineData("data", "retention_days: 90", "retention_days: 91", "retention_days")]
    [InlineData("data", "allow_ai_reclassification: true", "allow_ai_reclassification: false", "allow_ai_reclassification")]
    [InlineData("data", "{}", "allow_ai_reclassification: false", "allow_ai_reclassification")]
    [InlineData("data", "ephemeral_data_ttl_hours: 24", "ephemeral_data_ttl_hours: 25", "ephemeral_data_ttl_hours")]
    [InlineData("data", "allow_data_export: false", "allow_data_export: true", "allow_data_export")]
    [InlineData("data", "{}", "export_max_classification: confidential", "export_max_classification")]
    [InlineData("audit", "{}", "log_all_actions: false", "log_all_actions")]
    [InlineData("audit", "log_data_access: true", "log_data_access: false", "log_data_access")]
    [InlineData("audit", "{}", "log_model_calls: false", "log_model_calls")]
    [InlineData("audit", "{}", "log_policy_decisions: false", "log_policy_decisions")]
    [InlineData("audit", "{}", "log_agent_exchanges: false", "log_agent_exchanges")]
    [InlineData("audit", "{}", "log_token_counts: false", "log_token_counts")]
    [InlineData("audit", "retention_years: 7", "retention_years: 6", "retention_years")]
    [InlineData("audit", "minimum_retention_days: 400", "minimum_retention_days: 365", "minimum_retention_days")]
    [InlineData("audit", "retention_years_by_action_type: {authentication: 5}", "retention_years_by_action_type: {authentication: 4}", "retention_years_by_action_type.authentication")]
    [InlineData("audit", "{}", "export_roles: [enterprise_admin, auditor]", "export_roles")]
    [InlineData("audit", "{}", "alert_on_deny: false", "alert_on_deny")]
    [InlineData("audit", "alert_on_external_mail: true", "alert_on_external_mail: false", "alert_on_external_mail")]
    [InlineData("audit", "alert_on_confidential_access: true", "alert_on_confidential_access: false", "alert_on_confidential_access")]
    [InlineData("audit", "alert_on_auto_responses: true", "alert_on_auto_responses: false", "alert_on_auto_responses")]
    [InlineData("audit", "{}", "auto_responses_before_alert: 51", "auto_responses_before_alert")]
    [InlineData("audit", "allow_export: false", "allow_export: true", "allow_export")]
    public void Field_ThatWidens_IsNamed_AndTheOtherWayRoundIsFine(string domain, string parent, string child, string path)
    {
        var field = PolicyDomains.All[domain];
        var (above, below) = (A.Document(domain, parent), A.Document(domain, child));

        Assert.Equal([path], NarrowingCheck.Compare(field, [above], below).Select(finding => finding.Path));
        Assert.Empty(NarrowingCheck.Compare(field, [above], above));
        Assert.Empty(NarrowingCheck.Compare(field, [above], A.Document(domain, "{}")));
    }

    [Theory]
    [InlineData("actions", "autonomous: [a]", "actions: {a: autonomous}")]
    [InlineData("actions", "actions: {a: autonomous}", "autonomous: [a]")]
    [InlineData("actions", "blocked: [a]", "blocked: [a, b]")]
    [InlineData("integrations", "default_permissions: write\nconnectors: {jira: {enabled: true}}", "connectors: {jira: {permissions: write}}")]
    [InlineData("audit", "retention_years: 1", "retention_years: 7")]
    [InlineData("audit", "retention_years_by_action_type: {authentication: 5}", "retention_years_by_action_type: {authentication: 7, data_access: 2}")]
    [InlineData("audit", "log_token_counts: false", "log_token_counts: true")]
    [InlineData("audit", "auto_responses_before_alert: 80", "alert_on_auto_responses: true\nauto_responses_before_alert: 20")]
    [InlineData("data", "default_classification: internal", "default_classification: restricted")]
    [InlineData("models", "sensitive_data_model: self-hosted", "sensitive_data_model: self-hosted/small")]
    public void Field_ThatNarrowsOrSaysTheSame_IsFine(string domain, string parent, string child) => Assert.Empty(
        NarrowingCheck.Compare(PolicyDomains.All[domain], [A.Document(domain, parent)], A.Document(domain, child)));

    [Fact]
    public void EveryField_HasItsRow()
    {
        var tested = typeof(NarrowingTests).GetMethod(nameof(Field_ThatWidens_IsNamed_AndTheOtherWayRoundIsFine))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>()
            .Select(row => $"{row.Data[0]} {Generic((string)row.Data[0]!, (string)row.Data[3]!)}").ToHashSet();

        // What has only one legal value, or whose values are all equally safe, cannot widen.
        string[] cannot = ["models sensitive_data_model", "data raw_data_retention", "data classification_levels", "data ai_reclassification_direction", "agent-to-agent cross_enterprise"];
        var missing = PolicyDomains.All.Values.SelectMany(domain => Leaves("", domain).Select(path => $"{domain.Name} {path}"))
            .Except(tested).Except(cannot).Where(path => !path.StartsWith("features ", StringComparison.Ordinal));

        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("actions", "blocked: [a]\ndefault_autonomy: notify", "blocked: [b]\ndefault_autonomy: block", "{\"default_autonomy\":\"block\",\"actions\":{},\"blocked\":[\"a\",\"b\"]}")]
    [InlineData("audit", "retention_years: 2\nlog_all_actions: false", "retention_years: 5", "{\"log_all_actions\":false,\"retention_years\":5}")]
    [InlineData("audit", "alert_on_external_mail: true\nauto_responses_before_alert: 80", "alert_on_external_mail: false\nauto_responses_before_alert: 20", "{\"alert_on_external_mail\":true,\"auto_responses_before_alert\":20}")]
    [InlineData("features", "ocip: true", "ocip: false\nauto_response: true", "{\"auto_response\":false,\"ocip\":false}")]
    [InlineData("models", "allowed_providers: [a, self-hosted]\nmax_tokens_per_day: 9", "allowed_providers: [b, self-hosted]\nmax_tokens_per_day: 5", "{\"allowed_providers\":[\"self-hosted\"],\"max_tokens_per_day\":5}")]
    [InlineData("data", "external_sharing_max: internal\nretention: {active_days: 9}", "external_sharing_max: public\nretention: {active_days: 12, archive_after_days: 3}", "{\"external_sharing_max\":\"public\",\"retention\":{\"active_days\":9,\"archive_after_days\":3}}")]
    public void Merge_GoesTheWayOfEachField(string domain, string parent, string child, string expected) => Assert.Equal(
        expected, DocumentMerge.Merge(PolicyDomains.All[domain], [A.Document(domain, parent), A.Document(domain, child)]).ToJsonString());

    private static string Generic(string domain, string path) => (domain, path.Split('.')) switch
    {
        ("actions" or "audit", [var map, _]) => $"{map}.*",
        ("integrations" or "data", [var map, "gmail", var field]) => $"{map}.*.{field}",
        _ => path,
    };

    internal static IEnumerable<string> Leaves(string path, PolicyField field) => field.Kind is FieldKind.Group or FieldKind.Map
        ? field.Members.SelectMany(member => Leaves(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member))
        : [path];
}
