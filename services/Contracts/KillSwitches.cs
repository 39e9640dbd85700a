namespace OpenClaw.Contracts;

/// <summary>What a kill switch stops.</summary>
public enum KillSwitchKind
{
    Enterprise,
    Org,
    Team,
    User,
    Connector,
    Agent,
}

/// <summary>A kill switch that is on.</summary>
/// <param name="Target">
/// The enterprise, organisation (with everything below it), team, user, connector type or connection, or agent by its id.
/// </param>
public sealed record ActiveStop(Guid Id, string TenantId, KillSwitchKind Kind, string Target, string Reason)
{
    /// <summary>People known to belong to the organisation or team: work in the background knows them by id only.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];
}

/// <summary>Answer of the policy service's <c>GET /internal/policy/stops</c>: every kill switch that is on, of every tenant.</summary>
public sealed record StopList(IReadOnlyList<ActiveStop> Stops);
