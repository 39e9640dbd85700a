using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Bundles;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Replicas;

/// <summary>What a process decides the caller's tenant's questions with.</summary>
/// <param name="IsNewest">Whether that is what the policy service has in force.</param>
/// <param name="AgeSeconds">Time since it knew that to be the newest; beyond 60 s it denies.</param>
/// <param name="AppliedAt">Since when it decides with it.</param>
public sealed record PolicyReplica(
    string Service, string Replica, string? Version, bool IsNewest, double AgeSeconds, DateTimeOffset AppliedAt, DateTimeOffset LastSeen);

/// <param name="Version">The version in force for the caller's tenant.</param>
/// <param name="ChangedAt">When the last change of any policy was committed; null when there was none.</param>
public sealed record PolicyReplicas(string Version, DateTimeOffset? ChangedAt, IReadOnlyList<PolicyReplica> Items);

/// <summary>Processes say what they decide with; administrators and operators look at it.</summary>
internal static class ReplicaEndpoints
{
    /// <summary>A process that said nothing for so long is gone; a living one reports every 5 s and denies after 60 s.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(90);

    private const int MaxId = 255;

    public static void MapGetReplicas(this IEndpointRouteBuilder group) =>
        group.MapGet("/replicas", ListAsync)
            .WithName("GetPolicyReplicas")
            .WithSummary("Which policy version every replica of every service decides with")
            .RequirePermission(Permissions.MetricsRead)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    public static void MapReportReplica(this IEndpointRouteBuilder app) =>
        app.MapPost("/internal/policy/replicas", ReportAsync)
            .WithName("ReportPolicyReplica")
            .WithSummary("Say which policies a process decides with")
            .AddEndpointFilter<StoreFailureFilter>()
            .RequireService(AppIds.Gateway, AppIds.Audit, AppIds.Briefing, AppIds.Connector, AppIds.Notification)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<PolicyReplicas>, ProblemHttpResult>> ListAsync(
        Caller caller, BundleShelf shelf, IReplicaStore replicas, TimeProvider time, CancellationToken cancellationToken)
    {
        if (shelf.Confirmed is not { } shelved)
        {
            return GetBundleEndpoint.NoBundle().ToProblem();
        }

        var now = time.GetUtcNow();
        var newest = shelved.Of(caller.TenantId).Version;
        var seen = await replicas.ListAsync(caller.TenantId, now - Memory, cancellationToken);
        return TypedResults.Ok(new PolicyReplicas(newest, shelved.Mark.ChangedAt, [.. seen.Select(replica => new PolicyReplica(
            replica.AppId,
            replica.ReplicaId,
            replica.Version,
            replica.Version == newest,
            Math.Round(Math.Max(0, (now - replica.ConfirmedAt).TotalSeconds), 1),
            replica.AppliedAt,
            replica.SeenAt))]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReportAsync(
        PolicyReplicaReport report, HttpContext context, IReplicaStore replicas, TimeProvider time, CancellationToken cancellationToken)
    {
        if (report is not { ReplicaId: { Length: > 0 and <= MaxId }, Versions: not null } || context.User.FindFirst(IdentitySchemes.CallingAppClaim)?.Value is not { } appId)
        {
            return PolicyFailures.Missing("replicaId", "versions").ToProblem();
        }

        await replicas.ReportAsync(appId, report, time.GetUtcNow(), cancellationToken);
        return TypedResults.NoContent();
    }
}
