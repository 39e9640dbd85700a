using OpenClaw.Sidecar.Resiliency;

namespace OpenClaw.Sidecar.State;

/// <summary>
/// A store refused an operation for a reason of its own, such as first-write on an existing key. The original repeats
/// such a call by the outbound retry policy, although the answer cannot change; here it is not repeated.
/// </summary>
internal sealed class StateStoreException(string message) : Exception(message), IPermanentFailure;
