using Dapr.Client;
using Microsoft.Extensions.Options;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.Gateway.Options;

namespace OpenClaw.Gateway.Infrastructure;

/// <summary>Lists of sessions beside the sessions, in the state store <c>cache</c>; both are gone together.</summary>
internal sealed class DaprSessionIndex(DaprClient dapr, IOptions<BrowserSessionOptions> options) : ISessionIndex
{
    public async Task<IReadOnlyList<SessionListing>> ReadAsync(PersonKey person, CancellationToken cancellationToken) =>
        await DaprDocument.ReadAsync<SessionListing[]>(dapr, ComponentNames.Cache, KeyOf(person), cancellationToken) ?? [];

    public async Task<IReadOnlyList<SessionListing>> ChangeAsync(
        PersonKey person, Func<IReadOnlyList<SessionListing>, IReadOnlyList<SessionListing>> change, CancellationToken cancellationToken) =>
        await DaprDocument.ChangeAsync<SessionListing[]>(
            dapr, ComponentNames.Cache, KeyOf(person), options.Value.Absolute, known => [.. change(known ?? [])], cancellationToken);

    private static string KeyOf(PersonKey person) => "sessions-of:" + RandomText.Digest(person.ToString());
}
