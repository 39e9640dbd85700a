using System.Text.Json.Nodes;
using OpenClaw.Gateway.Features.Forwarding;
using OpenClaw.ServiceDefaults.OpenApi;

namespace OpenClaw.Gateway.Features.ApiDescription;

/// <summary>
/// Puts the services' descriptions together: only what the routing table forwards, schemas under the name of their service,
/// so that two services' <c>Item</c> stay two.
/// </summary>
internal sealed class MergedDocument
{
    private const string ApiPrefix = "/api/v1/";
    private const string SchemaReference = "#/components/schemas/";
    private static readonly string[] Reading = ["get", "head"];
    private static readonly string[] Methods = [.. Reading, "post", "put", "patch", "delete"];

    private readonly JsonObject _paths = [];
    private readonly JsonObject _schemas = [];

    /// <summary>Everything of our own is forwarded by nobody and described as it is.</summary>
    public void AddOwn(JsonNode document) => Add("gateway", document, (_, _) => true);

    public void AddService(string appId, JsonNode document)
    {
        var routes = ForwardedRoutes.All.Where(route => route.AppId == appId).ToArray();
        Add(appId, document, (path, method) => routes.Any(route => Covers(route, path) && (!route.IsReadOnly || Reading.Contains(method))));
    }

    public JsonObject ToJson() => new()
    {
        ["openapi"] = "3.1.1",
        ["info"] = new JsonObject { ["title"] = "OpenClaw", ["version"] = "v1" },
        ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
        ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["session"] = new JsonArray(), ["csrf"] = new JsonArray() }),
        ["paths"] = _paths,
        ["components"] = new JsonObject
        {
            ["schemas"] = _schemas,
            ["securitySchemes"] = new JsonObject
            {
                ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "A token of the company's identity provider, or an API key (oca_...)." },
                ["session"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = "__Host-openclaw-session" },
                ["csrf"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-CSRF-Token", ["description"] = "Needed for changes by cookie." },
            },
        },
    };

    private static bool Covers(ForwardedRoute route, string path) =>
        path.StartsWith(ApiPrefix + route.Prefix, StringComparison.Ordinal)
        && (path.Length == ApiPrefix.Length + route.Prefix.Length || path[ApiPrefix.Length + route.Prefix.Length] == '/');

    private void Add(string appId, JsonNode document, Func<string, string, bool> isForwarded)
    {
        var prefix = char.ToUpperInvariant(appId[0]) + appId[1..];
        foreach (var (path, item) in document["paths"]?.AsObject() ?? [])
        {
            foreach (var (method, operation) in item!.AsObject().Where(member => Methods.Contains(member.Key) && isForwarded(path, member.Key)).ToArray())
            {
                var merged = Rename(operation!.DeepClone(), prefix);
                if (merged[OpenApiRegistration.PermissionExtension] is null)
                {
                    // No permission, no person: proven by a signature, or open to everybody.
                    merged["security"] = new JsonArray();
                }

                if (_paths[path] is not JsonObject target)
                {
                    _paths[path] = target = [];
                }

                target[method] = merged;
            }
        }

        foreach (var (name, schema) in document["components"]?["schemas"]?.AsObject() ?? [])
        {
            _schemas[prefix + name] = Rename(schema!.DeepClone(), prefix);
        }
    }

    private static JsonNode Rename(JsonNode node, string prefix)
    {
        switch (node)
        {
            case JsonObject @object:
                foreach (var (name, value) in @object.ToArray())
                {
                    if (name == "$ref" && value is JsonValue text && text.TryGetValue<string>(out var reference) && reference.StartsWith(SchemaReference, StringComparison.Ordinal))
                    {
                        @object[name] = SchemaReference + prefix + reference[SchemaReference.Length..];
                    }
                    else if (value is not null)
                    {
                        Rename(value, prefix);
                    }
                }

                break;
            case JsonArray array:
                foreach (var value in array.OfType<JsonNode>())
                {
                    Rename(value, prefix);
                }

                break;
        }

        return node;
    }
}
