using System.Diagnostics;

namespace OpenClaw.Opa.Tests;

/// <summary>What a command wrote and how it ended.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Error);

/// <summary>The command line as its own process.</summary>
internal static class OpaTool
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "OpenClaw.Opa.dll");

    public static async Task<ToolResult> RunAsync(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ToolResult(process.ExitCode, await output, await error);
    }
}
