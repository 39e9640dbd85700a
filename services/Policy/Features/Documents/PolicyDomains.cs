using static OpenClaw.Policy.Features.Documents.Fields;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>The seven domains, a closed set, and all their fields (spec/policy.md 4).</summary>
internal static partial class PolicyDomains
{
    /// <summary>Version of the document format. A document may name it; those of older versions stay valid.</summary>
    public const int Format = 1;

    public const string FormatField = "format_version";

    // Before the table, which is made from it.
    public static IReadOnlyList<string> FeatureNames { get; } =
    [
        "daily_briefing", "visualization", "auto_response", "work_tracking", "ocip", "org_intelligence", "task_intelligence",
    ];

    /// <summary>Every domain's root is a group of its fields.</summary>
    public static IReadOnlyDictionary<string, PolicyField> All { get; } = new[]
    {
        Models, Actions, Integrations, AgentToAgent, Features, Data, Audit,
    }.ToDictionary(domain => domain.Name, StringComparer.Ordinal);

    private static PolicyField Models => Group(
        "models",
        "Which model may see which data",
        new PolicyField("allowed_classifications", FieldKind.LevelSet, Narrowing.FewerAllowed, "Levels that may go to a model; without it, none")
        {
            Words = Ladders.Levels,
            Assumed = List(),
        },
        Ceiling("max_classification", "Highest level that may go to a model"),
        Allowed("allowed_providers", "Providers that may be asked", Ladders.SelfHosted),
        new PolicyField("sensitive_data_model", FieldKind.Word, Narrowing.Choice, "Where confidential and restricted data has to go; self-hosted, or a model named self-hosted/...")
        {
            Assumed = Ladders.SelfHosted,
        },
        Group("cost_limits", "Money", Amount("monthly_max_usd", "Most that may be spent in a month, in US dollars")),
        Allowed("allowed_models", "Models that may be asked; without it, all of an allowed provider"),
        Allowed("confidential_data_models", "Models that may see confidential data; without it, all self-hosted ones"),
        Allowed("restricted_data_models", "Models that may see restricted data; without it, all self-hosted ones"),
        Grant("allow_external_models", "Whether models outside the company may be asked at all"),
        Cap("max_tokens_per_request", "Most tokens of one request", least: 1),
        Cap("max_tokens_per_day", "Most tokens of a person and day", least: 1));

    private static PolicyField Actions => Group(
        "actions",
        "How much an assistant may do by itself",
        Autonomy("default_autonomy", "Autonomy of actions that are not named", "approve"),
        Map("actions", "Autonomy of single actions", Autonomy("*", "Autonomy of the action")),
        Map("action_overrides", "Other spelling of actions; the stricter of both counts", Autonomy("*", "Autonomy of the action")),
        Forbidden("blocked", "Actions nobody may do, whatever else is said of them"),
        Allowed("autonomous", "Actions that may run by themselves"),
        Cap("max_auto_per_hour", "Most actions of a person and hour without an approval; beyond it they are approved first"),
        Cap("max_approvals_per_day", "Most approvals asked of a person in a day"));

    private static PolicyField Integrations => Group(
        "integrations",
        "Which connectors may be used for what",
        Permission("default_permissions", "Permission of connectors that set none", Ladders.Permissions, "read"),
        Map(
            "connectors",
            "Settings of single connectors",
            Group(
                "*",
                "Settings of the connector",
                Grant("enabled", "Whether the connector may be used", assumed: false),
                Permission("permissions", "What may be done with it", Ladders.Permissions),
                Ceiling("max_classification", "Highest level that may be read from it or written to it")),
            Ladders.Connectors),
        Allowed("allowed_connectors", "Connectors that may be enabled; without it, all"),
        Map(
            "connector_overrides",
            "Further limits of single connectors",
            Group(
                "*",
                "Limits of the connector",
                Permission("permission", "What may be done with it", Ladders.OverridePermissions),
                Allowed("allowed_operations", "Operations that may be used; without it, all")),
            Ladders.Connectors),
        Allowed("allowed_transitions", "States a ticket may be moved to; without it, all"));

    private static PolicyField Features => Group(
        "features",
        "Which parts of the product are switched on",
        [.. FeatureNames.Select(name => Grant(name, $"Whether {name} is switched on", assumed: false))]);
}
