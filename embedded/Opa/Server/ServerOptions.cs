using System.Text.Json.Nodes;

namespace OpenClaw.Opa.Server;

/// <summary>The configuration file with what the command line adds.</summary>
internal sealed class ServerOptions(JsonObject configuration, string authorization)
{
    public const string Version = "1.20.0";

    public JsonObject Configuration { get; } = configuration;

    /// <summary><c>basic</c> asks <c>data.system.authz.allow</c> for every request; default <c>off</c>, as in OPA.</summary>
    public bool Authorizes { get; } = authorization == "basic";

    public string DefaultDecision => (string?)Configuration["default_decision"] ?? "/system/main";

    public string AuthorizationDecision => ((string?)Configuration["default_authorization_decision"] ?? "/system/authz/allow").Trim('/');

    public string InstanceId { get; } = Guid.NewGuid().ToString();

    public JsonObject Labels()
    {
        var labels = Configuration["labels"]?.DeepClone() as JsonObject ?? [];
        labels["id"] = InstanceId;
        labels["version"] = Version;
        return labels;
    }

    /// <summary>The configuration without anything secret.</summary>
    public JsonObject PublicConfiguration()
    {
        var shown = (JsonObject)Configuration.DeepClone();
        shown.Remove("keys");
        foreach (var (_, service) in shown["services"] as JsonObject ?? [])
        {
            (service as JsonObject)?.Remove("credentials");
        }

        shown["labels"] = Labels();
        shown["default_decision"] = DefaultDecision;
        shown["default_authorization_decision"] = "/" + AuthorizationDecision;
        return shown;
    }

    /// <summary>Address and bearer token of a configured service.</summary>
    public (Uri Address, string? Token)? Service(string? name)
    {
        var service = name is null ? null : (Configuration["services"] as JsonObject)?[name] as JsonObject;
        return service is null ? null : (new Uri(((string?)service["url"] ?? "").TrimEnd('/') + "/"), (string?)service["credentials"]?["bearer"]?["token"]);
    }
}
