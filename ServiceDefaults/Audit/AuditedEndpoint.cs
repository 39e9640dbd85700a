using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>
/// For routes whose act no policy governs beyond the permission: the pair of entries around the handler. What was asked for
/// wrongly, or found nothing, leaves the outcome "error"; a refusal "denied".
/// </summary>
public static class AuditedEndpoint
{
    /// <param name="action">Operation name of the entries.</param>
    public static TBuilder Audited<TBuilder>(this TBuilder route, AuditActionType type, string action, Classification level = Classification.Internal)
        where TBuilder : IEndpointConventionBuilder =>
        route.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if (Caller.From(http.User) is not { } caller)
            {
                return await next(context);
            }

            return await http.RequestServices.GetRequiredService<IAuditRecorder>().RunAsync(
                IntentOf(http, caller, type, action, level),
                async () => await next(context),
                result => new AuditResult(OutcomeOf(StatusOf(result, http))) { Detail = new JsonObject { ["status"] = StatusOf(result, http) } },
                http.RequestAborted);
        });

    private static AuditIntent IntentOf(HttpContext http, Caller caller, AuditActionType type, string action, Classification level) =>
        new(type, action, caller.TenantId, caller.UserId, new PolicyDecision(PolicyResult.Allow, "system", "", "The role permits it."), level)
        {
            OrgUnit = caller.OrgUnit,
            TeamId = caller.TeamId,
            Detail = new JsonObject { ["path"] = http.Request.Path.Value },
        };

    private static int StatusOf(object? result, HttpContext http) =>
        (result as INestedHttpResult)?.Result is IStatusCodeHttpResult { StatusCode: { } nested } ? nested
        : result is IStatusCodeHttpResult { StatusCode: { } status } ? status
        : http.Response.StatusCode;

    private static AuditOutcome OutcomeOf(int status) => status switch
    {
        StatusCodes.Status403Forbidden => AuditOutcome.Denied,
        >= 400 => AuditOutcome.Error,
        _ => AuditOutcome.Success,
    };
}
