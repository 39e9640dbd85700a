using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Bundles;

/// <summary>The bundle that governs the caller's tenant, and since when this replica has what is in force.</summary>
public sealed record PolicyVersion(string Version, DateTimeOffset LoadedAt);

internal static class GetVersionEndpoint
{
    public static void MapGetVersion(this IEndpointRouteBuilder group) =>
        group.MapGet("/version", Handle)
            .WithName("GetPolicyVersion")
            .WithSummary("The policy version in force")
            .RequirePermission(Permissions.PoliciesRead)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static Results<Ok<PolicyVersion>, ProblemHttpResult> Handle(Caller caller, BundleShelf shelf) => shelf.Confirmed is { } current
        ? TypedResults.Ok(new PolicyVersion(current.Of(caller.TenantId).Version, current.LoadedAt))
        : GetBundleEndpoint.NoBundle().ToProblem();
}
