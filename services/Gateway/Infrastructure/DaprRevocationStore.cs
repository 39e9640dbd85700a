using Dapr.Client;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Revocation;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.Gateway.Features.SignIn;

namespace OpenClaw.Gateway.Infrastructure;

/// <summary>
/// Withdrawn proofs in the durable state store: were they kept in the cache, a restart of it would make stolen tokens valid
/// again.
/// </summary>
internal sealed class DaprRevocationStore(DaprClient dapr) : IRevocationStore
{
    private const string MarkKey = "revocations-mark";

    public Task<Revocations?> FindAsync(PersonKey person, CancellationToken cancellationToken) =>
        DaprDocument.ReadAsync<Revocations>(dapr, ComponentNames.StateStore, KeyOf(person), cancellationToken);

    public async Task<string> MarkAsync(CancellationToken cancellationToken) =>
        await DaprDocument.ReadAsync<string>(dapr, ComponentNames.StateStore, MarkKey, cancellationToken) ?? "";

    public async Task ChangeAsync(PersonKey person, Func<Revocations?, Revocations> change, CancellationToken cancellationToken)
    {
        await DaprDocument.ChangeAsync(dapr, ComponentNames.StateStore, KeyOf(person), Revocations.KeptFor, change, cancellationToken);

        // Any new text will do, so replicas that write it at once need not agree on one.
        await DaprFailures.GuardAsync(() => dapr.SaveStateAsync(ComponentNames.StateStore, MarkKey, Guid.NewGuid().ToString("N"), cancellationToken: cancellationToken));
    }

    private static string KeyOf(PersonKey person) => "revocations:" + RandomText.Digest(person.ToString());
}
