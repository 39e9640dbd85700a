using System.Text.Json;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Secrets;

/// <summary><c>secretstores.local.file</c>: a JSON file, read anew when it changes. For development only.</summary>
internal sealed class LocalFileSecretStore : ISecretStore
{
    private readonly string _file;
    private readonly string _separator;
    private readonly bool _multiValued;
    private readonly Lock _gate = new();
    private DateTime _readAt;
    private IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> _secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    public LocalFileSecretStore(ComponentMetadata metadata)
    {
        _file = metadata.Required("secretsFile");
        _separator = metadata.Text("nestedSeparator") ?? ":";
        _multiValued = metadata.Bool("multiValued", false);
        if (!File.Exists(_file))
        {
            throw new ResourceException($"component {metadata.Component}: secretsFile does not exist: {_file}");
        }
        try
        {
            _ = Current();
        }
        catch (JsonException error)
        {
            throw new ResourceException($"component {metadata.Component}: secretsFile is not valid JSON", error);
        }
    }

    public IReadOnlyList<string> Capabilities => _multiValued ? ["MULTIPLE_KEY_VALUES_PER_SECRET"] : [];

    public Task<IReadOnlyDictionary<string, string>> GetAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        Current().TryGetValue(name, out var secret) ? Task.FromResult(secret)
            : Task.FromException<IReadOnlyDictionary<string, string>>(new KeyNotFoundException($"secret {name} not found"));

    public Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) => Task.FromResult(Current());

    private IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Current()
    {
        lock (_gate)
        {
            var changed = File.GetLastWriteTimeUtc(_file);
            if (changed != _readAt)
            {
                using var document = JsonDocument.Parse(File.ReadAllBytes(_file));
                _secrets = Read(document.RootElement);
                _readAt = changed;
            }
            return _secrets;
        }
    }

    private Dictionary<string, IReadOnlyDictionary<string, string>> Read(JsonElement root)
    {
        var secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        if (_multiValued)
        {
            foreach (var secret in root.EnumerateObject())
            {
                var keys = new Dictionary<string, string>(StringComparer.Ordinal);
                Flatten("", secret.Value, keys);
                secrets[secret.Name] = keys;
            }
            return secrets;
        }
        var flat = new Dictionary<string, string>(StringComparer.Ordinal);
        Flatten("", root, flat);
        foreach (var (name, value) in flat)
        {
            secrets[name] = new Dictionary<string, string> { [name] = value };
        }
        return secrets;
    }

    private void Flatten(string path, JsonElement element, Dictionary<string, string> into)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Flatten(path.Length == 0 ? property.Name : path + _separator + property.Name, property.Value, into);
                }
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Flatten($"{path}{_separator}{index++}", item, into);
                }
                break;
            default:
                into[path] = element.ToString();
                break;
        }
    }
}
