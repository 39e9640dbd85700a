namespace OpenClaw.Sidecar.Hosting;

/// <summary>The life of one sidecar process: build, start, wait for a signal, drain, stop.</summary>
internal static class SidecarProcess
{
    public static async Task<int> RunAsync(SidecarOptions options)
    {
        await using var app = await SidecarHost.BuildAsync(options);
        await app.StartAsync();
        var actual = app.Services.GetRequiredService<SidecarOptions>();
        app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("dapr").SidecarStarted(actual.AppId, actual.HttpPort, actual.InternalPort);
        await WaitForStopAsync(app.Lifetime.ApplicationStopping);
        await app.Services.GetRequiredService<SidecarRuntime>().DrainAsync();
        await app.StopAsync();
        return 0;
    }

    private static async Task WaitForStopAsync(CancellationToken stopping)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stopping.Register(stopped.SetResult);
        await stopped.Task;
    }
}
