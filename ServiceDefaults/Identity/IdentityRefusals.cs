using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>401 and 403 in the product's one error shape. What exactly was wrong with a token is for the log, not the sender.</summary>
public static class IdentityRefusals
{
    public static Task Unknown(HttpContext context, string code, string detail)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        context.Response.Headers.WWWAuthenticate =
            code == ErrorCodes.InvalidToken ? "Bearer error=\"invalid_token\"" : "Bearer";
        return new Failure(code, StatusCodes.Status401Unauthorized, "Sign-in needed", detail).ToProblem().ExecuteAsync(context);
    }

    /// <summary>403, or 401 when the route is for people and no person is known: another rule's identity is no excuse.</summary>
    public static Task Forbidden(HttpContext context, string detail)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<NeedsPerson>() is not null && Caller.From(context.User) is null)
        {
            var code = context.Request.Headers.Authorization.Count == 0 ? ErrorCodes.MissingToken : ErrorCodes.InvalidToken;
            return Unknown(context, code, "Send a valid token as 'Authorization: Bearer'.");
        }

        if (context.GetEndpoint() is RouteEndpoint route && Caller.From(context.User) is { } caller)
        {
            var permission = route.Metadata.GetMetadata<PermissionMetadata>()?.Permission ?? "";
            context.RequestServices.GetService<RefusalRecorder>()?.Note(caller, permission, $"{context.Request.Method} {route.RoutePattern.RawText}");
        }

        return new Failure(ErrorCodes.Forbidden, StatusCodes.Status403Forbidden, "Not allowed", detail).ToProblem().ExecuteAsync(context);
    }
}
