namespace OpenClaw.Sidecar.Hosting;

/// <summary>The life of one sidecar process: build, start, wait for a signal, drain, stop; again when resources ask for it.</summary>
internal static class SidecarProcess
{
    public static async Task<int> RunAsync(SidecarOptions options)
    {
        while (true)
        {
            await using var app = await SidecarHost.BuildAsync(options);
            await app.StartAsync();
            // The ports that were found free stay the same over restarts.
            options = app.Services.GetRequiredService<SidecarOptions>();
            app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("dapr").SidecarStarted(options.AppId, options.HttpPort, options.InternalPort);
            await WaitForStopAsync(app.Lifetime.ApplicationStopping);
            var restarts = app.Services.GetRequiredService<RestartRequest>().IsSet;
            var runtime = app.Services.GetRequiredService<SidecarRuntime>();
            if (!restarts)
            {
                await runtime.BlockAsync();
            }
            await runtime.DrainAsync();
            await app.StopAsync();
            if (!restarts)
            {
                return 0;
            }
        }
    }

    private static async Task WaitForStopAsync(CancellationToken stopping)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stopping.Register(stopped.SetResult);
        await stopped.Task;
    }
}
