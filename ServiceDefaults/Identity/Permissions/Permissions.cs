namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>What a route lets somebody do. Who has it, and how far it reaches, says <see cref="PermissionTable"/>.</summary>
public static class Permissions
{
    /// <summary>Own briefings, tasks, notifications, reads of one's own work.</summary>
    public const string AssistantUse = "assistant.use";

    /// <summary>Ask who one is.</summary>
    public const string IdentityRead = "identity.read";
    public const string ApprovalsDecide = "approvals.decide";
    public const string ExchangesRead = "exchanges.read";
    public const string SessionsOwn = "sessions.own";

    public const string PoliciesRead = "policies.read";
    public const string PoliciesEvaluate = "policies.evaluate";

    /// <summary>The reach is the widest scope that may be written: tenant means enterprise policies.</summary>
    public const string PoliciesWrite = "policies.write";
    public const string KillSwitch = "policies.stop";
    public const string ClassificationOverride = "classification.override";

    public const string AuditRead = "audit.read";
    public const string AuditExport = "audit.export";
    public const string AuditVerify = "audit.verify";

    /// <summary>Let a log that was tampered with be used again.</summary>
    public const string AuditAcknowledge = "audit.acknowledge";
    public const string UserData = "user-data.manage";

    public const string ConnectorsRead = "connectors.read";
    public const string ConnectorsManage = "connectors.manage";
    public const string StatusRead = "status.read";
    public const string MetricsRead = "metrics.read";

    public const string TenantsManage = "tenants.manage";
    public const string AccountsManage = "accounts.manage";
    public const string MembersManage = "members.manage";
    public const string SessionsManage = "sessions.manage";

    public static IReadOnlyList<string> All => PermissionTable.Names;
}
