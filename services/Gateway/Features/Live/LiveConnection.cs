using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using OpenClaw.Gateway.Features.SignIn;

namespace OpenClaw.Gateway.Features.Live;

/// <summary>
/// One socket: a reader that only answers pings and notices the end, and a writer with a bounded queue. Whoever reads too
/// slowly is closed; after reconnecting it fetches what it missed, which nothing pushed here replaces.
/// </summary>
internal sealed class LiveConnection(WebSocket socket, SignedIn person, int queueLength, TimeProvider time) : IDisposable
{
    /// <summary>Close codes of our own (RFC 6455 7.4.2): 4401 sign in again, 4429 too slow.</summary>
    private const WebSocketCloseStatus SignInAgain = (WebSocketCloseStatus)4401;
    private const WebSocketCloseStatus TooSlow = (WebSocketCloseStatus)4429;
    private const int MaxMessageBytes = 1024;
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(2);
    private static readonly byte[] Pong = new LiveFrame("pong", null).ToBytes();

    private readonly Channel<byte[]> _queue = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(queueLength) { SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private (WebSocketCloseStatus Status, string Reason) _farewell = (WebSocketCloseStatus.NormalClosure, "bye");
    private bool _isDisposed;

    public SignedIn Person => person;

    public void Send(byte[] frame)
    {
        if (!_queue.Writer.TryWrite(frame))
        {
            Close(TooSlow, "too slow");
        }
    }

    public void CloseForShutdown() => Close(WebSocketCloseStatus.EndpointUnavailable, "restarting");

    public void CloseForSignOut() => Close(SignInAgain, "signed out");

    /// <summary>Runs until either side closes, the proof of identity ends, or the request is aborted.</summary>
    public async Task RunAsync(CancellationToken aborted)
    {
        using var hardStop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        await using var expiry = time.CreateTimer(_ => Close(SignInAgain, "sign in again"), null, TimeLeft(), Timeout.InfiniteTimeSpan);
        var closing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var closingSignal = _closing.Token.Register(() => closing.TrySetResult());
        var reading = ReadAsync(hardStop.Token);
        var writing = WriteAsync(_closing.Token);

        // The reader is not cancelled to close: that would reset the connection before the farewell is read.
        await Task.WhenAny(reading, closing.Task);
        Close(WebSocketCloseStatus.NormalClosure, "bye");
        await writing;
        await SayGoodbyeAsync();
        hardStop.CancelAfter(CloseGrace);
        await reading;
    }

    public void Dispose()
    {
        // A push may still hold a reference to a connection that just ended.
        lock (_closing)
        {
            _isDisposed = true;
            _closing.Dispose();
        }
    }

    private TimeSpan TimeLeft()
    {
        // A day at most: timers have an upper bound, and a proof of identity should not outlive it unseen.
        return TimeSpan.FromSeconds(Math.Clamp((person.EndsAt - time.GetUtcNow()).TotalSeconds, 0, 86400));
    }

    private void Close(WebSocketCloseStatus status, string reason)
    {
        lock (_closing)
        {
            if (_isDisposed || _closing.IsCancellationRequested)
            {
                return;
            }

            _farewell = (status, reason);
            _closing.Cancel();
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxMessageBytes];
        try
        {
            while (await socket.ReceiveAsync(buffer, cancellationToken) is { MessageType: not WebSocketMessageType.Close } message)
            {
                Answer(message, buffer);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The peer is gone, or did not answer our farewell in time; either way this is the end.
        }
    }

    private void Answer(WebSocketReceiveResult message, byte[] buffer)
    {
        if (!message.EndOfMessage || message.MessageType != WebSocketMessageType.Text)
        {
            Close(WebSocketCloseStatus.PolicyViolation, "only short text messages");
        }
        else if (IsPing(buffer.AsSpan(0, message.Count)))
        {
            Send(Pong);
        }
    }

    private static bool IsPing(ReadOnlySpan<byte> message)
    {
        try
        {
            var reader = new Utf8JsonReader(message);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("type", out var type)
                && type.ValueKind == JsonValueKind.String
                && type.ValueEquals("ping"u8);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var frame in _queue.Reader.ReadAllAsync(cancellationToken))
            {
                // Not cancelled half way: a frame cut in two would make the farewell unreadable.
                await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).WaitAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // Closing, or the peer is gone: the reader ends too.
        }
    }

    private async Task SayGoodbyeAsync()
    {
        using var grace = new CancellationTokenSource(CloseGrace, time);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(_farewell.Status, _farewell.Reason, grace.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            socket.Abort();
        }
    }
}
