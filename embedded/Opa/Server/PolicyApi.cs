using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Server;

/// <summary>/v1/policies.</summary>
internal static class PolicyApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/policies", (HttpRequest request, PolicyStore store) =>
            Answers.Json(request, new JsonObject { ["result"] = new JsonArray([.. store.State.Modules.Select(module => Describe(module.Key, module.Value))]) }));
        app.MapGet("/v1/policies/{**id}", (HttpRequest request, string id, PolicyStore store) => store.State.Modules.TryGetValue(id, out var source)
            ? Answers.Json(request, new JsonObject { ["result"] = Describe(id, source) })
            : throw NotFound(id));
        app.MapPut("/v1/policies/{**id}", (HttpRequest request, string id, PolicyStore store) => PutAsync(request, id, store));
        app.MapDelete("/v1/policies/{**id}", (HttpRequest request, string id, PolicyStore store) => Delete(request, id, store));
    }

    private static ApiException NotFound(string id) => new(404, "resource_not_found", $"storage_not_found_error: policy id \"{id}\"");

    private static JsonObject Describe(string id, string source) => new() { ["id"] = id, ["raw"] = source, ["ast"] = RegoModuleInfo.Read(new RegoModule(id, source)).Ast };

    private static async Task<IResult> PutAsync(HttpRequest request, string id, PolicyStore store)
    {
        try
        {
            store.PutModule(id, Encoding.UTF8.GetString(await Decision.BodyAsync(request)));
        }
        catch (RegoException error)
        {
            throw error.Errors is [{ Message: "empty module" }]
                ? new ApiException(400, "invalid_parameter", "empty module")
                : new ApiException(400, "invalid_parameter", "error(s) occurred while compiling module(s)", error.Errors);
        }

        return Answers.Json(request, new JsonObject());
    }

    private static IResult Delete(HttpRequest request, string id, PolicyStore store)
    {
        try
        {
            return store.RemoveModule(id) ? Answers.Json(request, new JsonObject()) : throw NotFound(id);
        }
        catch (RegoException error)
        {
            throw new ApiException(400, "invalid_operation", "error(s) occurred while compiling module(s)", error.Errors);
        }
    }
}
