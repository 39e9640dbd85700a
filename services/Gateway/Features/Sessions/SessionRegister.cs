using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.Gateway.Options;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.Sessions;

/// <summary>Begins, recognises and ends sessions; idle and absolute limits hold even if the store forgets to expire.</summary>
internal sealed class SessionRegister(ISessionStore store, IOptions<BrowserSessionOptions> options, TimeProvider time)
{
    private const int IdLength = 43;

    /// <summary>A new id at every sign-in, so an id known before it (fixation) leads nowhere.</summary>
    public async Task<(string SessionId, Session Session)> BeginAsync(Caller caller, string? previousId, CancellationToken cancellationToken)
    {
        if (IsWellFormed(previousId))
        {
            await store.RemoveAsync(previousId!, cancellationToken);
        }

        var now = time.GetUtcNow();
        var session = new Session(caller, RandomText.New(), now, now, now + options.Value.Absolute);
        var id = RandomText.New();
        await store.SaveAsync(id, session, cancellationToken);
        return (id, session);
    }

    public async Task<Session?> FindAsync(string? sessionId, CancellationToken cancellationToken)
    {
        if (!IsWellFormed(sessionId))
        {
            return null;
        }

        var (session, version) = await store.FindAsync(sessionId!, cancellationToken);
        if (session is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (now >= session.EndsAt || now >= session.LastSeenAt + options.Value.Idle)
        {
            await store.RemoveAsync(sessionId!, cancellationToken);
            return null;
        }

        if (now - session.LastSeenAt < options.Value.TouchEvery)
        {
            return session;
        }

        var touched = session with { LastSeenAt = now };

        // By version: a sign-out at the same moment must win.
        await store.ReplaceAsync(sessionId!, touched, version, cancellationToken);
        return touched;
    }

    public Task EndAsync(string sessionId, CancellationToken cancellationToken) =>
        IsWellFormed(sessionId) ? store.RemoveAsync(sessionId, cancellationToken) : Task.CompletedTask;

    private static bool IsWellFormed(string? sessionId) =>
        sessionId is { Length: IdLength } && sessionId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
