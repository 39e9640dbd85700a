namespace Dapr.Client;

/// <summary>One event of a bulk publish.</summary>
public class BulkPublishEntry<TValue>(
    string entryId, TValue? eventData, string contentType, IReadOnlyDictionary<string, string>? metadata = null)
{
    /// <summary>Identifies the entry within the call.</summary>
    public string EntryId { get; } = entryId;

    /// <summary>The event.</summary>
    public TValue? EventData { get; } = eventData;

    /// <summary>How the event is written.</summary>
    public string ContentType { get; } = contentType;

    /// <summary>Metadata for the component.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; } = metadata;
}

/// <summary>The outcome of a bulk publish.</summary>
public class BulkPublishResponse<TValue>(List<BulkPublishResponseFailedEntry<TValue>> failedEntries)
{
    /// <summary>The events that were not published.</summary>
    public List<BulkPublishResponseFailedEntry<TValue>> FailedEntries { get; } = failedEntries;
}

/// <summary>An event that was not published.</summary>
public class BulkPublishResponseFailedEntry<TValue>(BulkPublishEntry<TValue> entry, string errorMessage)
{
    /// <summary>The event.</summary>
    public BulkPublishEntry<TValue> Entry { get; } = entry;

    /// <summary>Why.</summary>
    public string ErrorMessage { get; } = errorMessage;
}
