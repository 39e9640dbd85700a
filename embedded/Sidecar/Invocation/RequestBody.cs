using Microsoft.AspNetCore.Http.Features;

namespace OpenClaw.Sidecar.Invocation;

/// <summary>The body to forward: kept in memory when its length is known (it can be sent again), streamed otherwise.</summary>
internal sealed class RequestBody
{
    private readonly byte[]? _buffer;
    private readonly Stream? _stream;
    private readonly CancellationToken _aborted;

    private RequestBody(byte[]? buffer, Stream? stream, CancellationToken aborted)
    {
        (_buffer, _stream, _aborted) = (buffer, stream, aborted);
    }

    /// <summary>Streaming requests are sent once.</summary>
    public bool CanRepeat => _stream is null;

    /// <exception cref="BadHttpRequestException">The body is larger than allowed.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is { } length)
        {
            if (length == 0)
            {
                return new RequestBody([], null, default);
            }
            // Before the memory is taken: a header alone must not cost what a body would.
            BodyLimit.Check(context, length);
            var buffer = GC.AllocateUninitializedArray<byte>((int)length);
            await context.Request.Body.ReadExactlyAsync(buffer, context.RequestAborted);
            return new RequestBody(buffer, null, default);
        }
        return context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
            ? new RequestBody(null, context.Request.Body, context.RequestAborted) : new RequestBody(null, null, default);
    }

    public HttpContent? Content() => _buffer is not null ? new ByteArrayContent(_buffer) : _stream is not null ? new RelayContent(_stream, _aborted) : null;
}
