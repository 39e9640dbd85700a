using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Features.Trials;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>What is in force for all tenants.</summary>
internal interface IPoliciesInForce
{
    /// <summary>Differs whenever anything in force may differ.</summary>
    Task<PolicyMark> MarkAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<TenantDocument>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The administrators' modules in force.</summary>
    Task<IReadOnlyList<TenantModule>> ModulesAsync(CancellationToken cancellationToken);

    /// <summary>Where people belong, as far as a policy of their organisation or team could hold for them.</summary>
    Task<IReadOnlyList<TenantMember>> MembersAsync(CancellationToken cancellationToken);

    /// <summary>The drafts that are tried.</summary>
    Task<IReadOnlyList<TenantTrial>> TrialsAsync(CancellationToken cancellationToken);

    /// <summary>Versions whose time to begin or to end has come.</summary>
    Task<IReadOnlyList<DueVersion>> DueAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Where the list of changes ends. The highest number alone would miss a change that was numbered earlier and committed later.</summary>
/// <param name="ChangedAt">When the last change was about to be committed; null before the first.</param>
internal sealed record PolicyMark(long Highest, long Count, DateTimeOffset? ChangedAt);

internal sealed record TenantDocument(string TenantId, ActiveDocument Document);

internal sealed record TenantModule(string TenantId, ModuleRow Module);

internal sealed record TenantMember(string TenantId, Membership Membership);

internal sealed record DueVersion(string TenantId, Guid PolicyId, int Ordinal);
