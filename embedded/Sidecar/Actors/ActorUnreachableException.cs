namespace OpenClaw.Sidecar.Actors;

/// <summary>The app of the actor, or the sidecar that hosts it, could not be reached; another attempt may succeed.</summary>
internal sealed class ActorUnreachableException(string message, Exception inner) : Exception(message, inner);
