namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>What one process decides with, as it tells the policy service.</summary>
/// <param name="ReplicaId">Names the process among those of its service.</param>
/// <param name="Sequence">How many changes of policies it contains.</param>
/// <param name="Versions">Version per tenant, as in the catalogue; a tenant without a usable bundle is missing.</param>
/// <param name="AppliedAt">Since when it decides with these.</param>
/// <param name="AgeSeconds">Time since it knew them to be the newest.</param>
public sealed record PolicyReplicaReport(
    string ReplicaId, long Sequence, IReadOnlyDictionary<string, string> Versions, DateTimeOffset AppliedAt, double AgeSeconds);

/// <summary>Where a process says what it decides with.</summary>
public interface IPolicyReports
{
    /// <exception cref="PolicySourceException">It cannot be told now.</exception>
    Task SendAsync(PolicyReplicaReport report, CancellationToken cancellationToken);
}
