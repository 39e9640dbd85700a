using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>Asks <c>data.system.authz.allow</c> whether a request may pass.</summary>
internal static class Authorization
{
    public static void Check(HttpRequest request, PolicyStore store, ServerOptions options)
    {
        if (!options.Authorizes)
        {
            return;
        }

        var result = Decision.Evaluate(store.State, Decision.Reference(Decision.Split(options.AuthorizationDecision)),
            RegoInput.FromJson(Encoding.UTF8.GetBytes(Input(request).ToJsonString())), false, request.HttpContext.RequestAborted);
        switch (result.IsDefined ? result.ToJson() : null)
        {
            case JsonValue value when value.TryGetValue<bool>(out var allowed):
                if (!allowed)
                {
                    throw Refused("request rejected by administrative policy");
                }

                break;
            case JsonObject obj when obj["allowed"] is JsonValue value && value.TryGetValue<bool>(out var allowed):
                if (!allowed)
                {
                    throw Refused((string?)obj["reason"] ?? "request rejected by administrative policy");
                }

                break;
            default:
                throw new ApiException(500, "internal_error", "authorization policy missing or undefined");
        }
    }

    private static ApiException Refused(string reason) => new(401, "unauthorized", reason);

    private static JsonObject Input(HttpRequest request)
    {
        var input = new JsonObject
        {
            ["method"] = request.Method,
            ["path"] = new JsonArray([.. Decision.Split(request.Path.Value).Select(part => JsonValue.Create(part))]),
            ["params"] = new JsonObject(request.Query.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)new JsonArray([.. pair.Value.Select(value => JsonValue.Create(value))])))),
            ["headers"] = new JsonObject(request.Headers.Where(pair => pair.Key != "Authorization")
                .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)new JsonArray([.. pair.Value.Select(value => JsonValue.Create(value))])))),
        };
        if (request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            input["identity"] = header[7..];
        }

        return input;
    }
}
