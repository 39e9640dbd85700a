using System.Globalization;
using OpenClaw.Testing;

namespace OpenClaw.Faults.Sidecar;

/// <summary>The app's process and the file of what it took.</summary>
internal sealed class AppProcess(string file, string name) : IAsyncDisposable
{
    private ChildProcess? _process;

    public int Port { get; } = FreePorts.Next();

    public void Start() => _process = ChildProcess.Start(new ChildProgram("app", "dotnet", [typeof(AppProcess).Assembly.Location, FaultApp.Command, $"{Port}", file, name]));

    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    /// <summary>What arrived so far, with its time.</summary>
    public static IReadOnlyList<(DateTimeOffset At, string Kind, string Text)> Read(string file)
    {
        if (!File.Exists(file))
        {
            return [];
        }
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = reader.ReadToEnd().Split('\n');
        // The last piece is empty, or a line that a kill cut off: that one was never acknowledged.
        return [.. lines.SkipLast(1).Select(line => line.Split(' ')).Where(words => words.Length == 4)
            .Select(words => (DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(words[0], CultureInfo.InvariantCulture)), words[2], words[3]))];
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
    }
}
