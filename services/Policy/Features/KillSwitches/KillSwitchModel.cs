using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.KillSwitches;

/// <summary>A kill switch, on or released.</summary>
/// <param name="Reach">How far the rights of who stopped it reached; narrower ones cannot release it.</param>
public sealed record KillSwitch(
    Guid Id, KillSwitchKind Kind, string Target, string Reason, Reach Reach, string StoppedBy, DateTimeOffset StoppedAt)
{
    public string? ReleasedBy { get; init; }
    public DateTimeOffset? ReleasedAt { get; init; }
    public string? ReleaseReason { get; init; }
}

public sealed record KillSwitchPage(IReadOnlyList<KillSwitch> Items);

/// <summary>Body of <c>POST /api/v1/kill-switches</c>.</summary>
/// <param name="Target">What is stopped; of the enterprise it may be left out.</param>
public sealed record StopRequest(KillSwitchKind? Kind, string? Target, string? Reason);

/// <summary>Body of <c>POST /api/v1/kill-switches/{id}/release</c>.</summary>
public sealed record ReleaseRequest(string? Reason);

/// <summary>Kill switches of one tenant; the database shows no other.</summary>
internal interface IKillSwitchStore
{
    /// <summary>Newest first, those that are on before those that are not; at most 500.</summary>
    Task<IReadOnlyList<KillSwitch>> ListAsync(string tenantId, bool withReleased, CancellationToken cancellationToken);

    Task<KillSwitch?> FindAsync(string tenantId, Guid id, CancellationToken cancellationToken);

    /// <summary>The one that is on for the target: this one, or one that was on already.</summary>
    Task<KillSwitch> AddAsync(string tenantId, KillSwitch stop, CancellationToken cancellationToken);

    /// <summary>False when it is not on any more.</summary>
    Task<bool> ReleaseAsync(string tenantId, Guid id, string by, DateTimeOffset at, string reason, CancellationToken cancellationToken);

    /// <summary>Organisations that the people known to be in the team belong to.</summary>
    Task<IReadOnlyList<string>> OrganisationsOfTeamAsync(string tenantId, string team, CancellationToken cancellationToken);

    /// <summary>All that are on, of every tenant, for the enforcement points.</summary>
    Task<StopList> ActiveAsync(CancellationToken cancellationToken);
}
