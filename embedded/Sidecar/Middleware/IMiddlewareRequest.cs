namespace OpenClaw.Sidecar.Middleware;

/// <summary>A request on its way through a pipeline.</summary>
internal interface IMiddlewareRequest
{
    string Method { get; }

    string Scheme { get; }

    /// <summary>Path as it came, percent signs included.</summary>
    string Path { get; }

    /// <summary>Query without question mark.</summary>
    string Query { get; }

    /// <summary>Address of who calls; empty when unknown.</summary>
    string Client { get; }

    IEnumerable<KeyValuePair<string, string>> Headers { get; }

    string? Header(string name);

    void SetHeader(string name, string value);

    void Redirect(string path, string query);

    ValueTask<byte[]> ReadBodyAsync(CancellationToken cancellationToken);

    void ReplaceBody(byte[] body);
}
