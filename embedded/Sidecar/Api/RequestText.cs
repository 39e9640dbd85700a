using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace OpenClaw.Sidecar.Api;

/// <summary>Reads the request target as it came over the wire: parameters are decoded once, by query rules.</summary>
internal static class RequestText
{
    /// <summary>The raw path without query.</summary>
    public static string RawPath(this HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!target.StartsWith('/'))
        {
            // Absolute form: everything behind the authority.
            var authority = target.IndexOf("://", StringComparison.Ordinal);
            var path = authority < 0 ? -1 : target.IndexOf('/', authority + 3);
            target = path < 0 ? "/" : target[path..];
        }
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }

    /// <summary>The n-th path segment, decoded; empty segments do not count.</summary>
    public static string Segment(this HttpContext context, int index) => Decode(Raw(context, index, rest: false));

    /// <summary>Everything from the n-th path segment on, decoded, slashes included.</summary>
    public static string Rest(this HttpContext context, int index) => Decode(Raw(context, index, rest: true));

    private static string Raw(HttpContext context, int index, bool rest)
    {
        var path = context.RawPath().AsSpan();
        for (var seen = 0; path.Length > 0; seen++)
        {
            path = path.TrimStart('/');
            var end = path.IndexOf('/');
            if (seen == index)
            {
                return (rest || end < 0 ? path.TrimEnd('/') : path[..end]).ToString();
            }
            path = end < 0 ? [] : path[end..];
        }
        return "";
    }

    public static string Decode(string text) => text.AsSpan().IndexOfAny('%', '+') < 0 ? text : Uri.UnescapeDataString(text.Replace('+', ' '));

    /// <summary>Query parameters <c>metadata.&lt;key&gt;</c>; the first value wins.</summary>
    public static Dictionary<string, string> Metadata(this HttpRequest request)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Query)
        {
            if (name.StartsWith("metadata.", StringComparison.Ordinal))
            {
                metadata.TryAdd(name["metadata.".Length..], values[0] ?? "");
            }
        }
        return metadata;
    }

    public static async ValueTask<ReadOnlyMemory<byte>> BodyAsync(this HttpContext context)
    {
        if (context.Request.ContentLength is { } length and > 0)
        {
            Invocation.BodyLimit.Check(context, length);
            var exact = GC.AllocateUninitializedArray<byte>((int)length);
            await context.Request.Body.ReadExactlyAsync(exact, context.RequestAborted);
            return exact;
        }
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    public static async Task WriteJsonAsync(this HttpContext context, ReadOnlyMemory<byte> json, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.Headers[HeaderNames.ContentType] = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
