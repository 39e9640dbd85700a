using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>The domains there are.</summary>
public sealed record DomainList(int FormatVersion, IReadOnlyList<string> Domains);

/// <summary>The documents' format for editors and programs.</summary>
internal static class Schemas
{
    public static void MapSchemas(this IEndpointRouteBuilder group)
    {
        group.MapGet("/schemas", () => TypedResults.Ok(new DomainList(PolicyDomains.Format, [.. PolicyDomains.All.Keys])))
            .WithName("ListPolicySchemas")
            .WithSummary("The seven domains")
            .RequirePermission(Permissions.PoliciesRead);
        group.MapGet("/schemas/{domain}", Get)
            .WithName("GetPolicySchema")
            .WithSummary("JSON Schema of a domain's documents")
            .RequirePermission(Permissions.PoliciesRead)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Results<JsonHttpResult<JsonObject>, ProblemHttpResult> Get(string domain) =>
        PolicyDomains.All.TryGetValue(domain, out var field)
            ? TypedResults.Json(DomainSchema.Of(field), contentType: "application/schema+json")
            : Failure.NotFound("domain").ToProblem();
}
