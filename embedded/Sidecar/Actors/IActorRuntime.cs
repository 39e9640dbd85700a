namespace OpenClaw.Sidecar.Actors;

/// <summary>What the sidecar's start and stop tell the actor room.</summary>
internal interface IActorRuntime
{
    /// <summary>The app answered <c>GET /dapr/config</c> and is healthy: register its actor types and serve them.</summary>
    /// <param name="appConfig">Body of the answer; empty when the app has none (404).</param>
    Task StartAsync(ReadOnlyMemory<byte> appConfig, CancellationToken cancellationToken);

    /// <summary>The app is unhealthy or the sidecar stops: withdraw the types and drain.</summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>The sidecar stops: calls are refused from now on instead of waiting for a host.</summary>
    void Close();
}
