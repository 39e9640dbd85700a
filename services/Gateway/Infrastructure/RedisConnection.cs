using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Features.RateLimits;
using OpenClaw.Gateway.Options;
using StackExchange.Redis;

namespace OpenClaw.Gateway.Infrastructure;

/// <summary>
/// Connects beside the requests: connecting blocks, and a burst of first requests would each wait for it. Once connected the
/// client looks after its connection itself.
/// </summary>
internal sealed class RedisConnection(IServiceProvider services, IOptions<RateLimitOptions> options, TimeProvider time, ILogger<RedisConnection> logger)
    : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IConnectionMultiplexer? _current;

    /// <summary>Null until the first connection is made, for ever when none is configured.</summary>
    public IDatabase? Database => _current?.GetDatabase();

    /// <summary>Waits a moment, so that usually the very first request is counted with everybody else's.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(_connected.Task, Task.Delay(Patience, time, cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_current is null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                _current = await Task.Factory.StartNew(
                    services.GetService<IConnectionMultiplexer>, stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                _connected.TrySetResult();
                return;
            }
            catch (RedisException exception)
            {
                var reason = exception.Message;
                logger.CountersUnreachable(reason);
                await Task.Delay(options.Value.Pause, time, stoppingToken);
            }
        }
    }
}
