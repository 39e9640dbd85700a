using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>Where a person belongs, as their sign-in said.</summary>
public sealed record MembershipReport(string? TenantId, string? UserId, string? OrgId, string? TeamId);

/// <summary>The gateway tells where people belong when they sign in, so that the policies of their organisation and team hold for work in the background too.</summary>
internal static class ReportMembershipEndpoint
{
    public static void MapReportMembership(this IEndpointRouteBuilder app) =>
        app.MapPost("/internal/policy/memberships", HandleAsync)
            .WithName("ReportMembership")
            .WithSummary("Remember where a person belongs")
            .AddEndpointFilter<StoreFailureFilter>()
            .RequireService(AppIds.Gateway)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        MembershipReport report, MembershipFilter memberships, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(report.TenantId) || string.IsNullOrEmpty(report.UserId))
        {
            return PolicyFailures.Missing("tenantId", "userId").ToProblem();
        }

        await memberships.RememberAsync(report.TenantId, new Membership(report.UserId, report.OrgId ?? "", report.TeamId ?? ""), cancellationToken);
        return TypedResults.NoContent();
    }
}
