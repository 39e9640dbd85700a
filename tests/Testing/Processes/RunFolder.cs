using System.Diagnostics;
using System.Globalization;

namespace OpenClaw.Testing;

/// <summary>A folder of one server of this test process; folders whose test process was killed are swept at first use.</summary>
internal sealed class RunFolder : IDisposable
{
    private const string Prefix = "openclaw-test-";
    private static readonly Lazy<bool> Swept = new(Sweep);

    private RunFolder(string path) => Path = path;

    public string Path { get; }

    public static RunFolder Create(string name)
    {
        _ = Swept.Value;
        var path = System.IO.Path.Combine(
            System.IO.Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{name}-{Guid.NewGuid():N}"));

        // Made with the default mask, so that the accounts of the servers can enter it.
        Directory.CreateDirectory(path);
        return new RunFolder(path);
    }

    /// <summary>Gives the folder and everything in it to the account the server runs as.</summary>
    public void GiveTo(string user)
    {
        if (Environment.IsPrivilegedProcess)
        {
            using var chown = Process.Start("chown", ["-R", $"{user}:{user}", Path]);
            chown.WaitForExit();
        }
    }

    public void Dispose() => Delete(Path);

    private static bool Sweep()
    {
        foreach (var folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var owner = System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (!Directory.Exists($"/proc/{owner}"))
            {
                Delete(folder);
            }
        }

        return true;
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A server that was just killed may still write; the next test process sweeps the folder.
            Trace.WriteLine(exception.Message);
        }
    }
}
