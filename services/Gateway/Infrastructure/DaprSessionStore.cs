using Dapr.Client;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.Gateway.Options;

namespace OpenClaw.Gateway.Infrastructure;

/// <summary>Sessions in the state store <c>cache</c>, which forgets them by itself.</summary>
internal sealed class DaprSessionStore(DaprClient dapr, IOptions<BrowserSessionOptions> options, TimeProvider time) : ISessionStore
{
    private const string Prefix = "session:";
    private static readonly StateOptions FirstWrite = new() { Concurrency = ConcurrencyMode.FirstWrite };

    public Task SaveAsync(string sessionId, Session session, CancellationToken cancellationToken) => DaprFailures.GuardAsync(
        () => dapr.SaveStateAsync(ComponentNames.Cache, KeyOf(sessionId), session, metadata: LifetimeOf(session), cancellationToken: cancellationToken));

    public async Task<(Session? Session, string Version)> FindAsync(string sessionId, CancellationToken cancellationToken)
    {
        var (session, version) = await DaprFailures.GuardAsync(
            () => dapr.GetStateAndETagAsync<Session?>(ComponentNames.Cache, KeyOf(sessionId), cancellationToken: cancellationToken));
        return (session, version);
    }

    public Task ReplaceAsync(string sessionId, Session session, string version, CancellationToken cancellationToken) => DaprFailures.GuardAsync(
        () => dapr.TrySaveStateAsync(
            ComponentNames.Cache, KeyOf(sessionId), session, version, FirstWrite, LifetimeOf(session), cancellationToken));

    public Task RemoveAsync(string handle, CancellationToken cancellationToken) => DaprFailures.GuardAsync(
        () => dapr.DeleteStateAsync(ComponentNames.Cache, Prefix + handle, cancellationToken: cancellationToken));

    private static string KeyOf(string sessionId) => Prefix + RandomText.Digest(sessionId);

    private Dictionary<string, string> LifetimeOf(Session session)
    {
        var left = session.EndsAt - time.GetUtcNow();
        return DaprFailures.Lifetime(left < options.Value.Idle ? left : options.Value.Idle);
    }
}
