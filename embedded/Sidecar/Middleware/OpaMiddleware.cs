using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using OpenClaw.Rego;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Middleware;

/// <summary>
/// <c>middleware.http.opa</c>: <c>data.http.allow</c> of a Rego module decides, as a boolean or as
/// <c>{"allow", "status_code", "additional_headers"}</c>. A policy that fails lets nothing through.
/// </summary>
internal sealed class OpaMiddleware : IHttpMiddleware
{
    private const string ErrorHeader = "x-dapr-opa-error";
    private readonly RegoQuery _query;
    private readonly int _defaultStatus;
    private readonly string[] _headers;
    private readonly bool _readsBody;

    public OpaMiddleware(ComponentMetadata metadata)
    {
        _defaultStatus = metadata.Int32("defaultStatus", StatusCodes.Status403Forbidden);
        _headers = (metadata.Text("includedHeaders") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        _readsBody = metadata.Bool("readBody", false);
        try
        {
            // The original compiles modules in the language's older version.
            _query = CompiledPolicy.Compile([new RegoModule("http.rego", metadata.Required("rego"))], null, new RegoCompileOptions { V0Compatible = true }).Prepare("data.http.allow");
        }
        catch (RegoException error)
        {
            throw new ResourceException($"component {metadata.Component}: rego does not compile: {error.Message}", error);
        }
    }

    public async ValueTask<MiddlewareAnswer?> HandleAsync(IMiddlewareRequest request, CancellationToken cancellationToken)
    {
        var body = _readsBody ? Encoding.UTF8.GetString(await request.ReadBodyAsync(cancellationToken)) : null;
        JsonNode? result;
        try
        {
            result = _query.Evaluate(Input(request, body), null, cancellationToken).ToJson();
        }
        catch (RegoException)
        {
            return Failed();
        }
        return result switch
        {
            JsonValue value when value.TryGetValue<bool>(out var allow) => allow ? null : new MiddlewareAnswer(_defaultStatus),
            JsonObject decision when decision["allow"] is JsonValue flag && flag.TryGetValue<bool>(out var allow) => Decide(request, decision, allow),
            _ => Failed(),
        };
    }

    private MiddlewareAnswer? Decide(IMiddlewareRequest request, JsonObject decision, bool allow)
    {
        var headers = decision["additional_headers"] is JsonObject map
            ? map.ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "", StringComparer.OrdinalIgnoreCase) : [];
        if (!allow)
        {
            return new MiddlewareAnswer(decision["status_code"] is JsonValue status && status.TryGetValue<int>(out var code) ? code : _defaultStatus, "", headers);
        }
        foreach (var (name, value) in headers)
        {
            request.SetHeader(name, value);
        }
        return null;
    }

    private MiddlewareAnswer Failed() => new(_defaultStatus, "", new Dictionary<string, string> { [ErrorHeader] = "true" });

    private JsonObject Input(IMiddlewareRequest request, string? body)
    {
        var path = Uri.UnescapeDataString(request.Path);
        var headers = new JsonObject();
        foreach (var name in _headers)
        {
            if (request.Header(name) is { } value)
            {
                headers[name] = value;
            }
        }
        var query = new JsonObject();
        foreach (var (name, values) in QueryHelpers.ParseQuery(request.Query))
        {
            query[name] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        }
        var input = new JsonObject
        {
            ["method"] = request.Method,
            ["path"] = path,
            ["path_parts"] = new JsonArray([.. path.Trim('/').Split('/').Select(part => JsonValue.Create(part))]),
            ["raw_query"] = request.Query,
            ["query"] = query,
            ["headers"] = headers,
            ["scheme"] = request.Scheme,
            ["body"] = body ?? "",
        };
        return new JsonObject { ["request"] = input };
    }
}
