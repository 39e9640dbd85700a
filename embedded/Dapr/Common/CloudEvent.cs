using System.Text.Json.Serialization;

namespace Dapr;

/// <summary>Fields of a CloudEvents 1.0 envelope that a publisher may choose itself.</summary>
public class CloudEvent
{
    /// <summary>Where the event happened.</summary>
    [JsonPropertyName("source")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Uri Source { get; init; } = null!;

    /// <summary>What kind of event it is.</summary>
    [JsonPropertyName("type")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string Type { get; init; } = null!;

    /// <summary>What the event is about.</summary>
    [JsonPropertyName("subject")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string Subject { get; init; } = null!;
}

/// <summary>A CloudEvents 1.0 envelope with its data.</summary>
/// <param name="data">What happened.</param>
public class CloudEvent<TData>(TData data) : CloudEvent
{
    /// <summary>What happened.</summary>
    [JsonPropertyName("data")]
    public TData Data { get; } = data;

    /// <summary>How <see cref="Data"/> is written.</summary>
    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; } = "application/json";
}
