using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>How answers look: one JSON value and a newline; errors are always indented.</summary>
internal static class Answers
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static IResult Json(HttpRequest request, JsonNode? node, int status = 200) =>
        Text(node is null ? "null" : IsSet(request, "pretty") ? node.ToJsonString(Indented) : node.ToJsonString(), status);

    public static IResult Error(ApiException error)
    {
        var body = new JsonObject { ["code"] = error.Code, ["message"] = error.Message };
        if (error.Errors.Count > 0)
        {
            body["errors"] = new JsonArray([.. error.Errors.Select(Error)]);
        }

        return Text(body.ToJsonString(Indented), error.Status);
    }

    /// <summary>A parameter counts as set without a value, or with the text true.</summary>
    public static bool IsSet(HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out var values) && (string.IsNullOrEmpty(values[^1]) || string.Equals(values[^1], "true", StringComparison.OrdinalIgnoreCase));

    private static JsonObject Error(RegoError error)
    {
        var body = new JsonObject { ["code"] = error.Code, ["message"] = error.Message };
        if (error.Row > 0)
        {
            body["location"] = new JsonObject { ["file"] = error.File ?? "", ["row"] = error.Row, ["col"] = error.Column };
        }

        return body;
    }

    private static IResult Text(string text, int status) => Results.Content(text + "\n", "application/json", Encoding.UTF8, status);
}
