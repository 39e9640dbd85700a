using System.Diagnostics;

namespace OpenClaw.Testing;

/// <summary>Short commands that end by themselves.</summary>
internal static class Commands
{
    public static async Task RunAsync(string path, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (code, output) = await ExecuteAsync(path, arguments, cancellationToken);
        if (code != 0)
        {
            throw new InvalidOperationException($"{Path.GetFileName(path)} ended with {code}: {output}");
        }
    }

    public static async Task<int> ExitCodeAsync(string path, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        (await ExecuteAsync(path, arguments, cancellationToken)).Code;

    private static async Task<(int Code, string Output)> ExecuteAsync(
        string path, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + errors);
    }
}
