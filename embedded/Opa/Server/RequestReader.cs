using System.Diagnostics;
using System.IO.Compression;
using Microsoft.AspNetCore.Http.Features;
using OpenClaw.Opa.Core;

namespace OpenClaw.Opa.Server;

/// <summary>Reads path, parameters and body within the limits.</summary>
internal static class RequestReader
{
    public static async Task<OpaRequest> ReadAsync(HttpContext http, ServerOptions options)
    {
        var target = OpaDispatcher.RawPath(http);
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var path = (end < 0 ? target : target[..end]).Split('/').Skip(1).Select(Uri.UnescapeDataString).ToList();
        while (path.Count > 0 && path[^1].Length == 0)
        {
            path.RemoveAt(path.Count - 1);
        }

        var parameters = http.Request.Query.ToDictionary(
            pair => pair.Key, pair => (IReadOnlyList<string>)[.. pair.Value.Select(value => value ?? "")], StringComparer.Ordinal);
        var start = Stopwatch.GetTimestamp();
        var request = new OpaRequest(http.Request.Method, path, parameters, await BodyAsync(http, options), http);
        if (request is { Method: "PUT", Path: ["v1", "policies", ..] })
        {
            request.Metrics.Add("server_read_bytes", Stopwatch.GetElapsedTime(start));
        }

        return request;
    }

    private static async Task<byte[]> BodyAsync(HttpContext http, ServerOptions options)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // Counted below, so that the refusal has the API's own error body.
            limit.MaxRequestBodySize = null;
        }

        var body = await CopyAsync(http.Request.Body, options.MaxBody, "request body too large", http.RequestAborted);
        if (!http.Request.Headers.ContentEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return body;
        }

        try
        {
            using var unpacked = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            return await CopyAsync(unpacked, options.MaxUnpackedBody, "compressed request body too large", http.RequestAborted);
        }
        catch (InvalidDataException error)
        {
            throw OpaException.Invalid("could not decompress the body: " + error.Message);
        }
    }

    private static async Task<byte[]> CopyAsync(Stream source, long limit, string tooLarge, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[16384];
        int count;
        while ((count = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (copy.Length + count > limit)
            {
                throw OpaException.Invalid(tooLarge);
            }

            copy.Write(buffer, 0, count);
        }

        return copy.ToArray();
    }
}
