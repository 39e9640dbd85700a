namespace OpenClaw.Sidecar.Invocation;

/// <summary>The target could not be called.</summary>
/// <param name="undelivered">True when the app certainly did not see the request: another replica may be tried.</param>
internal sealed class InvocationException(string message, bool undelivered, Exception? inner = null) : Exception(message, inner)
{
    public bool IsUndelivered { get; } = undelivered;
}
