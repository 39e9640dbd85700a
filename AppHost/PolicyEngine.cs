namespace OpenClaw.AppHost;

internal static class PolicyEngineExtensions
{
    // Listens on loopback: OPA's API can change rules, so only its own sidecar may reach it, and callers come through theirs.
    private const int ApiPort = 8181;
    private const int DiagnosticsPort = 8282;

    /// <summary>
    /// An OPA server for whoever is not one of our services; those decide in process. Deployments only: docs/adr/0007.
    /// It takes the rules in force from the policy service, through Dapr like every other caller.
    /// </summary>
    public static void AddPolicyEngine(this IDistributedApplicationBuilder builder, SidecarDefaults sidecar)
    {
        if (builder.ExecutionContext.IsRunMode)
            return;
        var key = builder.AddParameter("policy-bundle-public-key", secret: true);
        builder.AddContainer("opa", "openpolicyagent/opa", "1.4.2-static")
            .WithImageRegistry("docker.io")
            .WithHttpEndpoint(targetPort: DiagnosticsPort, name: "diagnostics")
            .WithArgs("run", "--server", $"--addr=127.0.0.1:{ApiPort}", $"--diagnostic-addr=0.0.0.0:{DiagnosticsPort}", "--disable-telemetry", "--log-format=json")
            .WithArgs(
                "--set=services.policy.url=http://127.0.0.1:3500/v1.0/invoke/policy/method",
                "--set=services.policy.headers.dapr-api-token=${DAPR_API_TOKEN}",
                "--set=bundles.openclaw.service=policy",
                "--set=bundles.openclaw.resource=internal/policy/opa-bundle",
                // Signed bundles only, and only the one of all tenants.
                "--set=bundles.openclaw.signing.keyid=policy",
                "--set=bundles.openclaw.signing.scope=**",
                "--set=keys.policy.algorithm=ES256",
                "--set=keys.policy.key=${POLICY_BUNDLE_KEY}",
                "--set=bundles.openclaw.polling.min_delay_seconds=5",
                "--set=bundles.openclaw.polling.max_delay_seconds=15")
            .WithEnvironment("POLICY_BUNDLE_KEY", key)
            .WithHttpProbe(ProbeType.Liveness, "/health", initialDelaySeconds: 1, periodSeconds: 10, timeoutSeconds: 3, endpointName: "diagnostics")
            .WithHttpProbe(ProbeType.Readiness, "/health?bundles", initialDelaySeconds: 1, periodSeconds: 5, timeoutSeconds: 3, endpointName: "diagnostics")
            .WithDaprSidecar(sidecar.For("opa") with { AppPort = ApiPort, AppHealthCheckPath = "/health" });
    }
}
