namespace OpenClaw.Sidecar.Bindings;

/// <summary>A binding's target refused; its metadata go back to the caller with the error.</summary>
internal sealed class BindingException(string message, IReadOnlyDictionary<string, string>? metadata = null) : Exception(message)
{
    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata ?? new Dictionary<string, string>();
}
