using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Replicas;

/// <summary>What the processes of all services decide with, as they said last.</summary>
internal interface IReplicaStore
{
    Task ReportAsync(string appId, PolicyReplicaReport report, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Those heard of since then, in order.</summary>
    Task<IReadOnlyList<SeenReplica>> ListAsync(string tenantId, DateTimeOffset since, CancellationToken cancellationToken);
}

/// <param name="Version">What it decides this tenant's questions with; null when it has no bundle for it.</param>
/// <param name="ConfirmedAt">When it knew that to be the newest.</param>
internal sealed record SeenReplica(
    string AppId, string ReplicaId, long Sequence, string? Version, DateTimeOffset AppliedAt, DateTimeOffset ConfirmedAt, DateTimeOffset SeenAt);
