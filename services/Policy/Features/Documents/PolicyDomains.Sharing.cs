using static OpenClaw.Policy.Features.Documents.Fields;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>The domains about what leaves and what is kept.</summary>
internal static partial class PolicyDomains
{
    private static PolicyField AgentToAgent => Group(
        "agent-to-agent",
        "What assistants may tell each other",
        Grant("enabled", "Whether assistants may exchange anything", assumed: false),
        new PolicyField("allowed_exchange_types", FieldKind.TextSet, Narrowing.FewerAllowed, "Kinds of exchange that may take place")
        {
            Words = Ladders.ExchangeTypes,
            Assumed = List(),
        },
        Ceiling("max_classification_shared", "Highest level that may be shared", "internal"),
        Cap("max_rounds", "Most rounds of one exchange", assumed: 3, least: 1),
        Grant("cross_org", "Whether organisations of the tenant may exchange", assumed: false),
        new PolicyField("cross_enterprise", FieldKind.Flag, Narrowing.Grant, "Other tenants are never answered; only false can be written")
        {
            Assumed = false,
            Words = ["false"],
        },
        Grant("allow_inbound", "Whether questions of other assistants are answered"),
        Grant("allow_outbound", "Whether other assistants are asked"),
        Allowed("allowed_peers", "Assistants that may take part; without it, all"),
        Forbidden("blocked_peers", "Assistants that may not take part"),
        Duty("require_encryption", "Whether an exchange has to be encrypted", assumed: false),
        Cap("loop_prevention_max_hops", "Most assistants a question may pass through", assumed: 5, least: 1),
        Ceiling("max_classification_outbound", "Highest level that may be sent when asking"),
        Cap("max_exchanges_per_pair_hour", "Most exchanges of two assistants in an hour"),
        Cap("max_exchanges_per_agent_day", "Most exchanges of one assistant in a day"));

    private static PolicyField Data => Group(
        "data",
        "What may leave and how long things are kept",
        Ceiling("external_sharing_max", "Highest level that may be shared outside", "public"),
        Map(
            "classification_overrides",
            "Level of what a connector delivers",
            Group("*", "The connector", LeastLevel("default", "Level that its data has at least")),
            Ladders.Connectors),
        LeastLevel("default_classification", "Level of data nobody classified"),
        Group(
            "retention",
            "Days in each stage of life",
            Cap("active_days", "Days until a thing is no longer active", least: 1),
            Cap("archive_after_days", "Days until it is archived", least: 1),
            Cap("purge_after_archive_days", "Days from there until it is gone", least: 1)),
        Cap("retention_days", "Days until a thing is gone", least: 1),
        Choice("raw_data_retention", "What is kept of raw content: nothing", "ephemeral", "ephemeral"),
        new PolicyField("classification_levels", FieldKind.LevelSet, Narrowing.FewerAllowed, "The four levels; only all of them, in order, can be written")
        {
            Words = Ladders.Levels,
            IsComplete = true,
        },
        Duty("allow_ai_reclassification", "Whether a model looks for data that is more sensitive than its source says", assumed: true),
        Choice("ai_reclassification_direction", "A model may only raise a level", "upgrade_only", "upgrade_only"),
        Cap("ephemeral_data_ttl_hours", "Hours until passing data is gone", least: 1),
        Grant("allow_data_export", "Whether data may be exported"),
        Ceiling("export_max_classification", "Highest level that may be exported", "internal"));

    private static PolicyField Audit => Group(
        "audit",
        "What is recorded, for how long, and who may take it away",
        Duty("log_all_actions", "Record every action", assumed: true),
        Duty("log_data_access", "Record every access to data", assumed: true),
        Duty("log_model_calls", "Record every model call", assumed: true),
        Duty("log_policy_decisions", "Record every decision", assumed: true),
        Duty("log_agent_exchanges", "Record every exchange between assistants", assumed: true),
        Duty("log_token_counts", "Record the tokens of model calls", assumed: true),
        Floor("retention_years", "Years the log is kept at least", 1),
        Floor("minimum_retention_days", "Days the log is kept at least", 365),
        Map(
            "retention_years_by_action_type",
            "Years that entries of some kinds are kept at least, when longer than the others",
            Floor("*", "Years that entries of this kind are kept at least", 1),
            Ladders.ActionTypes),
        new PolicyField("export_roles", FieldKind.TextSet, Narrowing.FewerAllowed, "Roles that may export the log")
        {
            Words = Ladders.Roles,
            Assumed = List("enterprise_admin"),
        },
        Duty("alert_on_deny", "Tell somebody when an action is refused", assumed: true),
        Duty("alert_on_external_mail", "Tell somebody when mail is sent outside", assumed: false),
        Duty("alert_on_confidential_access", "Tell somebody when confidential or restricted data is accessed", assumed: false),
        Duty("alert_on_auto_responses", "Tell the team lead when one person's messages are answered automatically very often", assumed: false),
        Cap("auto_responses_before_alert", "Automatic responses of one person in a day that pass without notice", assumed: 50, least: 1),
        Grant("allow_export", "Whether the log may be exported"));
}
