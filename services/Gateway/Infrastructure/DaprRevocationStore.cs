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
    public Task<Revocations?> FindAsync(PersonKey person, CancellationToken cancellationToken) =>
        DaprDocument.ReadAsync<Revocations>(dapr, ComponentNames.StateStore, KeyOf(person), cancellationToken);

    public Task ChangeAsync(PersonKey person, Func<Revocations?, Revocations> change, CancellationToken cancellationToken) =>
        DaprDocument.ChangeAsync(dapr, ComponentNames.StateStore, KeyOf(person), Revocations.KeptFor, change, cancellationToken);

    private static string KeyOf(PersonKey person) => "revocations:" + RandomText.Digest(person.ToString());
}
