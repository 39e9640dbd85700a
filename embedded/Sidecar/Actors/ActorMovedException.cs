namespace OpenClaw.Sidecar.Actors;

/// <summary>The actor does not live here (any more); the caller asks the table again.</summary>
internal sealed class ActorMovedException(ActorKey key) : Exception($"actor {key} is not hosted here");
