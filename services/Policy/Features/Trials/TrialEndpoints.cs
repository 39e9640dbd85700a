using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Trials;

/// <summary>The routes by which a draft is tried before it is put in force.</summary>
internal static class TrialEndpoints
{
    public static void MapTrials(this IEndpointRouteBuilder group)
    {
        Describe(group.MapPost("/{id:guid}/shadow", StartShadowAsync), "StartPolicyShadow", "Ask a draft beside what is in force for every decision, and count where they differ");
        Describe(group.MapGet("/{id:guid}/shadow", (Guid id, Caller caller, IPolicyStore store, CancellationToken token) => ReadAsync(id, TrialKind.Shadow, caller, store, token)),
            "GetPolicyShadow", "Where the draft in the shadow differs from what is in force, with examples");
        Describe(group.MapPost("/{id:guid}/shadow/end", EndShadowAsync), "EndPolicyShadow", "Stop asking the draft; what was counted stays");
        Describe(group.MapPost("/{id:guid}/rollout", StartRolloutAsync), "StartPolicyRollout", "Let a draft decide for a share of the people; it ends by itself when it fails or denies too much");
        Describe(group.MapGet("/{id:guid}/rollout", (Guid id, Caller caller, IPolicyStore store, CancellationToken token) => ReadAsync(id, TrialKind.Rollout, caller, store, token)),
            "GetPolicyRollout", "How far the roll-out is and what its decisions change");
        Describe(group.MapPost("/{id:guid}/rollout/advance", AdvanceAsync), "AdvancePolicyRollout", "Another share of the people; also goes on after a pause");
        Describe(group.MapPost("/{id:guid}/rollout/pause", PauseAsync), "PausePolicyRollout", "What is in force decides for everybody until the roll-out is advanced");
        Describe(group.MapPost("/{id:guid}/rollout/finish", FinishAsync), "FinishPolicyRollout", "Put the draft in force for everybody");
        Describe(group.MapPost("/{id:guid}/rollout/abort", AbortAsync), "AbortPolicyRollout", "End the roll-out; what is in force decides for everybody again");
    }

    private static async Task<Results<Ok<TrialView>, Created<TrialView>, ProblemHttpResult>> StartShadowAsync(
        Guid id, StartShadow request, Caller caller, HttpContext context, TrialWriter writer, CancellationToken cancellationToken) =>
        Answer($"/api/v1/policies/{id}/shadow", await writer.StartAsync(
            id, request.Version, TrialKind.Shadow, 0, TrialThresholds.Default, request.ChangeReason, PolicyOrder.Of(caller, "policy_shadow_start", context, request), cancellationToken));

    private static async Task<Results<Ok<TrialView>, Created<TrialView>, ProblemHttpResult>> EndShadowAsync(
        Guid id, TrialStep request, Caller caller, HttpContext context, TrialWriter writer, CancellationToken cancellationToken) =>
        Answer("", await writer.AbortAsync(id, TrialKind.Shadow, request.ChangeReason, PolicyOrder.Of(caller, "policy_shadow_end", context, request), cancellationToken));

    private static async Task<Results<Ok<TrialView>, Created<TrialView>, ProblemHttpResult>> StartRolloutAsync(
        Guid id, StartRollout request, Caller caller, HttpContext context, TrialWriter writer, CancellationToken cancellationToken)
    {
        var defaults = TrialThresholds.Default;
        var thresholds = new TrialThresholds(
            request.MaxErrorPercent ?? defaults.MaxErrorPercent, request.MaxDenialPercent ?? defaults.MaxDenialPercent, request.MinDecisions ?? defaults.MinDecisions);
        PolicyFault[] faults =
        [
            .. Between("percent", request.Percent, 1, 100),
            .. Between("maxErrorPercent", thresholds.MaxErrorPercent, 0, 100),
            .. Between("maxDenialPercent", thresholds.MaxDenialPercent, 0, 100),
            .. Between("minDecisions", thresholds.MinDecisions, 1, 1_000_000),
        ];
        return faults.Length > 0
            ? PolicyFailures.Bad(faults).ToProblem()
            : Answer($"/api/v1/policies/{id}/rollout", await writer.StartAsync(
                id, request.Version, TrialKind.Rollout, request.Percent!.Value, thresholds, request.ChangeReason, PolicyOrder.Of(caller, "policy_rollout_start", context, request), cancellationToken));
    }

