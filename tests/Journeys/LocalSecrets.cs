using System.Text.Json;

namespace OpenClaw.Journeys;

/// <summary>The secrets that the local run made for itself, as any operator of the machine could read them.</summary>
public static class LocalSecrets
{
    public const string FileName = "secrets.json";
    public const string AcmeWebhook = "github-webhook-acme";

    /// <summary>Looks in the given data directory, else where a local run keeps its data by default.</summary>
    public static string? Find(string name, string? dataDirectory)
    {
        foreach (var folder in dataDirectory is null ? DefaultFolders() : [dataDirectory])
        {
            var path = Path.Combine(folder, FileName);
            if (File.Exists(path) && Read(path, name) is { Length: > 0 } value)
            {
                return value;
            }
        }

        return null;
    }

    private static string? Read(string path, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private static IEnumerable<string> DefaultFolders()
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } configured
            ? configured
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return [Path.Combine(state, "openclaw"), "/var/lib/openclaw"];
    }
}
