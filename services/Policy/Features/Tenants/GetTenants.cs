using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Members;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Tenants;

/// <summary>Every tenant, for the gateway: whom to believe, and who is suspended.</summary>
internal static class GetTenantsEndpoint
{
    public static void MapGetTenants(this IEndpointRouteBuilder app) =>
        app.MapGet("/internal/tenants", HandleAsync)
            .WithName("GetTenants")
            .WithSummary("Every tenant")
            .AddEndpointFilter<StoreFailureFilter>()
            .RequireService(AppIds.Gateway);

    private static async Task<Ok<TenantSnapshot>> HandleAsync(ITenantStore tenants, IMemberStore members, CancellationToken cancellationToken)
    {
        var bindings = (await members.AllAsync(cancellationToken)).ToLookup(binding => binding.TenantId);
        return TypedResults.Ok(new TenantSnapshot(
        [
            .. (await tenants.ListAsync(cancellationToken)).Select(row => row.Entry with
            {
                RoleBindings = bindings[row.Entry.Id].ToDictionary(binding => binding.UserId, binding => binding.Roles, StringComparer.Ordinal),
            }),
        ]));
    }
}
