using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Briefing.Features.Deciding;

/// <summary>A decision about a task.</summary>
/// <param name="RowVersion">Version the decision is based on.</param>
/// <param name="SourceId">For a split, the source to take out; absent takes all apart.</param>
public sealed record TaskDecision([Range(1, int.MaxValue)] int RowVersion, [StringLength(500)] string? SourceId);

internal static class ChangeTaskEndpoints
{
    public static void MapChangeTask(this IEndpointRouteBuilder group)
    {
        Map(group, "complete", "CompleteTask", "Mark a task as done", TaskChangeKind.Complete);
        Map(group, "reopen", "ReopenTask", "Take up a completed task again", TaskChangeKind.Reopen);
        Map(group, "ack", "AcknowledgeTask", "Take a task on", TaskChangeKind.Acknowledge);
        Map(group, "split", "SplitTask", "Take apart what was merged; it is not merged again", TaskChangeKind.Split);
    }

    private static void Map(IEndpointRouteBuilder group, string verb, string name, string summary, TaskChangeKind kind) =>
        group.MapPost($"/tasks/{{id:guid}}/{verb}", (Guid id, TaskDecision request, Caller caller, HttpContext context, ChangeTaskHandler handler, CancellationToken cancellationToken) =>
                HandleAsync(new ChangeTask(id, kind, request.RowVersion, request.SourceId, RequestContext.RequestId), caller, context, handler, cancellationToken))
            .WithName(name)
            .WithSummary(summary)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<WorkTask>, ProblemHttpResult>> HandleAsync(
        ChangeTask change, Caller caller, HttpContext context, ChangeTaskHandler handler, CancellationToken cancellationToken)
    {
        if (change.RowVersion < 1)
        {
            return Failures.Invalid("rowVersion is required: send the one you read.").ToProblem();
        }

        var (task, failure, decision) = await handler.HandleAsync(change, caller, cancellationToken);
        context.Response.Headers[HeaderNames.PolicyVersion] = decision.PolicyVersion;
        return task is null ? failure!.ToProblem() : TypedResults.Ok(task);
    }
}
