namespace OpenClaw.Sidecar.Conformance.Support;

/// <summary>A call the app got from its sidecar; header names in any case.</summary>
public sealed record ReceivedCall(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
{
    public string Body { get; } = System.Text.Encoding.UTF8.GetString(Bytes);
}
