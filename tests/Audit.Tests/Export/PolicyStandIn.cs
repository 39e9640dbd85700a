using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Export;

/// <summary>An audit service that has a policy: exports up to internal, or whatever its words say.</summary>
internal sealed class PolicyStandIn : IAsyncDisposable
{
    private readonly TestPolicies _policies = new();
    private RecordingSidecar? _sidecar;

    public ServiceProcess Service { get; private set; } = null!;

    public static async Task<PolicyStandIn> StartAsync(AuditSystem system, string tenant, string rule = "input.data_classification in {\"public\", \"internal\"}", params (string Name, string Value)[] settings)
    {
        var standIn = new PolicyStandIn { _sidecar = await RecordingSidecar.StartAsync() };
        standIn._policies.Serve(standIn._sidecar, 1, (tenant, PolicyBundle.Create([new PolicyModule("decision.rego", Rules(rule))], [])));
        standIn.Service = await system.StartServiceAsync(
            system.Postgres,
            [("DAPR_HTTP_ENDPOINT", standIn._sidecar.Address.ToString()), ("Policy__Enforcement__PublicKey", standIn._policies.PublicKey), .. settings]);
        return standIn;
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await _sidecar!.DisposeAsync();
        _policies.Dispose();
    }

    private static string Rules(string rule) => $$$"""
        package openclaw
        default decision := {"result": "deny", "policy": "exports", "reason": "too sensitive", "constraints": {}}
        decision := {"result": "allow", "policy": "exports", "reason": "may leave", "constraints": {}} if {
            {{{rule}}}
        }
        """;
}
