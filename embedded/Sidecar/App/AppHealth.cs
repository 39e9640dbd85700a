using System.Net.Sockets;
using OpenClaw.Sidecar.Hosting;

namespace OpenClaw.Sidecar.App;

/// <summary>Watches the app: first its port, then (with app health checks) its health path.</summary>
internal sealed class AppHealth(AppChannel channel, SidecarOptions options, TimeProvider clock, ILogger<AppHealth> logger)
{
    private volatile bool _isHealthy;

    /// <summary>Without health checks the app counts as healthy once its port accepts connections.</summary>
    public bool IsHealthy => _isHealthy;

    public async Task WaitForPortAsync(CancellationToken cancellationToken)
    {
        while (!await AcceptsAsync(cancellationToken))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellationToken);
        }
        logger.AppFound(options.AppPort);
    }

    /// <summary>Reports each change until cancelled. Probes faster while unhealthy, so that a start is noticed at once.</summary>
    public async Task WatchAsync(Func<bool, Task> changed, CancellationToken cancellationToken)
    {
        if (!options.AppHealthCheck)
        {
            await SetAsync(true, changed);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await ProbeAsync(cancellationToken))
            {
                if (!_isHealthy)
                {
                    failures = 0;
                    await SetAsync(true, changed);
                }
            }
            else if (++failures >= options.AppHealthThreshold && _isHealthy)
            {
                await SetAsync(false, changed);
            }
            var pause = _isHealthy ? options.AppHealthInterval : TimeSpan.FromMilliseconds(Math.Min(250, options.AppHealthInterval.TotalMilliseconds));
            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    private async Task SetAsync(bool healthy, Func<bool, Task> changed)
    {
        _isHealthy = healthy;
        if (healthy)
        {
            logger.AppHealthy();
        }
        else
        {
            logger.AppUnhealthy();
        }
        await changed(healthy);
    }

    private async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.AppHealthTimeout);
        try
        {
            using var answer = await channel.ProbeAsync(options.AppHealthPath, timeout.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> AcceptsAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(options.AppAddress, options.AppPort!.Value, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
