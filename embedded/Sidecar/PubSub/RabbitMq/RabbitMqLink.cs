using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace OpenClaw.Sidecar.PubSub.RabbitMq;

/// <summary>The one connection of a component, opened again when it is lost. Callers share a single attempt.</summary>
internal sealed class RabbitMqLink(RabbitMqOptions options, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IConnection? _connection;
    private bool _disposed;

    /// <summary>The open connection, connecting once if need be.</summary>
    public async Task<IConnection> GetAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsOpen: true } open)
        {
            return open;
        }
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_connection is { IsOpen: true } current)
            {
                return current;
            }
            await DropAsync();
            // A plain connect costs far less than a failed handshake while the broker is away.
            await ProbeAsync(cancellationToken);
            var factory = new ConnectionFactory
            {
                Uri = options.Address,
                AutomaticRecoveryEnabled = false,
                TopologyRecoveryEnabled = false,
                RequestedHeartbeat = options.HeartBeat,
                RequestedConnectionTimeout = ConnectTimeout,
                ContinuationTimeout = TimeSpan.FromSeconds(10),
                ClientProvidedName = options.ClientName ?? options.ConsumerId,
            };
            if (options.Address.Scheme == "amqps")
            {
                options.Tls.Apply(factory);
            }
            _connection = await factory.CreateConnectionAsync(cancellationToken);
            logger.BrokerConnected(options.Component);
            return _connection;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The open connection; waits for the broker as long as it takes.</summary>
    public async Task<IConnection> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await GetAsync(cancellationToken);
            }
            catch (Exception error) when (IsConnectionFailure(error))
            {
                logger.BrokerAway(options.Component, error.Message);
                await Task.Delay(options.ReconnectWait, clock, cancellationToken);
            }
        }
    }

    public static bool IsConnectionFailure(Exception error) =>
        error is BrokerUnreachableException or AlreadyClosedException or OperationInterruptedException or SocketException or IOException or TimeoutException
        or PublishException
        || error is OperationCanceledException { CancellationToken.IsCancellationRequested: false };

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ConnectTimeout);
        var port = options.Address.Port > 0 ? options.Address.Port : options.Address.Scheme == "amqps" ? 5671 : 5672;
        try
        {
            await socket.ConnectAsync(options.Address.Host, port, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no connection to {options.Address.Host}:{port}");
        }
    }

    private async Task DropAsync()
    {
        if (_connection is { } old)
        {
            _connection = null;
            await old.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        _disposed = true;
        try
        {
            if (_connection is { IsOpen: true } open)
            {
                await open.CloseAsync(TimeSpan.FromSeconds(2));
            }
            await DropAsync();
        }
        catch (Exception error) when (IsConnectionFailure(error))
        {
            logger.BrokerAway(options.Component, error.Message);
        }
        finally
        {
            _gate.Release();
        }
    }
}
