using System.Net.Sockets;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Support;

/// <summary>
/// The services that actors, reminders and jobs need beside the sidecars. Ours is one process, which also answers names;
/// the originals are two, and names come by multicast.
/// </summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private readonly ChildProcess? _placement;
    private readonly ChildProcess? _scheduler;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sidecar-conformance-scheduler-");

    private ControlPlane() => Flags = [];

    private ControlPlane(int placementPort, int schedulerPort)
    {
        _placement = ChildProcess.Start(SidecarProgram.Placement(placementPort, FreePorts.Next()));
        _scheduler = SidecarProgram.Scheduler(schedulerPort, FreePorts.Next(), _folder.FullName) is { } scheduler ? ChildProcess.Start(scheduler) : null;
        Flags = ["--placement-host-address", $"127.0.0.1:{placementPort}", .. _scheduler is null ? Array.Empty<string>() : ["--scheduler-host-address", $"127.0.0.1:{schedulerPort}"]];
    }

    /// <summary>What a sidecar is started with to use them.</summary>
    public string[] Flags { get; }

    /// <summary>Skips the test when the original's services are needed and not given.</summary>
    /// <param name="scheduler">Reminders or jobs are part of the test.</param>
    public static async Task<ControlPlane> StartAsync(bool scheduler = false)
    {
        Assert.SkipWhen(SidecarProgram.PlacementMissingReason is not null, SidecarProgram.PlacementMissingReason ?? "");
        Assert.SkipWhen(scheduler && SidecarProgram.SchedulerMissingReason is not null, SidecarProgram.SchedulerMissingReason ?? "");
        var (placement, schedule) = (FreePorts.Next(), FreePorts.Next());
        var plane = new ControlPlane(placement, schedule);
        await WaitAsync(plane._placement!, placement);
        if (plane._scheduler is { } process)
        {
            await WaitAsync(process, schedule);
        }
        return plane;
    }

    /// <summary>For tests of which one app only has to find another: the originals find each other without a service.</summary>
    public static async Task<ControlPlane> ForNamesAsync() => SidecarProgram.IsOriginal ? new ControlPlane() : await StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_placement is not null)
        {
            await _placement.KillAsync();
            _placement.Dispose();
        }
        if (_scheduler is not null)
        {
            await _scheduler.KillAsync();
            _scheduler.Dispose();
        }
        _folder.Delete(recursive: true);
    }

    private static Task WaitAsync(ChildProcess process, int port) => Eventually.AsyncTrue(
        async token =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, token);
            return true;
        },
        TimeSpan.FromSeconds(20), $"port {port} accepts", () => process.Output);
}
