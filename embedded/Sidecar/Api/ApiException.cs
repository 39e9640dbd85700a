namespace OpenClaw.Sidecar.Api;

/// <summary>An answer other than success, in Dapr's error form. Thrown by API handlers, written by one middleware.</summary>
internal sealed class ApiException(int status, string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>Makes the error a rich one with an <c>ErrorInfo</c> of this reason.</summary>
    public string? Reason { get; init; }

    public IReadOnlyDictionary<string, string>? Info { get; init; }

    /// <summary>Adds a <c>ResourceInfo</c>: type and name of what the error is about.</summary>
    public (string Type, string Name)? Resource { get; init; }

    /// <summary>Adds a <c>BadRequest</c> with one field violation.</summary>
    public (string Field, string Description)? Violation { get; init; }

    /// <summary>Response headers that go with the error (an output binding's metadata).</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}
