namespace OpenClaw.Sidecar.Grpc;

internal sealed record InnerAnswer(int Status, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Response metadata of components: headers <c>metadata.&lt;key&gt;</c>.</summary>
    public IEnumerable<KeyValuePair<string, string>> Metadata => Headers
        .Where(header => header.Key.StartsWith("metadata.", StringComparison.OrdinalIgnoreCase))
        .Select(header => new KeyValuePair<string, string>(header.Key["metadata.".Length..], header.Value.ToString()));
}
