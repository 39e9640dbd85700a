using OpenClaw.Contracts;

namespace OpenClaw.Gateway.Features.Forwarding;

/// <summary>A part of the API that another service answers.</summary>
/// <param name="Prefix">First path segment below /api/v1.</param>
internal sealed record ForwardedRoute(string Prefix, string AppId)
{
    /// <summary>Who calls is proven by a signature that the target checks, not by a token.</summary>
    public bool IsWebhook { get; init; }

    /// <summary>Only reading is open to people; services write there under their own identity, which includes ours.</summary>
    public bool IsReadOnly { get; init; }
}

/// <summary>The routing table. What is not in it does not exist outside; internal routes of services are in none.</summary>
internal static class ForwardedRoutes
{
    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("webhooks", AppIds.Connector) { IsWebhook = true },
        new("connectors", AppIds.Connector),
        new("briefings", AppIds.Briefing),
        new("tasks", AppIds.Briefing),
        new("standups", AppIds.Briefing),
        new("audit", AppIds.Audit) { IsReadOnly = true },
        new("metrics", AppIds.Audit) { IsReadOnly = true },
        new("user-data", AppIds.Audit),
        new("audit-evidence", AppIds.Audit),
        new("policies", AppIds.Policy),
        new("data", AppIds.Policy),
        new("tenants", AppIds.Policy),
        new("service-accounts", AppIds.Policy),
        new("users", AppIds.Policy),
        new("kill-switches", AppIds.Policy),
        new("notifications", AppIds.Notification),
    ];
}
