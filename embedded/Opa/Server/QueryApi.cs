using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>/v1/query: ad-hoc queries.</summary>
internal static class QueryApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/query", (HttpRequest request, PolicyStore store) => Run(request, store,
            request.Query["q"].LastOrDefault() ?? throw new ApiException(400, "invalid_parameter", "missing parameter 'q'"), null));
        app.MapPost("/v1/query", async (HttpRequest request, PolicyStore store) =>
        {
            JsonObject body;
            try
            {
                body = JsonNode.Parse(await Decision.BodyAsync(request)) as JsonObject ?? [];
            }
            catch (JsonException error)
            {
                throw new ApiException(400, "invalid_parameter", "body contains malformed input document: " + error.Message);
            }

            var query = (string?)body["query"] ?? throw new ApiException(400, "invalid_parameter", "missing parameter 'query'");
            return Run(request, store, query, body["input"] is { } input ? Decision.ReadInput(Encoding.UTF8.GetBytes(input.ToJsonString()), "body") : null);
        });
    }

    private static IResult Run(HttpRequest request, PolicyStore store, string query, RegoInput? input)
    {
        if (query.Contains("http.send", StringComparison.Ordinal))
        {
            throw new ApiException(400, "invalid_parameter", "unsafe built-in function calls in query: http.send");
        }

        var result = Decision.Evaluate(store.State, query, input, false, request.HttpContext.RequestAborted);
        var answer = new JsonObject();
        if (result.IsDefined)
        {
            answer["result"] = new JsonArray([.. result.Solutions.Select(solution =>
                new JsonObject(solution.Bindings.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))))]);
        }

        return Answers.Json(request, answer);
    }
}
