using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.Policy.Features.Resolution;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Decisions;

internal static class SimulateEndpoint
{
    private const int MaxDrafts = 20;

    public static void MapSimulate(this IEndpointRouteBuilder group) =>
        group.MapPost("/simulate", HandleAsync)
            .WithName("SimulatePolicy")
            .WithSummary("What would be decided and why: every rule of every scope that has something against it; drafts may take part")
            .RequirePermission(Permissions.PoliciesEvaluate)
            .Audited(AuditActionType.PolicyDecision, "policy_simulate")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<SimulationAnswer>, ProblemHttpResult>> HandleAsync(
        SimulationRequest request, Caller caller, IPolicyStore store, Simulator simulator, CancellationToken cancellationToken)
    {
        if (request.Question.Check() is { } fault)
        {
            return fault.ToProblem();
        }

        if (request.Drafts is { Count: > MaxDrafts })
        {
            return PolicyFailures.Bad(new PolicyFault("drafts", $"must be at most {MaxDrafts}")).ToProblem();
        }

        var (subject, unknown) = await SubjectFinder.FindAsync(caller, request.TenantId, request.UserId, store, cancellationToken);
        if (subject is null)
        {
            return unknown!.ToProblem();
        }

        var (drafts, refused) = await store.ReadAsync(caller.TenantId, unit => ReadDraftsAsync(unit, request.Drafts ?? [], caller), cancellationToken);
        if (refused is not null)
        {
            return refused.ToProblem();
        }

        var (answer, failure) = simulator.Explain(request.Question.For(request.With(subject)), drafts);
        return answer is null ? failure!.ToProblem() : TypedResults.Ok(answer);
    }

    private static async Task<(List<ActiveDocument> Documents, Failure? Failure)> ReadDraftsAsync(
        IPolicyUnit unit, IReadOnlyList<SimulatedDraft> drafts, Caller caller)
    {
        var documents = new List<ActiveDocument>();
        foreach (var draft in drafts)
        {
            if (await unit.FindAsync(draft.PolicyId) is not { } file || !PolicyAccess.CanRead(caller, file.Policy.Slot))
            {
                return ([], Failure.NotFound("policy"));
            }

            if (draft.Content is not null)
            {
                var (text, invalid) = VersionText.Read(file.Policy.Slot.Domain, draft.Content);
                if (invalid is not null)
                {
                    return ([], invalid);
                }

                documents.Add(new ActiveDocument(file.Policy.Id, file.Policy.Name, "draft", file.Policy.Slot, text!.Document.Content));
            }
            else if ((draft.Version is null ? file.Draft ?? file.Shown : file.Find(draft.Version)) is { } version)
            {
                documents.Add(new ActiveDocument(file.Policy.Id, file.Policy.Name, version.Version.ToString(), file.Policy.Slot, version.Document));
            }
            else
            {
                return ([], Failure.NotFound("version"));
            }
        }

        return (documents, null);
    }
}
