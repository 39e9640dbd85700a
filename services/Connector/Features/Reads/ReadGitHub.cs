using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Connector.Features.Reads;

/// <summary>Reads of a person by themselves, and of a service for the person it acts for.</summary>
internal static class ReadGitHub
{
    public static void MapReadGitHub(this IEndpointRouteBuilder app)
    {
        Describe(app.MapPost("/api/v1/connectors/github/read/{operation}", ForCallerAsync))
            .RequirePermission(Permissions.AssistantUse)
            .WithName("ReadGitHub")
            .WithSummary("Read issues assigned to you, or pull requests that wait for you");
        Describe(app.MapPost("/internal/connectors/github/read", ForServiceAsync))
            .RequireService(AppIds.Briefing)
            .WithName("ReadGitHubForUser")
            .WithSummary("Read for the person a service acts for");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) => route
        .Produces<ConnectorReadResult>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static Task<IResult> ForCallerAsync(
        string operation, string? cursor, Caller caller, ReadGitHubHandler handler, HttpContext context, CancellationToken cancellationToken) =>
        AnswerAsync(
            new ConnectorReadRequest(caller.TenantId, caller.UserId, operation)
            {
                Roles = caller.Roles,
                OrgUnit = caller.OrgUnit,
                TeamId = caller.TeamId,
                Cursor = cursor,
            },
            handler,
            context,
            cancellationToken);

    private static Task<IResult> ForServiceAsync(
        ConnectorReadRequest request, ReadGitHubHandler handler, HttpContext context, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(request.TenantId) || string.IsNullOrEmpty(request.UserId) || string.IsNullOrEmpty(request.Operation)
            ? Task.FromResult<IResult>(TypedResults.ValidationProblem(new Dictionary<string, string[]>
            {
                ["request"] = ["tenantId, userId and operation are required."],
            }))
            : AnswerAsync(request, handler, context, cancellationToken);

    private static async Task<IResult> AnswerAsync(
        ConnectorReadRequest request, ReadGitHubHandler handler, HttpContext context, CancellationToken cancellationToken)
    {
        var (result, decision, failure) = await handler.HandleAsync(request, cancellationToken);
        if (decision is not null)
        {
            context.Response.Headers[HeaderNames.PolicyVersion] = decision.PolicyVersion;
        }

        return result is null ? failure!.ToProblem() : TypedResults.Ok(result);
    }
}
