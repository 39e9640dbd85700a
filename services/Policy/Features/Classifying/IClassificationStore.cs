namespace OpenClaw.Policy.Features.Classifying;

/// <summary>How sensitive the items of the tenants are.</summary>
internal interface IClassificationStore
{
    Task<ItemClassification?> FindAsync(string tenantId, string itemId, CancellationToken cancellationToken);

    Task<IReadOnlyList<ClassificationChange>> HistoryAsync(string tenantId, string itemId, CancellationToken cancellationToken);

    /// <summary>Keeps the item and a line of history; false when the item is no longer at the row version before.</summary>
    Task<bool> KeepAsync(string tenantId, ItemClassification item, string changedBy, string reason, CancellationToken cancellationToken);
}
