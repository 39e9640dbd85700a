#nullable disable // as the original: callers may annotate or not
using System.Text.Json;

namespace Dapr.Actors.Client;

/// <summary>How a proxy reaches its actor.</summary>
public class ActorProxyOptions
{
    private JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>How arguments and results are written.</summary>
    public JsonSerializerOptions JsonSerializerOptions
    {
        get => _json;
        set => _json = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The token that the sidecar demands.</summary>
    public string DaprApiToken { get; set; } = DaprDefaults.GetDefaultDaprApiToken(null);

    /// <summary>The sidecar's HTTP address.</summary>
    public string HttpEndpoint { get; set; } = DaprDefaults.GetDefaultHttpEndpoint();

    /// <summary>How long a call may take.</summary>
    public TimeSpan? RequestTimeout { get; set; }

    /// <summary>Whether typed calls carry JSON; here they always do.</summary>
    public bool UseJsonSerialization { get; set; }
}
