using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Forwarding;
using OpenClaw.Gateway.Features.SignIn;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy.Evaluation;

namespace OpenClaw.Gateway.Features.Decisions;

/// <summary>
/// What people ask about themselves is decided here, with the bundle that this process holds like every other
/// (docs/adr/0019-decisions-at-the-door.md). Questions about others and whatever is out of the ordinary go to the policy service.
/// </summary>
internal static class EvaluateAtTheDoor
{
    private const string Prefix = "policies";
    private const int MaxBytes = 64 * 1024;
    private static readonly ForwardedRoute Policies = ForwardedRoutes.All.Single(route => route.Prefix == Prefix);

    public static RouteHandlerBuilder MapEvaluateAtTheDoor(this IEndpointRouteBuilder api) =>
        api.MapPost($"/{Prefix}/evaluate", HandleAsync)
            .WithName("EvaluateAtTheDoor")
            .WithSummary("May the caller do something")
            .RequirePersonWith(Permissions.PoliciesEvaluate)
            // Described by the policy service, which answers the same.
            .ExcludeFromDescription();

    private static async Task HandleAsync(HttpContext context, SignedIn person, Evaluator evaluator, Forwarder forwarder, PersonReports reports)
    {
        if (!context.Request.HasJsonContentType() || context.Request.ContentLength is not (> 0 and <= MaxBytes))
        {
            await forwarder.ForwardAsync(context, Policies);
            return;
        }

        var body = new byte[(int)context.Request.ContentLength];
        await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
        if (Read(body) is not { } question || !IsAbout(person.Caller, question))
        {
            context.Request.Body = new MemoryStream(body, writable: false);
            await forwarder.ForwardAsync(context, Policies);
            return;
        }

        // Who never asks for anything else is known to the policy service all the same.
        reports.Saw(person.Caller);
        await (question.Check() is { } fault
            ? fault.ToProblem().ExecuteAsync(context)
            : TypedResults.Ok(await evaluator.DecideAsync(question, person.Caller, person.Caller, context.RequestAborted)).ExecuteAsync(context));
    }

    /// <summary>Null when it cannot be read: to say what is wrong with it is the policy service's.</summary>
    private static EvaluationRequest? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<EvaluationRequest>(body, ContractsJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsAbout(Caller caller, EvaluationRequest question) =>
        (string.IsNullOrEmpty(question.TenantId) || question.TenantId == caller.TenantId)
        && (string.IsNullOrEmpty(question.UserId) || question.UserId == caller.UserId);
}
