using System.Text.Json;

namespace OpenClaw.Sidecar.Actors;

/// <summary>How actors of one type are hosted.</summary>
internal sealed record ActorTypeSettings(TimeSpan IdleTimeout, TimeSpan DrainTimeout, bool Drain, bool Reentrant, int MaxDepth)
{
    /// <summary>Drain 2 s, idle 60 min, depth 32: Dapr's own.</summary>
    public static ActorTypeSettings Default { get; } = new(TimeSpan.FromMinutes(60), TimeSpan.FromSeconds(2), true, false, 32);

    public ActorTypeSettings With(JsonElement config) => new(
        Time(config, "actorIdleTimeout") ?? IdleTimeout,
        Time(config, "drainOngoingCallTimeout") ?? DrainTimeout,
        config.TryGetProperty("drainRebalancedActors", out var drain) ? drain.ValueKind == JsonValueKind.True : Drain,
        config.TryGetProperty("reentrancy", out var reentrancy) && reentrancy.ValueKind == JsonValueKind.Object
            ? reentrancy.TryGetProperty("enabled", out var enabled) && enabled.ValueKind == JsonValueKind.True
            : Reentrant,
        reentrancy.ValueKind == JsonValueKind.Object && reentrancy.TryGetProperty("maxStackDepth", out var depth) ? depth.GetInt32() : MaxDepth);

    private static TimeSpan? Time(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? ActorTime.Duration(text) : null;
}
