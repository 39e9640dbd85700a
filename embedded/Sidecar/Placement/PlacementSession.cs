using System.Text.Json;
using System.Threading.Channels;

namespace OpenClaw.Sidecar.Placement;

/// <summary>The server's end of one sidecar's stream.</summary>
internal sealed class PlacementSession(TimeProvider clock)
{
    private readonly Channel<PlacementMessage> _outbox = Channel.CreateUnbounded<PlacementMessage>();
    private readonly Lock _gate = new();
    private (string Op, long Version, TaskCompletionSource Done)? _awaited;
    private long _lastHeard = clock.GetTimestamp();

    public HostRecord? Host { get; set; }

    public TimeSpan SilentFor => clock.GetElapsedTime(Interlocked.Read(ref _lastHeard));

    public ChannelReader<PlacementMessage> Outbox => _outbox.Reader;

    public void Close() => _outbox.Writer.TryComplete();

    public void Send(PlacementMessage message) => _outbox.Writer.TryWrite(message);

    public Task SendAndAwaitAsync(PlacementMessage message)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited = (message.Op, message.Version, done);
        }
        Send(message);
        return done.Task;
    }

    public void Heard(HostMessage message)
    {
        Interlocked.Exchange(ref _lastHeard, clock.GetTimestamp());
        lock (_gate)
        {
            if (_awaited is { } awaited && awaited.Op == message.AckOp && awaited.Version == message.AckVersion)
            {
                awaited.Done.TrySetResult();
            }
        }
    }

    public async Task WriteAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        await foreach (var message in _outbox.Reader.ReadAllAsync(cancellationToken))
        {
            await JsonSerializer.SerializeAsync(stream, message, PlacementJson.Default.PlacementMessage, cancellationToken);
            await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
    }
}
