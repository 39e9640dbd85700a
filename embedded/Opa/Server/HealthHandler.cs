using OpenClaw.Opa.Core;
using OpenClaw.Opa.Reports;
using OpenClaw.Rego;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Server;

/// <summary>Whether the server can decide, and on request whether its bundles and plugins are ready.</summary>
internal sealed class HealthHandler(OpaServices services)
{
    public Reply Handle(OpaRequest request) => request.Path.Count > 1 ? Rule(request, request.After(1)) : Plain(request);

    private Reply Plain(OpaRequest request)
    {
        if (!CanEvaluate(request.Aborted))
        {
            return Unhealthy("unable to perform evaluation");
        }

        if ((request.Flag("bundles") || request.Flag("bundle")) && !services.Plugins.BundlesActivated)
        {
            return Unhealthy("one or more bundles are not activated");
        }

        var excluded = request.Parameters.GetValueOrDefault("exclude-plugin") ?? [];
        return request.Flag("plugins") && !services.Plugins.AllOk(excluded)
            ? Unhealthy("one or more plugins are not up")
            : Reply.Ok(ObjectValue.Empty);
    }

    private Reply Rule(OpaRequest request, string[] rule)
    {
        var input = Json.Object(
            ("plugin_state", Json.Object(services.Plugins.All.Select(pair => (pair.Key, (RegoValue?)Json.Text(PluginStates.Word(pair.Value)))))),
            ("plugins_ready", Json.Boolean(services.Plugins.WereReady)));
        try
        {
            return services.Store.Current.Evaluate(["system", "health", .. rule], input, request.Aborted).IsTrue()
                ? Reply.Ok(ObjectValue.Empty)
                : Unhealthy($"health check (data.system.health.{string.Join('.', rule)}) returned unexpected value");
        }
        catch (RegoException error)
        {
            return Unhealthy($"health check (data.system.health.{string.Join('.', rule)}) failed: {error.Message}");
        }
    }

    private bool CanEvaluate(CancellationToken cancellationToken)
    {
        try
        {
            return PolicyState.Run(services.Store.Current.Prepare("x = 1").Plan, null, cancellationToken).Count == 1;
        }
        catch (RegoException)
        {
            // The answer is the news: the caller reads it as unhealthy.
            return false;
        }
    }

    private static Reply Unhealthy(string text) => new(500, Json.Object(("error", Json.Text(text))));
}
