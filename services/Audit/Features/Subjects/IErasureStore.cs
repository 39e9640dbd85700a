using System.Text.Json.Nodes;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>An erasure that was asked for.</summary>
/// <param name="Person">Who, by whom and why, under the master key.</param>
internal sealed record NewErasure(Guid Id, string TenantId, string Pseudonym, byte[] Lookup, byte[] Person, DateTimeOffset RequestedAt);

/// <summary>An erasure as it stands.</summary>
/// <param name="Person">Null when it is complete: nothing is left that says whose it was.</param>
/// <param name="Done">Counts by service that has answered.</param>
internal sealed record Erasure(
    Guid Id, string TenantId, string Pseudonym, byte[]? Person, DateTimeOffset RequestedAt, int Attempts, JsonObject Done, DateTimeOffset? CompletedAt);

/// <summary>A reason not to delete anything about somebody for now: a lawsuit, an investigation.</summary>
/// <param name="Person">Whom it concerns, under the master key; null for the whole tenant.</param>
internal sealed record LegalHold(Guid Id, string TenantId, byte[]? Lookup, byte[]? Person, string Reason, string PlacedBy, DateTimeOffset PlacedAt, DateTimeOffset? LiftedAt);

internal interface IErasureStore
{
    /// <summary>Destroys the person's key and queues what is left to do, in one transaction; false under a legal hold.</summary>
    Task<bool> BeginAsync(NewErasure erasure, CancellationToken cancellationToken);

    /// <summary>Takes one erasure that is due, or this very one, for a while; null when there is none.</summary>
    Task<Erasure?> TakeAsync(Guid? id, TimeSpan lease, CancellationToken cancellationToken);

    Task MarkAsync(Guid id, string service, JsonObject counts, CancellationToken cancellationToken);

    /// <summary>Everybody has answered: forgets whose it was.</summary>
    Task CompleteAsync(Guid id, DateTimeOffset at, CancellationToken cancellationToken);

    Task PostponeAsync(Guid id, TimeSpan pause, CancellationToken cancellationToken);

    Task<Erasure?> FindAsync(string tenantId, Guid id, CancellationToken cancellationToken);

    Task PlaceAsync(LegalHold hold, CancellationToken cancellationToken);

    /// <summary>False when there is no such hold in force.</summary>
    Task<bool> LiftAsync(string tenantId, Guid id, DateTimeOffset at, CancellationToken cancellationToken);

    Task<IReadOnlyList<LegalHold>> HoldsAsync(string tenantId, CancellationToken cancellationToken);
}
