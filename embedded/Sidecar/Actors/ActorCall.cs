namespace OpenClaw.Sidecar.Actors;

/// <summary>A method call on its way to an actor; its body is in memory because it may have to be sent again.</summary>
/// <param name="Method">Path behind <c>/method/</c>, decoded.</param>
/// <param name="Headers">End-to-end headers of the caller.</param>
internal sealed record ActorCall(
    ActorKey Key,
    string Method,
    IReadOnlyList<KeyValuePair<string, string[]>> Headers,
    ReadOnlyMemory<byte> Body)
{
    public const string ReentrancyHeader = "Dapr-Reentrancy-Id";

    /// <summary>The chain of calls this one belongs to, if the caller is an actor that told.</summary>
    public string? Chain => Headers.FirstOrDefault(header => header.Key.Equals(ReentrancyHeader, StringComparison.OrdinalIgnoreCase)).Value?[0];

    public static ActorCall Of(ActorKey key, string method, ReadOnlyMemory<byte> json) =>
        new(key, method, [new("Content-Type", ["application/json"])], json);
}
