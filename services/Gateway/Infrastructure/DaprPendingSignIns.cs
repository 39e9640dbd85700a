using Dapr.Client;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.Gateway.Options;

namespace OpenClaw.Gateway.Infrastructure;

/// <summary>Started sign-ins in the state store <c>cache</c>.</summary>
internal sealed class DaprPendingSignIns(DaprClient dapr, IOptions<BrowserSessionOptions> options) : IPendingSignIns
{
    private static readonly StateOptions FirstWrite = new() { Concurrency = ConcurrencyMode.FirstWrite };

    public Task KeepAsync(string state, PendingSignIn pending, CancellationToken cancellationToken) => DaprFailures.GuardAsync(
        () => dapr.SaveStateAsync(
            ComponentNames.Cache, KeyOf(state), pending, metadata: DaprFailures.Lifetime(options.Value.SignInLifetime), cancellationToken: cancellationToken));

    public Task<PendingSignIn?> TakeAsync(string state, CancellationToken cancellationToken) => DaprFailures.GuardAsync(async () =>
    {
        var (pending, version) = await dapr.GetStateAndETagAsync<PendingSignIn?>(ComponentNames.Cache, KeyOf(state), cancellationToken: cancellationToken);

        // Of two that come back with one state, the deletion lets exactly one through.
        return pending is not null
            && await dapr.TryDeleteStateAsync(ComponentNames.Cache, KeyOf(state), version, FirstWrite, cancellationToken: cancellationToken)
                ? pending
                : null;
    });

    private static string KeyOf(string state) => "sign-in:" + RandomText.Digest(state);
}
