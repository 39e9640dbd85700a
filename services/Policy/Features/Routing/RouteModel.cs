using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Features.Resolution;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Routing;

/// <summary>Which model may see this.</summary>
/// <param name="DataClassification">public, internal, confidential or restricted; anything else counts as restricted.</param>
/// <param name="RequestedModel">The wish; left out, the best that is allowed.</param>
/// <param name="Tokens">Tokens of the request, as far as they are known.</param>
/// <param name="TokensToday">Tokens of the person's day so far.</param>
/// <param name="SpentThisMonthUsd">The month's cost so far.</param>
/// <param name="EstimatedCostUsd">What the request will cost.</param>
public sealed record RouteModelRequest(
    string? TenantId, string? UserId, string? DataClassification, string? RequestedModel, long? Tokens, long? TokensToday, decimal? SpentThisMonthUsd, decimal? EstimatedCostUsd);

/// <summary>Where to send it.</summary>
/// <param name="Decision">allow: use the resolved model. require_approval: a person has to agree first. deny: no model may see this.</param>
/// <param name="ResolvedModel">A model the person may use for this, or none.</param>
/// <param name="Rerouted">Whether it is another one than was asked for.</param>
/// <param name="Alternatives">All models that are allowed for this; never one that is not.</param>
public sealed record RouteModelAnswer(
    PolicyResult Decision, string? ResolvedModel, string? Provider, bool Rerouted, string Reason, string PolicyApplied, string PolicyVersion, IReadOnlyList<string> Alternatives);

internal static class RouteModelEndpoint
{
    public static void MapRouteModel(this IEndpointRouteBuilder group) =>
        group.MapPost("/route-model", HandleAsync)
            .WithName("RouteModel")
            .WithSummary("Which model may see data of this level: the wanted one, an allowed one instead, or none")
            .RequirePermission(Permissions.PoliciesEvaluate)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<RouteModelAnswer>, ProblemHttpResult>> HandleAsync(
        RouteModelRequest request, Caller caller, IPolicyStore store, ModelRouter router, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.DataClassification))
        {
            return PolicyFailures.Missing("dataClassification").ToProblem();
        }

        if (request.Tokens < 0 || request.TokensToday < 0 || request.SpentThisMonthUsd < 0 || request.EstimatedCostUsd < 0)
        {
            return PolicyFailures.Bad(new PolicyFault("tokens", "and costs must not be negative")).ToProblem();
        }

        var (subject, failure) = await SubjectFinder.FindAsync(caller, request.TenantId, request.UserId, store, cancellationToken);
        return subject is null ? failure!.ToProblem() : TypedResults.Ok(await router.RouteAsync(request, caller, subject, cancellationToken));
    }
}
