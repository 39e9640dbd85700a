using OpenClaw.Sidecar.Middleware;

namespace OpenClaw.Sidecar.Resources;

/// <summary>The merged Configuration documents.</summary>
internal sealed record AppConfiguration
{
    public TracingSettings Tracing { get; init; } = new();
    public MetricsSettings Metrics { get; init; } = new();
    public IReadOnlyList<SecretScope> SecretScopes { get; init; } = [];
    public IReadOnlyList<string> DeniedComponents { get; init; } = [];
    public IReadOnlyDictionary<string, bool> Features { get; init; } = new Dictionary<string, bool>();
    public IReadOnlyList<MiddlewareReference> HttpPipeline { get; init; } = [];
    public IReadOnlyList<MiddlewareReference> AppHttpPipeline { get; init; } = [];
    public IReadOnlyList<ApiRule> AllowedApis { get; init; } = [];
    public IReadOnlyList<ApiRule> DeniedApis { get; init; } = [];
    public ApiLoggingSettings ApiLogging { get; init; } = new();

    /// <summary>Null when nothing is written under <c>accessControl</c>: then every call is allowed.</summary>
    public AccessControlSettings? AccessControl { get; init; }

    public bool PermitsSecret(string store, string secret) =>
        SecretScopes.FirstOrDefault(scope => scope.Store == store)?.Permits(secret) ?? true;

    /// <summary>Feature flags as the original has them when nothing is written.</summary>
    public bool IsEnabled(string feature) => Features.TryGetValue(feature, out var enabled) ? enabled : feature == "HotReload";

    /// <summary>False for a call that an API list keeps away.</summary>
    /// <param name="path">API path without its version, such as <c>state/statestore</c>.</param>
    /// <param name="version">Such as <c>v1.0</c>.</param>
    /// <param name="protocol"><c>http</c> or <c>grpc</c>.</param>
    public bool PermitsApi(string path, string version, string protocol)
    {
        var allowed = AllowedApis.Where(rule => rule.Protocol == protocol).ToArray();
        return (allowed.Length == 0 || allowed.Any(rule => rule.Matches(path, version)))
            && !DeniedApis.Any(rule => rule.Protocol == protocol && rule.Matches(path, version));
    }
}
