using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Bundles;

internal static class GetBundleEndpoint
{
    private static readonly string[] EnforcementPoints =
        [AppIds.Gateway, AppIds.Audit, AppIds.Briefing, AppIds.Connector, AppIds.Notification];

    public static void MapGetBundle(this IEndpointRouteBuilder app) =>
        app.MapGet("/internal/policy/bundle", Handle)
            .WithName("GetPolicyBundle")
            .WithSummary("All rules and documents; the entity tag is the version")
            .RequireService(EnforcementPoints)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static Results<Ok<PolicyBundle>, StatusCodeHttpResult, ProblemHttpResult> Handle(HttpContext context, BundleShelf shelf)
    {
        if (shelf.Confirmed is not { Bundle: var bundle })
        {
            return NoBundle().ToProblem();
        }

        var tag = new EntityTagHeaderValue($"\"{bundle.Version}\"");
        context.Response.GetTypedHeaders().ETag = tag;
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(bundle);
    }

    public static Failure NoBundle() => new(
        ErrorCodes.PolicyEngineUnavailable,
        StatusCodes.Status503ServiceUnavailable,
        "There are no rules",
        "No rules have been loaded since this service started; its log names the file that cannot be used.");
}
