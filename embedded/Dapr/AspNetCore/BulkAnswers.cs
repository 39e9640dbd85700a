#nullable disable // as the original: callers may annotate or not
namespace Dapr.AspNetCore;

/// <summary>What became of one of many events.</summary>
public enum BulkSubscribeAppResponseStatus
{
    /// <summary>It is handled.</summary>
    SUCCESS = 0,

    /// <summary>It shall come again.</summary>
    RETRY = 1,

    /// <summary>It shall not come again.</summary>
    DROP = 2,
}

/// <summary>What became of many events.</summary>
public class BulkSubscribeAppResponse
{
    /// <summary>Answers for the events; those left out come again.</summary>
    public BulkSubscribeAppResponse(List<BulkSubscribeAppResponseEntry> statuses) => Statuses = statuses;

    /// <summary>The answers.</summary>
    public List<BulkSubscribeAppResponseEntry> Statuses { get; }
}

/// <summary>What became of one of many events.</summary>
public class BulkSubscribeAppResponseEntry
{
    /// <summary>Answers for an event.</summary>
    public BulkSubscribeAppResponseEntry(string entryId, BulkSubscribeAppResponseStatus status)
    {
        EntryId = entryId;
        Status = status.ToString();
    }

    /// <summary>The event's entry.</summary>
    public string EntryId { get; }

    /// <summary>The answer as the sidecar reads it.</summary>
    public string Status { get; }
}
