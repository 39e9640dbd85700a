using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Features.Revocation;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.Gateway.Options;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Gateway.Features.Sessions;

/// <summary>
/// Begins, recognises and ends sessions; idle and absolute limits hold even if the store forgets to expire. Every request
/// reads its session, so an ended one is refused by the next request on any replica.
/// </summary>
internal sealed class SessionRegister(
    ISessionStore store, ISessionIndex index, RevocationRegister revocations, IOptions<BrowserSessionOptions> options, TimeProvider time)
{
    private const int IdLength = 43;
    private const int MaxDeviceLength = 160;

    /// <summary>A new id at every sign-in, so an id known before it (fixation) leads nowhere. Beyond the cap the oldest ends.</summary>
    public async Task<(string SessionId, Session Session)> BeginAsync(NewSession request, CancellationToken cancellationToken)
    {
        var caller = request.Caller;
        if (await FindAsync(request.PreviousId, cancellationToken) is { } previous)
        {
            await EndAsync(PersonKey.Of(previous.Caller), [RandomText.Digest(request.PreviousId!)], cancellationToken);
        }

        var now = time.GetUtcNow();
        var session = new Session(caller, RandomText.New(), now, now, now + options.Value.Absolute) { Issuer = request.Issuer };
        var id = RandomText.New();
        var listing = new SessionListing(RandomText.Digest(id), now, session.EndsAt, Shorten(request.Device), caller.OrgUnit);
        IReadOnlyList<SessionListing> surplus = [];
        await index.ChangeAsync(
            PersonKey.Of(caller),
            known =>
            {
                var alive = known.Where(one => one.EndsAt > now).Append(listing).OrderByDescending(one => one.CreatedAt).ToArray();
                surplus = alive[Math.Min(alive.Length, options.Value.MaxPerUser)..];
                return alive[..Math.Min(alive.Length, options.Value.MaxPerUser)];
            },
            cancellationToken);
        await store.SaveAsync(id, session, cancellationToken);
        await EndAsync(PersonKey.Of(caller), surplus.Select(one => one.Handle), cancellationToken);
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
            await store.RemoveAsync(RandomText.Digest(sessionId!), cancellationToken);
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

    public async Task<IReadOnlyList<SessionListing>> ListAsync(PersonKey person, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return [.. (await index.ReadAsync(person, cancellationToken)).Where(one => one.EndsAt > now)];
    }

    public async Task EndAsync(PersonKey person, IEnumerable<string> handles, CancellationToken cancellationToken)
    {
        foreach (var handle in handles.ToArray())
        {
            await store.RemoveAsync(handle, cancellationToken);
            await revocations.EndAsync(person, handle, time.GetUtcNow() + options.Value.Absolute, cancellationToken);
            await index.ChangeAsync(person, known => [.. known.Where(one => one.Handle != handle)], cancellationToken);
        }
    }

    /// <summary>Ends every session and every token issued up to now. Returns how many sessions there were.</summary>
    public async Task<int> EndAllAsync(PersonKey person, CancellationToken cancellationToken)
    {
        // Tokens first: whoever holds both must not slip through between the two.
        await revocations.EndAllAsync(person, cancellationToken);
        var all = await index.ReadAsync(person, cancellationToken);
        foreach (var session in all)
        {
            await store.RemoveAsync(session.Handle, cancellationToken);
        }

        var ended = all.Select(one => one.Handle).ToHashSet(StringComparer.Ordinal);
        await index.ChangeAsync(person, known => [.. known.Where(one => !ended.Contains(one.Handle))], cancellationToken);
        return all.Count;
    }

    private static string? Shorten(string? device)
    {
        var clean = device is null ? null : new string([.. device.Where(c => c is >= ' ' and <= '~').Take(MaxDeviceLength)]);
        return string.IsNullOrWhiteSpace(clean) ? null : clean;
    }

    private static bool IsWellFormed(string? sessionId) =>
        sessionId is { Length: IdLength } && sessionId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}

/// <summary>What a session begins with.</summary>
/// <param name="PreviousId">The browser's session until now; it ends.</param>
internal sealed record NewSession(Caller Caller, string? PreviousId, string? Issuer, string? Device);
