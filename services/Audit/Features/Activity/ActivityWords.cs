using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Activity;

/// <summary>What actions mean to the person they were done for.</summary>
internal static class ActivityWords
{
    public const string Briefing = "briefing_generate";
    public const string TaskChange = "briefing_task_update";
    public const string Completion = "Complete";
    public const string Reply = "auto-response.send";
    public const string Draft = "auto-response.enqueue";
    public const string Retraction = "auto-response.retract";
    private const string Tickets = "jira_";

    /// <summary>Spec/policy.md: which connector an operation belongs to.</summary>
    private static readonly (string Prefix, string Connector)[] Prefixes =
        [("email_", "gmail"), ("calendar_", "gcal"), (Tickets, "jira"), ("github_", "github"), ("gdrive_", "gdrive")];

    public static string? ConnectorOf(ActivityTally tally) => ConnectorOf(tally.ActionType, tally.Action);

    public static string? ConnectorOf(AuditActionType type, string action) =>
        type is AuditActionType.DataAccess or AuditActionType.ToolInvocation or AuditActionType.ConnectorEvent
            ? Prefixes.FirstOrDefault(one => action.StartsWith(one.Prefix, StringComparison.Ordinal)).Connector
            : null;

    public static bool IsTicketUpdate(ActivityTally tally) =>
        tally.ActionType == AuditActionType.ToolInvocation && tally.Action.StartsWith(Tickets, StringComparison.Ordinal);

    /// <summary>A person's own verdict on a reply is recorded as a decision (spec/auto-response.md 9); other decisions are only questions.</summary>
    public static bool IsActOf(ActivityTally tally, string action) =>
        tally.Action == action && (tally.ActionType != AuditActionType.PolicyDecision || action == Retraction);
}
