using System.Text.Json.Nodes;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>/health, /v1/config, /v1/status and /metrics.</summary>
internal static class HealthApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health", (HttpRequest request, BundleStatus bundles) =>
        {
            var wantsBundles = Answers.IsSet(request, "bundles") || Answers.IsSet(request, "bundle");
            var problem = wantsBundles && !bundles.AllActivated ? "one or more bundles are not activated"
                : Answers.IsSet(request, "plugins") && !bundles.AllActivated ? "one or more plugins are not up"
                : null;
            return Answers.Json(request, problem is null ? [] : new JsonObject { ["error"] = problem }, problem is null ? 200 : 500);
        });
        app.MapGet("/health/{rule}", (HttpRequest request, string rule, PolicyStore store, BundleStatus bundles) => Rule(request, rule, store, bundles));
        app.MapGet("/v1/config", (HttpRequest request, ServerOptions options) => Answers.Json(request, new JsonObject { ["result"] = options.PublicConfiguration() }));
        app.MapGet("/v1/status", (HttpRequest request, BundleStatus bundles, ServerOptions options) => Answers.Json(request, new JsonObject { ["result"] = bundles.Report(options) }));
        app.MapGet("/metrics", (ServerMetrics metrics) => Results.Text(metrics.Prometheus(), "text/plain; version=0.0.4"));
    }

    private static IResult Rule(HttpRequest request, string rule, PolicyStore store, BundleStatus bundles)
    {
        var input = new JsonObject { ["plugin_state"] = new JsonObject { ["bundle"] = bundles.AllActivated ? "OK" : "NOT_READY" }, ["plugins_ready"] = bundles.AllActivated };
        var healthy = store.State.Prepare(Decision.Reference(["system", "health", rule]), false)
            .IsTrue(RegoInput.FromJson(System.Text.Encoding.UTF8.GetBytes(input.ToJsonString())));
        return Answers.Json(request, healthy ? [] : new JsonObject { ["error"] = $"health check (data.system.health.{rule}) returned unhealthy status" }, healthy ? 200 : 500);
    }
}
