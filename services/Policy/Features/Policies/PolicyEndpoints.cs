using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>The routes that change policies.</summary>
internal static class PolicyEndpoints
{
    public static void MapPolicyChanges(this IEndpointRouteBuilder group)
    {
        Describe(group.MapPost("/", CreateAsync), "CreatePolicy", "Write a policy; a draft unless asked otherwise");
        Describe(group.MapPut("/{id:guid}", UpdateAsync), "UpdatePolicy", "Write a new version, or move the policy on in its life");
        Describe(group.MapDelete("/{id:guid}", EndAsync), "EndPolicy", "End a policy; its history stays");
        Describe(group.MapPost("/{id:guid}/activate", ActivateAsync), "ActivatePolicy", "Put a draft in force, now or later");
        Describe(group.MapPost("/{id:guid}/rollback", RollBackAsync), "RollBackPolicy", "Say again what an earlier version said, as a new version");
        Describe(group.MapPost("/{id:guid}/override", OverrideAsync), "OverridePolicy", "Say something else for a limited time, in an emergency");
    }

    public static Results<Ok<PolicyView>, Created<PolicyView>, ProblemHttpResult> Answer(HttpContext context, PolicyAnswer answer)
    {
        if (answer.View is not { } policy)
        {
            return answer.Failure!.ToProblem();
        }

        context.Response.Headers.ETag = TagOf(policy);
        return answer.Status == StatusCodes.Status201Created
            ? TypedResults.Created($"/api/v1/policies/{policy.Id}", policy)
            : TypedResults.Ok(policy);
    }

    public static string TagOf(PolicyView policy) => $"\"{policy.RowVersion}\"";

    private static async Task<Results<Ok<PolicyView>, Created<PolicyView>, ProblemHttpResult>> CreateAsync(
        CreatePolicy request, Caller caller, HttpContext context, PolicyWriter writer, CancellationToken cancellationToken) =>
        Answer(context, await writer.CreateAsync(request, PolicyOrder.Of(caller, "policy_create", context, request), cancellationToken));

    private static async Task<Results<Ok<PolicyView>, Created<PolicyView>, ProblemHttpResult>> UpdateAsync(
        Guid id, UpdatePolicy request, Caller caller, HttpContext context, PolicyWriter writer, CancellationToken cancellationToken) =>
        Answer(context, await writer.UpdateAsync(id, request, context.Request.Headers.IfMatch, PolicyOrder.Of(caller, "policy_update", context, request), cancellationToken));

    private static async Task<Results<Ok<PolicyView>, Created<PolicyView>, ProblemHttpResult>> EndAsync(
        Guid id, [Microsoft.AspNetCore.Mvc.FromBody] EndPolicy? request, string? changeReason, Caller caller, HttpContext context, PolicyWriter writer, CancellationToken cancellationToken)
    {
        // Some clients cannot send a body with DELETE.
        var end = request ?? new EndPolicy(changeReason);
        return Answer(context, await writer.EndAsync(id, end, context.Request.Headers.IfMatch, PolicyOrder.Of(caller, "policy_deprecate", context, end), cancellationToken));
    }

    private static async Task<Results<Ok<PolicyView>, Created<PolicyView>, ProblemHttpResult>> ActivateAsync(
        Guid id, ActivatePolicy request, Caller caller, HttpContext context, PolicyWriter writer, CancellationToken cancellationToken) =>
        Answer(context, await writer.ActivateAsync(id, request, context.Request.Headers.IfMatch, PolicyOrder.Of(caller, "policy_activate", context, request), cancellationToken));

    private static async Task<Results<Ok<PolicyView>, Created<PolicyView>, ProblemHttpResult>> RollBackAsync(
        Guid id, RollbackPolicy request, Caller caller, HttpContext context, PolicyWriter writer, CancellationToken cancellationToken) =>
        Answer(context, await writer.RollBackAsync(id, request, context.Request.Headers.IfMatch, PolicyOrder.Of(caller, "policy_rollback", context, request), cancellationToken));

    private static async Task<Results<Ok<PolicyView>, Created<PolicyView>, ProblemHttpResult>> OverrideAsync(
        Guid id, OverridePolicy request, Caller caller, HttpContext context, PolicyWriter writer, CancellationToken cancellationToken) =>
        Answer(context, await writer.OverrideAsync(id, request, context.Request.Headers.IfMatch, PolicyOrder.Of(caller, "policy_override", context, request), cancellationToken));

    private static void Describe(RouteHandlerBuilder route, string name, string summary) => route
        .WithName(name)
        .WithSummary(summary)
        .RequirePermission(Permissions.PoliciesWrite)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status412PreconditionFailed)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status428PreconditionRequired)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
