#nullable disable // as the original: callers may annotate or not
namespace Dapr.AspNetCore;

/// <summary>Many events of a topic in one request.</summary>
public class BulkSubscribeMessage<TValue>
{
    /// <summary>Creates an empty message, for reading.</summary>
    public BulkSubscribeMessage()
    {
    }

    /// <summary>Creates a message.</summary>
    public BulkSubscribeMessage(List<BulkSubscribeMessageEntry<TValue>> entries, string topic, Dictionary<string, string> metadata)
    {
        Entries = entries;
        Topic = topic;
        Metadata = metadata;
    }

    /// <summary>The events.</summary>
    public List<BulkSubscribeMessageEntry<TValue>> Entries { get; set; }

    /// <summary>The topic.</summary>
    public string Topic { get; set; }

    /// <summary>What the sidecar says beside them.</summary>
    public Dictionary<string, string> Metadata { get; set; }
}

/// <summary>One of many events.</summary>
public class BulkSubscribeMessageEntry<TValue>
{
    /// <summary>Creates an empty entry, for reading.</summary>
    public BulkSubscribeMessageEntry()
    {
    }

    /// <summary>Creates an entry.</summary>
    public BulkSubscribeMessageEntry(string entryId, string contentType, Dictionary<string, string> metadata, TValue eventData)
    {
        EntryId = entryId;
        ContentType = contentType;
        Metadata = metadata;
        Event = eventData;
    }

    /// <summary>Names the entry in the answer.</summary>
    public string EntryId { get; set; }

    /// <summary>What the event is written in.</summary>
    public string ContentType { get; set; }

    /// <summary>What the broker says about it.</summary>
    public Dictionary<string, string> Metadata { get; set; }

    /// <summary>The event; a <see cref="BulkMessageModel{TValue}"/> where the topic carries envelopes.</summary>
    public TValue Event { get; set; }
}

/// <summary>The envelope of one of many events.</summary>
public class BulkMessageModel<TValue>
{
    /// <summary>Creates an empty envelope, for reading.</summary>
    public BulkMessageModel()
    {
    }

    /// <summary>Creates an envelope.</summary>
    public BulkMessageModel(string id, string source, string type, string specversion, string datacontenttype, TValue data)
    {
        Id = id;
        Source = source;
        Type = type;
        Specversion = specversion;
        Datacontenttype = datacontenttype;
        Data = data;
    }

    /// <summary>The event's id.</summary>
    public string Id { get; set; }

    /// <summary>Who published it.</summary>
    public string Source { get; set; }

    /// <summary>Its type.</summary>
    public string Type { get; set; }

    /// <summary>The version of the envelope.</summary>
    public string Specversion { get; set; }

    /// <summary>What the data are written in.</summary>
    public string Datacontenttype { get; set; }

    /// <summary>The data.</summary>
    public TValue Data { get; set; }
}
