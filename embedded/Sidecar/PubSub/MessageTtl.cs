using System.Globalization;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>The time to live a publish asks for.</summary>
internal static class MessageTtl
{
    /// <summary>Null when there is none; a value that is no positive whole number is ignored, as the original does.</summary>
    public static long? Seconds(IReadOnlyDictionary<string, string> metadata) =>
        long.TryParse(metadata.GetValueOrDefault("ttlInSeconds") ?? metadata.GetValueOrDefault("ttl"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds > 0 ? seconds : null;
}
