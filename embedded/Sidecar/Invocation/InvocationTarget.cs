namespace OpenClaw.Sidecar.Invocation;

/// <summary>What the caller asked for: an app (perhaps with namespace), an HTTPEndpoint name or a base URL, and a method path.</summary>
/// <param name="Method">Path with query, escaped, without leading slash.</param>
internal sealed record InvocationTarget(string Id, string Method)
{
    /// <summary>The path without query: the unit of circuit breakers and span names.</summary>
    public string MethodPath => Method.Split('?', 2)[0];
}
