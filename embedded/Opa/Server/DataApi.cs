using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>/v1/data, /v0/data and the default decision.</summary>
internal static class DataApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/data/{**path}", (HttpRequest request, string? path, PolicyStore store, DecisionLog log) => GetAsync(request, path, store, log));
        app.MapPost("/v1/data/{**path}", (HttpRequest request, string? path, PolicyStore store, DecisionLog log) => PostAsync(request, path, store, log));
        app.MapPut("/v1/data/{**path}", (HttpRequest request, string? path, PolicyStore store) => PutAsync(request, path, store));
        app.MapPatch("/v1/data/{**path}", (HttpRequest request, string? path, PolicyStore store) => PatchAsync(request, path, store));
        app.MapDelete("/v1/data/{**path}", (string? path, PolicyStore store) => Delete(path, store));
        app.MapPost("/v0/data/{**path}", (HttpRequest request, string? path, PolicyStore store, DecisionLog log) => WebhookAsync(request, path, store, log));
        app.MapPost("/", (HttpRequest request, PolicyStore store, DecisionLog log, ServerOptions options) => WebhookAsync(request, options.DefaultDecision, store, log));
    }

    private static Task<IResult> GetAsync(HttpRequest request, string? path, PolicyStore store, DecisionLog log)
    {
        var text = request.Query["input"].LastOrDefault();
        var input = text is null ? null : Decision.ReadInput(Encoding.UTF8.GetBytes(text), "parameter");
        return Task.FromResult(Read(request, path, store, log, input, text, warn: false));
    }

    private static async Task<IResult> PostAsync(HttpRequest request, string? path, PolicyStore store, DecisionLog log)
    {
        var body = await Decision.BodyAsync(request);
        if (body.Length > 0 && request.ContentType?.Contains("yaml", StringComparison.Ordinal) == true)
        {
            body = JsonSerializer.SerializeToUtf8Bytes(RegoYaml.Read(Encoding.UTF8.GetString(body)));
        }

        string? text = null;
        if (body.Length > 0)
        {
            try
            {
                using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 1000 });
                var has = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("input", out var found) && found.ValueKind != JsonValueKind.Null;
                text = has ? document.RootElement.GetProperty("input").GetRawText() : null;
            }
            catch (JsonException error)
            {
                throw new ApiException(400, "invalid_parameter", "body contains malformed input document: " + error.Message);
            }
        }

        var input = text is null ? null : Decision.ReadInput(Encoding.UTF8.GetBytes(text), "body");
        return Read(request, path, store, log, input, text, warn: input is null);
    }

    private static IResult Read(HttpRequest request, string? path, PolicyStore store, DecisionLog log, RegoInput? input, string? inputText, bool warn)
    {
        var start = Stopwatch.GetTimestamp();
        var state = store.State;
        var answer = new JsonObject();
        RegoResult result;
        try
        {
            result = Decision.Evaluate(state, Decision.Reference(Decision.Split(path)), input, Answers.IsSet(request, "strict-builtin-errors"), request.HttpContext.RequestAborted);
        }
        catch (ApiException error)
        {
            log.Record(state, request, path ?? "", inputText, null, error);
            throw;
        }

        if (log.Record(state, request, path ?? "", inputText, result, null) is { } id)
        {
            answer["decision_id"] = id;
        }

        if (result.IsDefined)
        {
            answer["result"] = result.ToJson();
        }

        if (Answers.IsSet(request, "metrics") || Answers.IsSet(request, "instrument"))
        {
            answer["metrics"] = Decision.Metrics(start);
        }

        if (Answers.IsSet(request, "provenance"))
        {
            answer["provenance"] = Provenance(state);
        }

        if (warn)
        {
            answer["warning"] = new JsonObject { ["code"] = "api_usage_warning", ["message"] = "'input' key missing from the request" };
        }

        return Answers.Json(request, answer);
    }

    private static JsonObject Provenance(StoreState state) => new()
    {
        ["version"] = ServerOptions.Version,
        ["build_commit"] = "",
        ["build_timestamp"] = "",
        ["build_hostname"] = "",
        ["bundles"] = new JsonObject(state.Bundles.Select(bundle => KeyValuePair.Create(bundle.Key, (JsonNode?)new JsonObject { ["revision"] = bundle.Value.Revision }))),
    };

    private static async Task<IResult> WebhookAsync(HttpRequest request, string? path, PolicyStore store, DecisionLog log)
    {
        var body = await Decision.BodyAsync(request);
        var text = body.Length == 0 ? "null" : Encoding.UTF8.GetString(body);
        var state = store.State;
        var reference = Decision.Reference(Decision.Split(path));
        var result = Decision.Evaluate(state, reference, Decision.ReadInput(Encoding.UTF8.GetBytes(text), "body"), false, request.HttpContext.RequestAborted);
        log.Record(state, request, path ?? "", text, result, null);
        return result.IsDefined
            ? Answers.Json(request, result.ToJson())
            : throw new ApiException(404, "undefined_document", $"document missing: data.{string.Join('.', Decision.Split(path))}");
    }

    private static async Task<JsonNode?> JsonBodyAsync(HttpRequest request)
    {
        try
        {
            return JsonNode.Parse(await Decision.BodyAsync(request));
        }
        catch (JsonException error)
        {
            throw new ApiException(400, "invalid_parameter", "body contains malformed document: " + error.Message);
        }
    }

    private static async Task<IResult> PutAsync(HttpRequest request, string? path, PolicyStore store)
    {
        var value = await JsonBodyAsync(request);
        var steps = Decision.Split(path);
        if (request.Headers.IfNoneMatch == "*" && JsonTree.Find(store.State.Data, steps) is not null)
        {
            return Results.StatusCode(304);
        }

        store.ChangeData(string.Join('/', steps), data =>
        {
            if (steps.Length == 0)
            {
                return value as JsonObject ?? throw new ApiException(400, "invalid_parameter", "root must be object");
            }

            JsonTree.Put(data, steps, value);
            return data;
        });
        return Results.NoContent();
    }

    private static async Task<IResult> PatchAsync(HttpRequest request, string? path, PolicyStore store)
    {
        var operations = await JsonBodyAsync(request) as JsonArray ?? throw new ApiException(400, "invalid_parameter", "patch must be an array");
        var steps = Decision.Split(path);
        store.ChangeData(string.Join('/', steps), data =>
        {
            foreach (var operation in operations)
            {
                JsonTree.Patch(data, steps, operation as JsonObject ?? throw new ApiException(400, "invalid_parameter", "patch operation must be an object"));
            }

            return data;
        });
        return Results.NoContent();
    }

    private static IResult Delete(string? path, PolicyStore store)
    {
        var steps = Decision.Split(path);
        store.ChangeData(string.Join('/', steps), data => JsonTree.Remove(data, string.Join('/', steps)) ? data : throw JsonTree.NotFound(steps));
        return Results.NoContent();
    }
}
