using System.Net;
using OpenClaw.Sidecar.Actors;
using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Bindings;
using OpenClaw.Sidecar.PubSub;

namespace OpenClaw.Sidecar.Hosting;

/// <summary>
/// The order apps rely on: components and API first (outbound healthy), then the app's port, its config, its
/// subscriptions and bindings, then healthy. Later it follows the app's health.
/// </summary>
internal sealed class SidecarRuntime(
    SidecarOptions options,
    AppChannel channel,
    AppHealth health,
    SubscriptionList subscriptionList,
    SubscriptionHost subscriptions,
    InputBindingHost bindings,
    IEnumerable<IActorRuntime> actors,
    TimeProvider clock,
    ILogger<SidecarRuntime> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private bool _serving;

    public bool IsOutboundReady { get; private set; }

    public bool IsReady { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _stopping.Token);
        try
        {
            await PrepareAsync(ended.Token);
            IsOutboundReady = true;
            if (!channel.IsConfigured)
            {
                IsReady = true;
                return;
            }
            await health.WaitForPortAsync(ended.Token);
            await health.WatchAsync(healthy => healthy ? StartAppAsync(ended.Token) : StopAppAsync(CancellationToken.None), ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            IsReady = false;
        }
    }

    /// <summary><c>--dapr-block-shutdown-duration</c>: everything goes on until the time is over or the app is unhealthy.</summary>
    public async Task BlockAsync()
    {
        if (options.BlockShutdown is not { } limit)
        {
            return;
        }
        logger.ShutdownBlocked(limit);
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < limit && (!channel.IsConfigured || health.IsHealthy))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock);
        }
    }

    /// <summary>
    /// Stops taking work and lets what is in hand finish, for as long as <c>--dapr-graceful-shutdown-seconds</c> says; the
    /// API stays up meanwhile, because handlers need it.
    /// </summary>
    public async Task DrainAsync()
    {
        logger.Draining();
        IsReady = false;
        using var limit = new CancellationTokenSource(options.GracefulShutdown, clock);
        await _stopping.CancelAsync();
        await StopAppAsync(limit.Token);
        foreach (var actor in actors)
        {
            actor.Close();
        }
        while (channel.Active > 0 && !limit.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock);
        }
    }

    /// <summary>Changes resources while nothing of the app's depends on them.</summary>
    public async Task ExchangeAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_serving)
            {
                await bindings.StopAsync();
                await subscriptions.StopAsync();
            }
            await change();
            if (_serving)
            {
                await subscriptions.StartAsync(cancellationToken);
                await bindings.StartAsync(cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await subscriptions.PrepareAsync(cancellationToken);
        }
        catch (Exception error) when (error is not (OperationCanceledException or Expressions.ExpressionException))
        {
            // The subscription itself declares its queue again as soon as the broker is there.
            logger.PrepareFailed(error.Message);
        }
    }

    private async Task StartAppAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ServeAsync(cancellationToken);
                return;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is not Expressions.ExpressionException)
            {
                logger.AppStartFailed(error.Message);
                await StopAppAsync(CancellationToken.None);
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _serving = true;
            var config = options.DisabledInitEndpoints.Contains("config") ? default : await ConfigAsync(cancellationToken);
            await subscriptionList.DiscoverAsync(cancellationToken);
            await subscriptions.StartAsync(cancellationToken);
            await bindings.StartAsync(cancellationToken);
            foreach (var actor in actors)
            {
                await actor.StartAsync(config, cancellationToken);
            }
            IsReady = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task StopAppAsync(CancellationToken limit)
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (!_serving)
            {
                return;
            }
            _serving = false;
            await Task.WhenAny(Task.WhenAll(bindings.StopAsync(), subscriptions.StopAsync()), Ended(limit));
            foreach (var actor in actors)
            {
                await actor.StopAsync(limit);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private static Task Ended(CancellationToken limit) => limit.CanBeCanceled ? Task.Delay(Timeout.Infinite, limit) : new TaskCompletionSource().Task;

    private async Task<ReadOnlyMemory<byte>> ConfigAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, channel.BaseAddress + "/dapr/config");
        request.Headers.TryAddWithoutValidation("Dapr-App-Id", options.AppId);
        using var response = await channel.SendAsync(request, cancellationToken);
        return response.Message.StatusCode == HttpStatusCode.OK ? await response.Message.Content.ReadAsByteArrayAsync(cancellationToken) : default;
    }
}