    private static async Task<Results<Ok<TrialView>, Created<TrialView>, ProblemHttpResult>> AdvanceAsync(
        Guid id, AdvanceRollout request, Caller caller, HttpContext context, TrialWriter writer, CancellationToken cancellationToken) =>
        Between("percent", request.Percent, 1, 100) is [var fault, ..]
            ? PolicyFailures.Bad(fault).ToProblem()
            : Answer("", await writer.AdvanceAsync(id, request.Percent!.Value, request.ChangeReason, PolicyOrder.Of(caller, "policy_rollout_advance", context, request), cancellationToken));

    private static async Task<Results<Ok<TrialView>, Created<TrialView>, ProblemHttpResult>> PauseAsync(
        Guid id, TrialStep request, Caller caller, HttpContext context, TrialWriter writer, CancellationToken cancellationToken) =>
        Answer("", await writer.PauseAsync(id, request.ChangeReason, PolicyOrder.Of(caller, "policy_rollout_pause", context, request), cancellationToken));

    private static async Task<Results<Ok<TrialView>, Created<TrialView>, ProblemHttpResult>> FinishAsync(
        Guid id, TrialStep request, Caller caller, HttpContext context, TrialWriter writer, CancellationToken cancellationToken) =>
        Answer("", await writer.FinishAsync(id, request.ChangeReason, PolicyOrder.Of(caller, "policy_rollout_finish", context, request), cancellationToken));

    private static async Task<Results<Ok<TrialView>, Created<TrialView>, ProblemHttpResult>> AbortAsync(
        Guid id, TrialStep request, Caller caller, HttpContext context, TrialWriter writer, CancellationToken cancellationToken) =>
        Answer("", await writer.AbortAsync(id, TrialKind.Rollout, request.ChangeReason, PolicyOrder.Of(caller, "policy_rollout_abort", context, request), cancellationToken));

    /// <summary>The report shows what people do, so it is for those who write the policy.</summary>
    private static async Task<Results<Ok<TrialView>, ProblemHttpResult>> ReadAsync(
        Guid id, TrialKind kind, Caller caller, IPolicyStore store, CancellationToken cancellationToken)
    {
        var view = await store.ReadAsync(caller.TenantId, async unit =>
            await unit.FindAsync(id) is { } file && PolicyAccess.CanWrite(caller, file.Policy.Slot) && await unit.LastTrialAsync(id, kind) is { } trial
                ? TrialView.Of(trial, await unit.TotalsAsync(trial.Id))
                : null, cancellationToken);
        return view is null ? Failure.NotFound("trial").ToProblem() : TypedResults.Ok(view);
    }

    private static Results<Ok<TrialView>, Created<TrialView>, ProblemHttpResult> Answer(string location, Answered<TrialView> answer) => answer switch
    {
        { View: null } => answer.Failure!.ToProblem(),
        { Status: StatusCodes.Status201Created } => TypedResults.Created(location, answer.View),
        _ => TypedResults.Ok(answer.View),
    };

    private static PolicyFault[] Between(string name, int? value, int least, int most) =>
        value >= least && value <= most ? [] : [new PolicyFault(name, $"must be a number from {least} to {most}")];

    private static void Describe(RouteHandlerBuilder route, string name, string summary) => route
        .WithName(name)
        .WithSummary(summary)
        .RequirePermission(Permissions.PoliciesWrite)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
