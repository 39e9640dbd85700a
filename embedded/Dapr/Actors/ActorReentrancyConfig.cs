namespace Dapr.Actors;

/// <summary>Whether an actor may be called from its own call chain.</summary>
public sealed class ActorReentrancyConfig
{
    /// <summary>Whether it may.</summary>
    public bool Enabled { get; set; }

    /// <summary>How deep such a chain may be.</summary>
    public int? MaxStackDepth { get; set; }
}
