using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Invocation.Access;

/// <summary>Decides in the called sidecar whether a caller may use a method of its app.</summary>
internal sealed class AccessControl
{
    private readonly AccessControlSettings? _settings;
    private readonly Dictionary<(string AppId, string Namespace), (AccessPolicy Policy, OperationTree Operations)> _policies = [];

    public AccessControl(ResourceSet resources)
    {
        _settings = resources.Configuration.AccessControl;
        foreach (var policy in _settings?.Policies ?? [])
        {
            _policies[(policy.AppId, policy.Namespace)] = (policy, new OperationTree(policy.Operations));
        }
    }

    /// <summary>The trust domain this sidecar names when it calls.</summary>
    public string TrustDomain => _settings?.TrustDomain ?? "public";

    public bool Permits(CallerIdentity? caller, string path, string verb)
    {
        if (_settings is null)
        {
            return true;
        }
        if (caller is null || !_policies.TryGetValue((caller.AppId, caller.Namespace), out var own) || own.Policy.TrustDomain != caller.TrustDomain)
        {
            SidecarMetrics.Access(caller, isPolicy: false, _settings.AllowByDefault);
            return _settings.AllowByDefault;
        }
        var allowed = own.Operations.Find(path) is { } operation && Speaks(operation, verb)
            ? operation.Allow
            : own.Policy.AllowByDefault ?? _settings.AllowByDefault;
        SidecarMetrics.Access(caller, isPolicy: true, allowed);
        return allowed;
    }

    private static bool Speaks(AccessOperation operation, string verb) =>
        operation.Verbs.Any(spoken => spoken == "*" || spoken.Equals(verb, StringComparison.OrdinalIgnoreCase));
}
