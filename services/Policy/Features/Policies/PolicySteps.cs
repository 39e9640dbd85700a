using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Documents;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>The writes that make up the life of a policy, and what the audit log is told of them.</summary>
internal sealed class PolicySteps(TimeProvider time)
{
    private const int MostDifferences = 200;

    public DateTimeOffset Now => Truncate(time.GetUtcNow());

    /// <summary>Ends what is in force in the policy, then puts the version in its place.</summary>
    public async Task ActivateAsync(IPolicyUnit unit, PolicyFile file, VersionRow version, string by, string reason)
    {
        if (file.Active is { } before)
        {
            await unit.MoveAsync(before with { Status = PolicyStatus.Deprecated, DeprecatedAt = Now, DeprecatedBy = by, EndReason = reason });
        }

        await unit.MoveAsync(version with { Status = PolicyStatus.Active, ActivateAt = null, ActivatedAt = Now, ActivatedBy = by });
    }

    /// <summary>Ends the policy: what governs and what waits.</summary>
    public async Task EndAsync(IPolicyUnit unit, PolicyFile file, string by, string reason)
    {
        foreach (var version in file.Versions.Where(version => version.Status != PolicyStatus.Deprecated))
        {
            await unit.MoveAsync(version with { Status = PolicyStatus.Deprecated, ActivateAt = null, DeprecatedAt = Now, DeprecatedBy = by, EndReason = reason });
        }

        await unit.UpdateAsync(file.Policy.Id, PolicyStatus.Deprecated, by, Now);
    }

    /// <summary>A new version, in force at once or as a draft.</summary>
    public async Task AddAsync(IPolicyUnit unit, PolicyFile file, VersionRow version)
    {
        if (version.Status == PolicyStatus.Active && file.Active is { } before)
        {
            await unit.MoveAsync(before with { Status = PolicyStatus.Deprecated, DeprecatedAt = Now, DeprecatedBy = version.CreatedBy, EndReason = version.ChangeReason });
        }

        await unit.AddAsync(file.Policy.Slot, version);
        await unit.UpdateAsync(file.Policy.Id, version.Status == PolicyStatus.Active ? PolicyStatus.Active : file.Policy.Status, version.CreatedBy, Now);
    }

    public VersionRow NewVersion(Guid policyId, int ordinal, SemanticVersion number, VersionText text, PolicyStatus status, VersionOperation operation, string by, string reason) => new()
    {
        PolicyId = policyId,
        Ordinal = ordinal,
        Version = number,
        Status = status,
        Content = text.Content,
        Document = text.Document.Content,
        Operation = operation,
        ChangeReason = reason,
        CreatedBy = by,
        CreatedAt = Now,
        ActivatedAt = status == PolicyStatus.Active ? Now : null,
        ActivatedBy = status == PolicyStatus.Active ? by : null,
    };

    public static JsonObject Detail(PolicyRow policy, string operation, string? before, string? after, string reason) => new()
    {
        ["operation"] = operation,
        ["policyId"] = policy.Id.ToString(),
        ["name"] = policy.Name,
        ["scope"] = Words.Of(policy.Slot.Scope),
        ["scopeId"] = policy.Slot.ScopeId,
        ["domain"] = policy.Slot.Domain,
        ["before"] = before,
        ["after"] = after,
        ["changeReason"] = reason,
    };

    public static JsonObject Detail(PolicyRow policy, string operation, VersionRow? before, VersionRow after)
    {
        var detail = Detail(policy, operation, before?.Version.ToString(), after.Version.ToString(), after.ChangeReason);
        detail["status"] = Words.Of(after.Status);
        var differences = DocumentDifference.Between(PolicyDomains.All[policy.Slot.Domain], before?.Document ?? [], after.Document);
        detail["difference"] = DocumentDifference.ToJson(differences.Take(MostDifferences));
        return detail;
    }

    // The database keeps microseconds; what is answered must be what is read later.
    private static DateTimeOffset Truncate(DateTimeOffset value) => new(value.UtcTicks - (value.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
