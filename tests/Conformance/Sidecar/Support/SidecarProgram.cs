using System.Reflection;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Support;

/// <summary>Which sidecar is under test: ours, or the <c>daprd</c> that DAPRD_PATH names.</summary>
internal static class SidecarProgram
{
    private static readonly string? Original = Variable("DAPRD_PATH");

    public static bool IsOriginal => Original is not null;

    /// <summary>Null when a placement service can be started.</summary>
    public static string? PlacementMissingReason => !IsOriginal || Variable("DAPR_PLACEMENT_PATH") is not null ? null
        : "DAPRD_PATH is set, DAPR_PLACEMENT_PATH is not.";

    /// <summary>Null when reminders and jobs can be kept.</summary>
    public static string? SchedulerMissingReason => !IsOriginal || Variable("DAPR_SCHEDULER_PATH") is not null ? null
        : "DAPRD_PATH is set, DAPR_SCHEDULER_PATH is not.";

    public static ChildProgram Sidecar(IReadOnlyList<string> flags, IReadOnlyDictionary<string, string> environment) =>
        (Original is { } path ? new ChildProgram("daprd", path, flags) : new ChildProgram("sidecar", "dotnet", [Ours(), .. flags])) with { Environment = environment };

    public static ChildProgram Placement(int port, int healthPort) => Variable("DAPR_PLACEMENT_PATH") is { } path && IsOriginal
        ? new ChildProgram("placement", path, ["--port", $"{port}", "--healthz-port", $"{healthPort}", "--metrics-port", $"{FreePorts.Next()}"])
        : new ChildProgram("placement", "dotnet", [Ours(), "placement", "--port", $"{port}"]);

    public static ChildProgram? Scheduler(int port, int healthPort, string folder) => IsOriginal && Variable("DAPR_SCHEDULER_PATH") is { } path
        ? new ChildProgram("scheduler", path,
        [
            "--port", $"{port}", "--healthz-port", $"{healthPort}", "--metrics-port", $"{FreePorts.Next()}", "--etcd-data-dir", folder,
            "--etcd-client-port", $"{FreePorts.Next()}", "--etcd-initial-cluster", $"dapr-scheduler-server-0=http://127.0.0.1:{FreePorts.Next()}",
        ])
        : null;

    private static string Ours()
    {
        var configuration = typeof(SidecarProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(entry => entry.Key == "Configuration").Value!;
        return Path.Combine(SolutionPaths.Root, "embedded", "Sidecar", "bin", configuration, "net10.0", "OpenClaw.Sidecar.dll");
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
