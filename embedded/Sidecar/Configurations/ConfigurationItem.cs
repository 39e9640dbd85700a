using System.Collections.Frozen;

namespace OpenClaw.Sidecar.Configurations;

internal sealed record ConfigurationItem(string Value, string Version)
{
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = FrozenDictionary<string, string>.Empty;
}
