using System.Collections;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Secrets;

/// <summary><c>secretstores.local.env</c>: environment variables of the sidecar; the sidecar's own tokens stay hidden.</summary>
internal sealed class LocalEnvSecretStore(ComponentMetadata component) : ISecretStore
{
    private readonly string _prefix = component.Text("prefix") ?? "";

    public IReadOnlyList<string> Capabilities { get; } = [];

    public Task<IReadOnlyDictionary<string, string>> GetAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var value = IsHidden(_prefix + name) ? null : Environment.GetEnvironmentVariable(_prefix + name);
        return Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string> { [name] = value ?? "" });
    }

    public Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith(_prefix, StringComparison.Ordinal) && !IsHidden(name))
            {
                all[name[_prefix.Length..]] = new Dictionary<string, string> { [name[_prefix.Length..]] = (string?)variable.Value ?? "" };
            }
        }
        return Task.FromResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(all);
    }

    private static bool IsHidden(string name) => name.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase) || name.Equals("APP_API_TOKEN", StringComparison.OrdinalIgnoreCase);
}
