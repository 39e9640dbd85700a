using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Tests;

/// <summary>Entries and people with good defaults.</summary>
internal static class A
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public static string Tenant() => $"tenant-{Guid.NewGuid():N}";

    public static Caller Person(string tenant, string user, string? org = null, string? team = null, params string[] roles) =>
        new(tenant, user, roles, org, team, user);

    public static Caller Auditor(string tenant) => Person(tenant, "aud", roles: Roles.Auditor);

    public static AuditEntry Intent(string tenant, string user = "sarah", DateTimeOffset? at = null) => new()
    {
        Id = Guid.CreateVersion7(),
        TenantId = tenant,
        UserId = user,
        ActorUserId = user,
        SourceService = AppIds.Connector,
        Timestamp = at ?? Noon,
        ActionType = AuditActionType.DataAccess,
        Action = "github_issue_read",
        Phase = AuditPhase.Intent,
        ActionDetail = new JsonObject { ["repository"] = "acme-robotics/arm", ["count"] = 3, ["text"] = "grüße 🦀" },
        DataAccessed = [new DataAccess("github:acme-robotics/arm/issues/1", Classification.Internal, "connector_read")],
        DataClassification = Classification.Internal,
        PolicyApplied = "acme-integrations",
        PolicyVersion = "sha256:abc",
        PolicyResult = PolicyResult.Allow,
        PolicyReason = "reading is allowed",
        Outcome = AuditOutcome.Pending,
        RequestId = "request-0001",
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        OrgUnit = "engineering",
        TeamId = "platform",
    };

    public static AuditEntry OutcomeOf(AuditEntry intent, AuditOutcome outcome = AuditOutcome.Success) => intent with
    {
        Id = Guid.CreateVersion7(),
        Phase = AuditPhase.Outcome,
        IntentId = intent.Id,
        Outcome = outcome,
        Timestamp = intent.Timestamp.AddSeconds(1),
    };
}
