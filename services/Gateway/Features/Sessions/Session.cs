using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.Sessions;

/// <summary>A signed-in browser.</summary>
/// <param name="CsrfToken">Must accompany every change made by cookie; readable only by our own pages.</param>
/// <param name="EndsAt">Absolute end, whatever the use.</param>
public sealed record Session(Caller Caller, string CsrfToken, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset EndsAt)
{
    /// <summary>Where the provider wants to hear of the sign-out; null for the default provider.</summary>
    public string? Issuer { get; init; }
}

/// <summary>Keeps sessions where every replica finds them. The id itself is never stored, only its digest.</summary>
internal interface ISessionStore
{
    Task SaveAsync(string sessionId, Session session, CancellationToken cancellationToken);

    Task<(Session? Session, string Version)> FindAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>Replaces that very version; does nothing when the session changed or ended meanwhile.</summary>
    Task ReplaceAsync(string sessionId, Session session, string version, CancellationToken cancellationToken);

    /// <param name="handle">Digest of the session's id.</param>
    Task RemoveAsync(string handle, CancellationToken cancellationToken);
}
