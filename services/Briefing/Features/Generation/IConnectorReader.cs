using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Briefing.Features.Generation;

/// <summary>What one read operation of a source gave.</summary>
/// <param name="IsPolicyUnavailable">The connector could consult no policy: then there is no briefing at all.</param>
internal sealed record SourceRead(IReadOnlyList<ConnectorItem> Items, SourceStatus Status, bool IsPolicyUnavailable = false);

/// <summary>Reads a person's items from a source through the connector service; never throws for what a source does wrong.</summary>
internal interface IConnectorReader
{
    Task<SourceRead> ReadAsync(Caller caller, string operation, CancellationToken cancellationToken);
}
