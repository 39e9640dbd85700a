using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.Secrets;

namespace OpenClaw.Sidecar.Components;

/// <summary>Turns metadata entries into text: plain values with placeholders, secrets, environment variables.</summary>
internal sealed class ValueResolver(SidecarOptions options, IReadOnlyDictionary<string, ISecretStore> secretStores, ILogger logger)
{
    private static readonly Dictionary<string, string> NoMetadata = [];
    private readonly string _uuid = Guid.NewGuid().ToString();

    /// <summary>Null when the secret store is not loaded: the component stays out.</summary>
    public async Task<Dictionary<string, string>?> ResolveAsync(
        string owner, IReadOnlyList<ComponentValue> values, string? secretStore, CancellationToken cancellationToken)
    {
        var resolved = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in values)
        {
            if (value.SecretName is not null && value.Value is null && secretStore is not null && !secretStores.ContainsKey(secretStore))
            {
                logger.ComponentParked(owner, secretStore);
                return null;
            }
            if (!resolved.TryAdd(value.Name, await TextAsync(owner, value, secretStore, cancellationToken)))
            {
                throw new ResourceException($"{owner}: metadata \"{value.Name}\" is given twice");
            }
        }
        return resolved;
    }

    private async Task<string> TextAsync(string owner, ComponentValue value, string? secretStore, CancellationToken cancellationToken)
    {
        if (value.Value is not null)
        {
            return Expand(value.Value);
        }
        if (value.EnvRef is not null)
        {
            return FromEnvironment(owner, value.EnvRef);
        }
        if (value.SecretName is null || secretStore is null)
        {
            return "";
        }
        try
        {
            var secret = await secretStores[secretStore].GetAsync(value.SecretName, NoMetadata, cancellationToken);
            if (secret.TryGetValue(value.SecretKey!, out var text))
            {
                return text;
            }
        }
        catch (KeyNotFoundException)
        {
            // Reported below: the component's own check decides whether it can live without.
        }
        logger.SecretMissing(owner, value.SecretName, value.SecretKey!);
        return "";
    }

    private string FromEnvironment(string owner, string variable)
    {
        if (variable.Contains(' ', StringComparison.Ordinal) || variable.Equals("APP_API_TOKEN", StringComparison.OrdinalIgnoreCase)
            || variable.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase))
        {
            logger.VariableRefused(owner, variable);
            return "";
        }
        return Environment.GetEnvironmentVariable(variable) ?? "";
    }

    private string Expand(string text) => !text.Contains('{', StringComparison.Ordinal) ? text : text
        .Replace("{uuid}", _uuid, StringComparison.Ordinal)
        .Replace("{podName}", Environment.GetEnvironmentVariable("POD_NAME") ?? Environment.MachineName, StringComparison.Ordinal)
        .Replace("{namespace}", $"{options.Namespace}.{options.AppId}", StringComparison.Ordinal)
        .Replace("{appID}", options.AppId, StringComparison.Ordinal);
}
