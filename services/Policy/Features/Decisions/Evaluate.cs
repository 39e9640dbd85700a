using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Features.Resolution;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy.Evaluation;

namespace OpenClaw.Policy.Features.Decisions;

/// <summary>Asks for decisions over HTTP; a refusal is an answer, not a problem.</summary>
internal static class EvaluateEndpoints
{
    private const int MaxBatch = 100;

    public static void MapEvaluate(this IEndpointRouteBuilder group)
    {
        Describe(group.MapPost("/evaluate", OneAsync), "EvaluatePolicy", "May somebody do something");
        Describe(group.MapPost("/evaluate/batch", ManyAsync), "EvaluatePolicies", "Up to 100 such questions, answered in their order");
    }

    private static async Task<Results<Ok<EvaluationAnswer>, ProblemHttpResult>> OneAsync(
        EvaluationRequest request, Caller caller, IPolicyStore store, Evaluator evaluator, CancellationToken cancellationToken)
    {
        if (request.Check() is { } fault)
        {
            return fault.ToProblem();
        }

        var (subject, failure) = await SubjectFinder.FindAsync(caller, request.TenantId, request.UserId, store, cancellationToken);
        return subject is null
            ? failure!.ToProblem()
            : TypedResults.Ok(await evaluator.DecideAsync(request, caller, subject, cancellationToken));
    }

    private static async Task<Results<Ok<EvaluationAnswers>, ProblemHttpResult>> ManyAsync(
        EvaluationBatch batch, Caller caller, IPolicyStore store, Evaluator evaluator, CancellationToken cancellationToken)
    {
        if (batch.Requests is not { Count: > 0 and <= MaxBatch } requests)
        {
            return PolicyFailures.Bad(new PolicyFault("requests", $"must hold 1 to {MaxBatch} questions")).ToProblem();
        }

        var subjects = new List<Caller>();
        for (var index = 0; index < requests.Count; index++)
        {
            if (requests[index]?.Check($"requests[{index}].") is { } fault)
            {
                return fault.ToProblem();
            }

            var (subject, failure) = await SubjectFinder.FindAsync(caller, requests[index]?.TenantId, requests[index]?.UserId, store, cancellationToken);
            if (subject is null || requests[index] is null)
            {
                return failure?.ToProblem() ?? PolicyFailures.Bad(new PolicyFault($"requests[{index}]", "is required")).ToProblem();
            }

            subjects.Add(subject);
        }

        // Together, so that their records travel together.
        var answers = await Task.WhenAll(requests.Select((request, index) => evaluator.DecideAsync(request, caller, subjects[index], cancellationToken)));
        return TypedResults.Ok(new EvaluationAnswers(answers));
    }

    private static void Describe(RouteHandlerBuilder route, string name, string summary) => route
        .WithName(name)
        .WithSummary(summary)
        .RequirePermission(Permissions.PoliciesEvaluate)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
