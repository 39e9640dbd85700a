using System.Globalization;
using System.Net.Sockets;
using StackExchange.Redis.Protocol;

namespace StackExchange.Redis;

/// <summary>One pipelined connection that comes back by itself after a loss.</summary>
public sealed class ConnectionMultiplexer : IConnectionMultiplexer
{
    private readonly ConfigurationOptions _options;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly RedisSubscriber _subscriber;
    private RespConnection? _connection;
    private bool _disposed;

    private ConnectionMultiplexer(ConfigurationOptions options)
    {
        _options = options.EndPoints.Count > 0 ? options : throw new ArgumentException("No endpoints specified", nameof(options));
        _subscriber = new RedisSubscriber(this);
    }

    /// <inheritdoc/>
    public bool IsConnected => _connection is { IsOpen: true };

    /// <summary>Connects to what the text says.</summary>
    public static Task<ConnectionMultiplexer> ConnectAsync(string configuration, TextWriter? log = null) => ConnectAsync(ConfigurationOptions.Parse(configuration), log);

    /// <summary>Connects. With <c>AbortOnConnectFail = false</c> a server that is away is no error yet.</summary>
    public static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions configuration, TextWriter? log = null)
    {
        var multiplexer = new ConnectionMultiplexer(configuration);
        try
        {
            await multiplexer.GetConnectionAsync();
        }
        catch (RedisConnectionException) when (!configuration.AbortOnConnectFail)
        {
            log?.WriteLine("not connected yet");
        }
        catch
        {
            await multiplexer.DisposeAsync();
            throw;
        }
        return multiplexer;
    }

    /// <inheritdoc/>
    public IDatabase GetDatabase(int db = -1, object? asyncState = null) => db < 0 || db == (_options.DefaultDatabase ?? 0)
        ? new RedisDatabase(this, _options.DefaultDatabase ?? 0)
        : throw new NotSupportedException("The stand-in keeps one database per multiplexer; set defaultDatabase.");

    /// <inheritdoc/>
    public ISubscriber GetSubscriber(object? asyncState = null) => _subscriber;

    internal TimeSpan ReconnectPause { get; } = TimeSpan.FromMilliseconds(250);

    internal async Task<RedisResult[]> SendAsync(IReadOnlyList<RedisValue[]> commands)
    {
        var timeout = TimeSpan.FromMilliseconds(_options.AsyncTimeout);
        var connection = await GetConnectionAsync();
        try
        {
            var sent = connection.Send(commands);
            RedisResult[] answers = sent is [var only] ? [await only.WaitAsync(timeout)] : await Task.WhenAll(sent).WaitAsync(timeout);
            foreach (var answer in answers)
            {
                if (answer.Error is { } error)
                {
                    throw new RedisServerException(error);
                }
            }
            return answers;
        }
        catch (TimeoutException)
        {
            throw new RedisTimeoutException($"Timeout performing {commands[0][0]} ({_options.AsyncTimeout} ms)");
        }
    }

    /// <summary>A new logged-in connection.</summary>
    internal async Task<RespConnection> OpenAsync(Action<RedisResult>? push)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(_options.ConnectTimeout));
        try
        {
            var connection = await RespConnection.OpenAsync(_options.EndPoints[0], null, timeout.Token);
            try
            {
                await GreetAsync(connection, timeout.Token);
                return push is null ? connection : await SubscriptionConnectionAsync(connection, push, timeout.Token);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, $"It was not possible to connect to {_options.EndPoints[0]}: {error.Message}", error);
        }
    }

    private async Task<RespConnection> SubscriptionConnectionAsync(RespConnection probe, Action<RedisResult> push, CancellationToken cancellationToken)
    {
        // The login was checked on a connection that matches answers; on the pushed one they are not looked at.
        await probe.DisposeAsync();
        var connection = await RespConnection.OpenAsync(_options.EndPoints[0], push, cancellationToken);
        connection.Send(Greeting());
        return connection;
    }

    private async Task GreetAsync(RespConnection connection, CancellationToken cancellationToken)
    {
        foreach (var answer in await Task.WhenAll(connection.Send([.. Greeting(), ["PING"]])).WaitAsync(cancellationToken))
        {
            if (answer.Error is { } error)
            {
                throw new RedisConnectionException(
                    error.StartsWith("LOADING", StringComparison.Ordinal) ? ConnectionFailureType.UnableToConnect : ConnectionFailureType.AuthenticationFailure, error);
            }
        }
    }

    private List<RedisValue[]> Greeting()
    {
        List<RedisValue[]> commands = [];
        if (_options.Password is { Length: > 0 } password)
        {
            commands.Add(_options.User is { Length: > 0 } user ? ["AUTH", user, password] : ["AUTH", password]);
        }
        if (_options.DefaultDatabase is > 0 and var database)
        {
            commands.Add(["SELECT", database.ToString(CultureInfo.InvariantCulture)]);
        }
        if (_options.ClientName is { Length: > 0 } name)
        {
            commands.Add(["CLIENT", "SETNAME", name]);
        }
        return commands;
    }

    private async Task<RespConnection> GetConnectionAsync()
    {
        if (_connection is { IsOpen: true } open)
        {
            return open;
        }
        await _gate.WaitAsync();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_connection is { IsOpen: true } current)
            {
                return current;
            }
            return _connection = await OpenAsync(null);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async Task CloseAsync(bool allowCommandsToComplete = true) => await DisposeAsync();

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _subscriber.DisposeAsync();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }
}
