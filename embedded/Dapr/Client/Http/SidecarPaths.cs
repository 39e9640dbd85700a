using System.Text;

namespace Dapr.Client;

/// <summary>Builds paths of the sidecar's API.</summary>
internal static class SidecarPaths
{
    public static string Segment(string value) => Uri.EscapeDataString(value);

    /// <summary>Topics may contain slashes, which the route keeps.</summary>
    public static string Topic(string value) => Uri.EscapeDataString(value).Replace("%2F", "/", StringComparison.Ordinal);

    public static string WithMetadata(
        string path, IEnumerable<KeyValuePair<string, string>>? metadata, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var text = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (value is not null)
            {
                text.Append(separator).Append(name).Append('=').Append(value);
                separator = '&';
            }
        }

        foreach (var (key, value) in metadata ?? [])
        {
            text.Append(separator).Append("metadata.").Append(Uri.EscapeDataString(key)).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return text.ToString();
    }

    public static string? Word(ConsistencyMode? mode) => mode switch
    {
        null => null,
        ConsistencyMode.Eventual => "eventual",
        ConsistencyMode.Strong => "strong",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown consistency mode."),
    };

    public static string? Word(ConcurrencyMode? mode) => mode switch
    {
        null => null,
        ConcurrencyMode.FirstWrite => "first-write",
        ConcurrencyMode.LastWrite => "last-write",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown concurrency mode."),
    };
}
