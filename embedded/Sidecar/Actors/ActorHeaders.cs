namespace OpenClaw.Sidecar.Actors;

/// <summary>Which headers go along with an actor call, in both directions.</summary>
internal static class ActorHeaders
{
    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "HTTP2-Settings", "Host",
        "Content-Length", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "dapr-api-token", "Expect", "Date", "Server",
        ActorPeers.OutcomeHeader,
    };

    public static IReadOnlyList<KeyValuePair<string, string[]>> From(IHeaderDictionary headers) =>
        [.. headers.Where(header => !Kept.Contains(header.Key)).Select(header => new KeyValuePair<string, string[]>(header.Key, header.Value.ToArray()!))];

    public static IReadOnlyList<KeyValuePair<string, string[]>> From(HttpResponseMessage response) =>
        [.. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => !Kept.Contains(header.Key))
            .Select(header => new KeyValuePair<string, string[]>(header.Key, [.. header.Value]))];

    public static void CopyTo(HttpRequestMessage request, IEnumerable<KeyValuePair<string, string[]>> headers)
    {
        foreach (var (name, values) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values);
            }
        }
    }
}
