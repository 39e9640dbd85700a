using OpenClaw.Opa.Core;
using OpenClaw.Opa.Reports;

namespace OpenClaw.Opa.Server;

/// <summary>Settings of the command line.</summary>
/// <param name="Authentication">off or token.</param>
/// <param name="Authorization">off or basic.</param>
internal sealed record ServerOptions(string Authentication, string Authorization)
{
    /// <summary>Largest body, packed. OPA's default, 256 MiB.</summary>
    public long MaxBody { get; init; } = 268_435_456;

    /// <summary>Largest body after unpacking. OPA's default, 512 MiB.</summary>
    public long MaxUnpackedBody { get; init; } = 536_870_912;

    /// <summary>Shorter answers are not compressed. OPA's default, 1024 bytes.</summary>
    public int MinCompressed { get; init; } = 1024;

    public static ServerOptions From(string authentication, string authorization, OpaConfig config)
    {
        var server = config.Root.At("server");
        var usual = new ServerOptions(authentication, authorization);
        return usual with
        {
            MaxBody = server.At("decoding", "max_length").AsLong() ?? usual.MaxBody,
            MaxUnpackedBody = server.At("decoding", "gzip", "max_length").AsLong() ?? usual.MaxUnpackedBody,
            MinCompressed = (int?)server.At("encoding", "gzip", "min_length").AsLong() ?? usual.MinCompressed,
        };
    }
}
