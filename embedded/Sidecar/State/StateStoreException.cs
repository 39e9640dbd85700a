namespace OpenClaw.Sidecar.State;

/// <summary>A store refused an operation for a reason of its own.</summary>
internal sealed class StateStoreException(string message) : Exception(message);
