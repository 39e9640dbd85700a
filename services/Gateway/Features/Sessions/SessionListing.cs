namespace OpenClaw.Gateway.Features.Sessions;

/// <summary>A person's session as the list of them knows it.</summary>
/// <param name="Handle">Names it without giving access: the digest of its id.</param>
/// <param name="OrgUnit">Where the person belonged when signing in; says whether an administrator of that unit may end it.</param>
public sealed record SessionListing(string Handle, DateTimeOffset CreatedAt, DateTimeOffset EndsAt, string? Device, string? OrgUnit);

/// <summary>The sessions of each person, so that they can be shown, counted and ended.</summary>
internal interface ISessionIndex
{
    Task<IReadOnlyList<SessionListing>> ReadAsync(PersonKey person, CancellationToken cancellationToken);

    /// <summary>Changes the list atomically and returns it as it became.</summary>
    Task<IReadOnlyList<SessionListing>> ChangeAsync(
        PersonKey person, Func<IReadOnlyList<SessionListing>, IReadOnlyList<SessionListing>> change, CancellationToken cancellationToken);
}
