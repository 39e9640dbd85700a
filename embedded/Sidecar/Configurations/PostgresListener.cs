using System.Net.Sockets;
using System.Threading.Channels;
using Npgsql;

namespace OpenClaw.Sidecar.Configurations;

/// <summary>A connection that only LISTENs; opened again when it is lost. Notifications are handed on in their order.</summary>
internal sealed class PostgresListener : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Channel<string> _payloads = Channel.CreateBounded<string>(1000);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _work;

    public PostgresListener(NpgsqlDataSource source, string channel, Func<string, Task> handle, TimeProvider clock, ILogger logger) =>
        _work = Task.WhenAll(ListenAsync(source, channel, clock, logger), HandleAsync(channel, handle, logger));

    /// <summary>Ends when the first LISTEN was accepted.</summary>
    public Task Listening => _listening.Task;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    private async Task ListenAsync(NpgsqlDataSource source, string channel, TimeProvider clock, ILogger logger)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(_stop.Token);
                // Beyond a thousand changes that the app has not taken the newest ones are lost, as they are while nobody listens.
                connection.Notification += (_, notification) => _payloads.Writer.TryWrite(notification.Payload);
                await using (var listen = new NpgsqlCommand($"LISTEN {channel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(_stop.Token);
                }
                _listening.TrySetResult();
                while (true)
                {
                    await connection.WaitAsync(_stop.Token);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error) when (error is NpgsqlException or SocketException or IOException)
            {
                if (_listening.TrySetException(error))
                {
                    break;
                }
                logger.ListenerLost(channel, error.Message);
                await Task.Delay(Pause, clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        _payloads.Writer.TryComplete();
    }

    private async Task HandleAsync(string channel, Func<string, Task> handle, ILogger logger)
    {
        await foreach (var payload in _payloads.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                await handle(payload);
            }
            catch (Exception error)
            {
                logger.ChangeNotDelivered(channel, error.Message);
            }
        }
    }
}
