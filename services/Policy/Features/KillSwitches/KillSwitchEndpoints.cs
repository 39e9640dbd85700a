using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.KillSwitches;

/// <summary>One call stops everything for an enterprise, organisation, team, user, connector or agent.</summary>
internal static class KillSwitchEndpoints
{
    // Every app that decides.
    private static readonly string[] EnforcementPoints =
        [AppIds.Gateway, AppIds.Audit, AppIds.Briefing, AppIds.Connector, AppIds.Notification];

    public static void MapKillSwitches(this IEndpointRouteBuilder app)
    {
        app.MapGet("/internal/policy/stops", ActiveAsync)
            .WithName("GetStops").WithSummary("Every kill switch that is on").AddEndpointFilter<StoreFailureFilter>().RequireService(EnforcementPoints);
        var group = app.MapGroup("/api/v1/kill-switches").WithTags("Kill switches").RequirePermission(Permissions.KillSwitch).AddEndpointFilter<StoreFailureFilter>();
        Describe(group.MapGet("", ListAsync), "ListKillSwitches", "Kill switches that are on; with all=true also released ones");
        Describe(group.MapPost("", StopAsync), "StopEverything", "Stop everything for an enterprise, org, team, user, connector or agent, everywhere within two seconds");
        Describe(group.MapGet("/{id:guid}", GetAsync), "GetKillSwitch", "One kill switch");
        Describe(group.MapPost("/{id:guid}/release", ReleaseAsync), "ReleaseKillSwitch", "Let it go on; needs a reason");
    }

    private static void Describe(RouteHandlerBuilder route, string name, string summary) => route
        .WithName(name)
        .WithSummary(summary)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Ok<StopList>> ActiveAsync(IKillSwitchStore stops, CancellationToken cancellationToken) =>
        TypedResults.Ok(await stops.ActiveAsync(cancellationToken));

    private static async Task<Ok<KillSwitchPage>> ListAsync(Caller caller, IKillSwitchStore stops, bool all = false, CancellationToken cancellationToken = default) =>
        TypedResults.Ok(new KillSwitchPage(await stops.ListAsync(caller.TenantId, all, cancellationToken)));

    private static async Task<Results<Ok<KillSwitch>, ProblemHttpResult>> GetAsync(
        Guid id, Caller caller, IKillSwitchStore stops, CancellationToken cancellationToken) =>
        await stops.FindAsync(caller.TenantId, id, cancellationToken) is { } stop
            ? TypedResults.Ok(stop)
            : ServiceDefaults.Http.Failure.NotFound("kill switch").ToProblem();

    private static async Task<Results<Created<KillSwitch>, Ok<KillSwitch>, ProblemHttpResult>> StopAsync(
        StopRequest request, Caller caller, KillSwitchAdministration administration, CancellationToken cancellationToken)
    {
        var (stop, isNew, failure) = await administration.StopAsync(caller, request, cancellationToken);
        if (stop is null)
        {
            return failure!.ToProblem();
        }

        return isNew ? TypedResults.Created($"/api/v1/kill-switches/{stop.Id}", stop) : TypedResults.Ok(stop);
    }

    private static async Task<Results<Ok<KillSwitch>, ProblemHttpResult>> ReleaseAsync(
        Guid id, ReleaseRequest request, Caller caller, KillSwitchAdministration administration, CancellationToken cancellationToken)
    {
        var (stop, failure) = await administration.ReleaseAsync(caller, id, request, cancellationToken);
        return stop is null ? failure!.ToProblem() : TypedResults.Ok(stop);
    }
}
