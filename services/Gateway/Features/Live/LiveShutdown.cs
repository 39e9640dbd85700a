namespace OpenClaw.Gateway.Features.Live;

/// <summary>Says goodbye to open sockets as soon as the replica is told to stop; otherwise they would hold up its end.</summary>
internal sealed class LiveShutdown(LiveConnections connections, IHostApplicationLifetime lifetime) : IHostedService
{
    private CancellationTokenRegistration _registration;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registration = lifetime.ApplicationStopping.Register(connections.CloseAll);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await _registration.DisposeAsync();
}
