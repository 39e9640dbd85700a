namespace OpenClaw.AppHost;

/// <summary>
/// An OPA server. Deployments have one for whoever is not one of our services; with <c>--Policy:Engine=Opa</c> it also decides for
/// our services, locally too: docs/adr/0007. It takes the rules in force from the policy service, through Dapr like every other caller.
/// </summary>
internal static class PolicyEngineExtensions
{
    private const int ApiPort = 8181;
    private const int DiagnosticsPort = 8282;
    private const string Key = "POLICY_BUNDLE_KEY";

    public static void AddPolicyEngine(
        this IDistributedApplicationBuilder builder, SidecarDefaults sidecar, LocalSecrets? secrets, params IResourceBuilder<ProjectResource>[] services)
    {
        var decides = builder.Configuration["Policy:Engine"] switch
        {
            null or "" or "Embedded" => false,
            "Opa" => true,
            var other => throw new DistributedApplicationException($"Policy:Engine is '{other}'; it can be Embedded or Opa."),
        };
        if (builder.ExecutionContext.IsRunMode && !decides)
            return;
        var opa = builder.AddContainer("opa", "openpolicyagent/opa", "1.4.2-static")
            .WithImageRegistry("docker.io")
            .WithHttpEndpoint(targetPort: DiagnosticsPort, name: "diagnostics");
        opa = secrets is null ? opa.Deployed(sidecar) : opa.Local(sidecar, secrets);
        opa.WithRules(pollSeconds: decides ? (1, 2) : (5, 15));
        foreach (var service in decides ? services : [])
        {
            service.WithEnvironment("Policy__Engine", "Opa");
            _ = secrets is null
                ? service.WithEnvironment("Policy__Opa__Url", "http://localhost:3500/v1.0/invoke/opa/method/")
                : service.WithEnvironment("Policy__Opa__Url", opa.GetEndpoint("http"));
            if (builder.Configuration["Policy:Opa:Timeout"] is { Length: > 0 } timeout)
                service.WithEnvironment("Policy__Opa__Timeout", timeout);
        }
    }

    /// <summary>Listens on the pod's loopback: OPA's API can change rules, so only its own sidecar may reach it, and callers come through theirs.</summary>
    private static IResourceBuilder<ContainerResource> Deployed(this IResourceBuilder<ContainerResource> opa, SidecarDefaults sidecar) => opa
        .WithArgs("run", "--server", $"--addr=127.0.0.1:{ApiPort}", $"--diagnostic-addr=0.0.0.0:{DiagnosticsPort}", "--disable-telemetry", "--log-format=json")
        .WithArgs("--set=services.policy.url=http://127.0.0.1:3500/v1.0/invoke/policy/method")
        .WithEnvironment(Key, opa.ApplicationBuilder.AddParameter("policy-bundle-public-key", secret: true))
        .WithHttpProbe(ProbeType.Liveness, "/health", initialDelaySeconds: 1, periodSeconds: 10, timeoutSeconds: 3, endpointName: "diagnostics")
        .WithHttpProbe(ProbeType.Readiness, "/health?bundles", initialDelaySeconds: 1, periodSeconds: 5, timeoutSeconds: 3, endpointName: "diagnostics")
        .WithDaprSidecar(sidecar.For("opa") with { AppPort = ApiPort, AppHealthCheckPath = "/health" });

    private static IResourceBuilder<ContainerResource> Local(this IResourceBuilder<ContainerResource> opa, SidecarDefaults sidecar, LocalSecrets secrets) => opa
        .WithHttpEndpoint(targetPort: ApiPort, name: "http")
        .WithArgs("run", "--server", $"--addr=0.0.0.0:{ApiPort}", $"--diagnostic-addr=0.0.0.0:{DiagnosticsPort}", "--disable-telemetry", "--log-format=json")
        .WithArgs("--set=services.policy.url=${DAPR_HTTP_ENDPOINT}/v1.0/invoke/policy/method")
        .WithEnvironment(Key, () => secrets.Get("policy-bundle-public-key"))
        .WithHttpHealthCheck("/health?bundles", endpointName: "diagnostics")
        .WithDaprSidecar(sidecar.For("opa") with { AppHealthCheckPath = "/health" });

    /// <summary>Signed bundles only, and only the one of all tenants.</summary>
    private static void WithRules(this IResourceBuilder<ContainerResource> opa, (int Least, int Most) pollSeconds) => opa.WithArgs(
        "--set=services.policy.headers.dapr-api-token=${DAPR_API_TOKEN}",
        "--set=bundles.openclaw.service=policy",
        "--set=bundles.openclaw.resource=internal/policy/opa-bundle",
        "--set=bundles.openclaw.signing.keyid=policy",
        "--set=bundles.openclaw.signing.scope=**",
        "--set=keys.policy.algorithm=ES256",
        $"--set=keys.policy.key=${{{Key}}}",
        $"--set=bundles.openclaw.polling.min_delay_seconds={pollSeconds.Least}",
        $"--set=bundles.openclaw.polling.max_delay_seconds={pollSeconds.Most}");
}
