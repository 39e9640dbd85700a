using Google.Protobuf;
using Microsoft.AspNetCore.Http.Features;

namespace OpenClaw.Sidecar.Grpc;

/// <summary>One call of the gRPC API: its messages, its metadata, its deadline.</summary>
internal sealed class GrpcCall : IDisposable
{
    /// <summary>Headers that belong to the protocol, not to the caller's metadata.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "content-type", "content-length", "te", "host", "user-agent", "connection", "dapr-api-token", "accept-encoding",
    };

    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _ended;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly long _limit;
    private readonly CancellationToken _stopping;
    private CancellationTokenRegistration _stop;

    /// <param name="stopping">Ends streams when the sidecar stops: nobody else would.</param>
    public GrpcCall(HttpContext http, long limit, TimeProvider clock, CancellationToken stopping)
    {
        (Http, _limit) = (http, limit);
        // Streams go on as long as their caller likes; each message has its own limit.
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        _deadline = GrpcDeadline.Read(http.Request.Headers["grpc-timeout"]) is { } patience ? new CancellationTokenSource(patience, clock) : new CancellationTokenSource();
        _stopping = stopping;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, http.RequestAborted);
    }

    public HttpContext Http { get; }

    /// <summary>The caller is gone or its deadline has passed.</summary>
    public CancellationToken Ended => _ended.Token;

    public bool IsDeadlinePassed => _deadline.IsCancellationRequested;

    /// <summary>What the caller said beside its message; binary values are not passed on.</summary>
    public IEnumerable<KeyValuePair<string, string>> Metadata => Http.Request.Headers
        .Where(header => !Reserved.Contains(header.Key) && !header.Key.StartsWith(':')
            && !header.Key.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase) && !header.Key.EndsWith("-bin", StringComparison.OrdinalIgnoreCase))
        .Select(header => new KeyValuePair<string, string>(header.Key, header.Value.ToString()));

    public ValueTask<T?> ReadAsync<T>(MessageParser<T> parser) where T : class, IMessage<T> =>
        GrpcFrames.ReadAsync(Http.Request.BodyReader, parser, Http.Request.Headers["grpc-encoding"], _limit, Ended);

    /// <summary>Sends one message at once; streams may be written from several sides.</summary>
    public async Task WriteAsync(IMessage message)
    {
        await _writing.WaitAsync(Ended);
        try
        {
            GrpcFrames.Write(Http.Response.BodyWriter, message);
            await Http.Response.BodyWriter.FlushAsync(Ended);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>From now on the call is a stream, which also ends when the sidecar stops.</summary>
    public void BecomeStream() => _stop = _stopping.Register(_ended.Cancel);

    public void Dispose()
    {
        _stop.Dispose();
        _ended.Dispose();
        _deadline.Dispose();
        _writing.Dispose();
    }
}
