using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpenClaw.Gateway.Options;

/// <summary>Live connections.</summary>
internal sealed class LiveOptions
{
    public const string Section = "Live";

    /// <summary>Open sockets of one person on one replica. Default 10: some tabs and devices.</summary>
    [Range(1, 1000)]
    public int MaxConnectionsPerUser { get; set; } = 10;

    /// <summary>Frames waiting for a slow reader. Default 64; a reader further behind is closed and refetches.</summary>
    [Range(1, 4096)]
    public int QueueLength { get; set; } = 64;

    /// <summary>Ping interval, and how long a pong may take. Default 20 s: below the idle limits of common proxies.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(20);
}

[OptionsValidator]
internal sealed partial class LiveOptionsValidator : IValidateOptions<LiveOptions>;
