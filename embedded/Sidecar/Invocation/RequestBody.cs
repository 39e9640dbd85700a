using Microsoft.AspNetCore.Http.Features;

namespace OpenClaw.Sidecar.Invocation;

/// <summary>The body to forward: kept in memory when its length is known (it can be sent again), streamed otherwise.</summary>
internal sealed class RequestBody
{
    private readonly byte[]? _buffer;
    private readonly Stream? _stream;

    private RequestBody(byte[]? buffer, Stream? stream)
    {
        (_buffer, _stream) = (buffer, stream);
    }

    /// <summary>Streaming requests are sent once.</summary>
    public bool CanRepeat => _stream is null;

    public static async ValueTask<RequestBody> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is { } length)
        {
            if (length == 0)
            {
                return new RequestBody([], null);
            }
            var buffer = new byte[length];
            await context.Request.Body.ReadExactlyAsync(buffer, context.RequestAborted);
            return new RequestBody(buffer, null);
        }
        return context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
            ? new RequestBody(null, context.Request.Body) : new RequestBody(null, null);
    }

    public HttpContent? Content() => _buffer is not null ? new ByteArrayContent(_buffer) : _stream is not null ? new StreamContent(_stream) : null;
}
