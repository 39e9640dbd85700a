using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>The same rules in OPA's own bundle format, so that an OPA server beside the services answers as they do.</summary>
internal static class GetOpaBundleEndpoint
{
    /// <summary>The Dapr app id of the OPA server in a deployment.</summary>
    private const string OpaAppId = "opa";

    public static void MapGetOpaBundle(this IEndpointRouteBuilder app) =>
        app.MapGet("/internal/policy/opa-bundle", Handle)
            .WithName("GetOpaBundle")
            .WithSummary("All rules and documents as an OPA bundle; the entity tag is the version")
            .RequireService(OpaAppId)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    // The framework answers 304 to a known tag.
    private static Results<FileContentHttpResult, ProblemHttpResult> Handle(BundleShelf shelf) => shelf.Confirmed is { Bundle: var bundle }
        ? TypedResults.File(OpaBundle.Pack(bundle), "application/gzip", entityTag: new EntityTagHeaderValue($"\"{bundle.Version}\""))
        : GetBundleEndpoint.NoBundle().ToProblem();
}
