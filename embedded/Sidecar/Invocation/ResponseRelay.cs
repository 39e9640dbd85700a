using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace OpenClaw.Sidecar.Invocation;

/// <summary>Passes an answer on chunk by chunk, so that streamed lines and server-sent events arrive as they are made.</summary>
internal static class ResponseRelay
{
    private const int ChunkSize = 16 << 10;

    public static async Task WriteAsync(HttpResponseMessage from, HttpContext context)
    {
        context.Response.StatusCode = (int)from.StatusCode;
        if (from.ReasonPhrase is { Length: > 0 } reason && context.Features.Get<IHttpResponseFeature>() is { } feature)
        {
            feature.ReasonPhrase = reason;
        }
        ForwardHeaders.CopyResponse(from, context.Response);
        if (Activity.Current is { } activity && !context.Response.Headers.ContainsKey("traceparent"))
        {
            context.Response.Headers["traceparent"] = activity.Id;
        }
        if (context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase)
            && from.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.Connection = "keep-alive";
        }
        await CopyAsync(from, context);
    }

    /// <summary>A small body is complete soon: headers and body leave in one packet instead of three.</summary>
    private static async Task CopyWholeAsync(Stream body, int length, HttpContext context)
    {
        var memory = context.Response.BodyWriter.GetMemory(length);
        var read = await body.ReadAtLeastAsync(memory[..length], length, throwOnEndOfStream: false, context.RequestAborted);
        context.Response.BodyWriter.Advance(read);
    }

    private static async Task CopyAsync(HttpResponseMessage from, HttpContext context)
    {
        if (from.Content.Headers.ContentLength == 0)
        {
            return;
        }
        await using var body = await from.Content.ReadAsStreamAsync(context.RequestAborted);
        if (from.Content.Headers.ContentLength is { } length and <= ChunkSize)
        {
            await CopyWholeAsync(body, (int)length, context);
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
