using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Running;

/// <summary>Everything a run leaves behind: server data, generated passwords, ports, secrets. One AppHost at a time.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const string Marker = "openclaw.data";
    private const string ConfigurationKey = "OpenClaw:Data";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly Lock _gate = new();
    private readonly string _settingsFile;
    private FileStream? _lock;
    private Settings _settings = new();

    public DataDirectory(string root, bool deleteAtEnd = false)
    {
        Root = root;
        DeleteAtEnd = deleteAtEnd;
        _settingsFile = Path.Combine(root, "settings.json");
    }

    public string Root { get; }

    public bool DeleteAtEnd { get; }

    public static DataDirectory? Of(IDistributedApplicationBuilder builder) => (builder as IHasDataDirectory)?.Data;

    public static DataDirectory Choose(IConfiguration configuration)
    {
        var wanted = configuration[ConfigurationKey];
        var root = string.IsNullOrEmpty(wanted) ? DefaultRoot() : Path.GetFullPath(wanted);
        configuration[ConfigurationKey] = root;
        return new DataDirectory(root, configuration.GetValue("OpenClaw:DeleteData", defaultValue: false));
    }

    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    /// <summary>Takes the directory for this process, emptied if asked.</summary>
    public void Open(bool fresh)
    {
        Directory.CreateDirectory(Root);
        FolderAccess.RequireEnterable(Root);
        try
        {
            _lock = new FileStream(Path.Combine(Root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new DistributedApplicationException($"The data directory {Root} is in use by another run. Stop that one, or choose another directory with --data <dir>.");
        }

        if (fresh)
            Empty();
        File.WriteAllText(Path.Combine(Root, Marker), "Data of a local OpenClaw.Aspire run.\n");
        if (File.Exists(_settingsFile))
            _settings = JsonSerializer.Deserialize<Settings>(File.ReadAllText(_settingsFile)) ?? new Settings();
    }

    public string GetOrAddParameter(string name, Func<string> create) => GetOrAdd(settings => settings.Parameters, name, create);

    public int? RememberedPort(string key)
    {
        lock (_gate)
        {
            return _settings.Ports.TryGetValue(key, out var port) ? port : null;
        }
    }

    public void RememberPort(string key, int port)
    {
        lock (_gate)
        {
            _settings.Ports[key] = port;
            Save();
        }
    }

    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
        if (DeleteAtEnd && Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
    }

    private static string DefaultRoot()
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        var root = Path.Combine(
            string.IsNullOrEmpty(state) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state") : state, "openclaw");

        // The database users must be able to walk into it; root's home is closed to them.
        return Environment.IsPrivilegedProcess && !FolderAccess.IsEnterable(root) ? "/var/lib/openclaw" : root;
    }

    // Only a directory that says it is ours is emptied; --data with a wrong path must not cost anybody files.
    private void Empty()
    {
        var entries = Directory.GetFileSystemEntries(Root).Where(entry => Path.GetFileName(entry) != "lock").ToList();
        if (entries.Count > 0 && !File.Exists(Path.Combine(Root, Marker)))
            throw new DistributedApplicationException($"--fresh refuses to empty {Root}: it was not made by this program.");
        foreach (var entry in entries)
        {
            if (Directory.Exists(entry))
                Directory.Delete(entry, recursive: true);
            else
                File.Delete(entry);
        }
    }

    private string GetOrAdd(Func<Settings, Dictionary<string, string>> part, string name, Func<string> create)
    {
        lock (_gate)
        {
            var values = part(_settings);
            if (!values.TryGetValue(name, out var value))
            {
                values[name] = value = create();
                Save();
            }

            return value;
        }
    }

    private void Save()
    {
        if (_lock is null)
            return;
        PrivateFile.Write(_settingsFile, JsonSerializer.Serialize(_settings, Indented));
    }

    private sealed class Settings
    {
        public Dictionary<string, string> Parameters { get; set; } = [];

        public Dictionary<string, int> Ports { get; set; } = [];
    }
}

/// <summary>A builder whose generated values are kept with the run's data.</summary>
internal interface IHasDataDirectory
{
    DataDirectory? Data { get; }
}
