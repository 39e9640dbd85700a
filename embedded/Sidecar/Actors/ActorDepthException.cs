namespace OpenClaw.Sidecar.Actors;

/// <summary>A call chain re-entered an actor more often than allowed.</summary>
internal sealed class ActorDepthException(ActorKey key, int depth) : Exception($"maximum stack depth {depth} exceeded at actor {key}");
