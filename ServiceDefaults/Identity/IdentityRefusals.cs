using Microsoft.AspNetCore.Http;
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

    public static Task Forbidden(HttpContext context, string detail) =>
        context.Response.HasStarted
            ? Task.CompletedTask
            : new Failure(ErrorCodes.Forbidden, StatusCodes.Status403Forbidden, "Not allowed", detail).ToProblem().ExecuteAsync(context);
}
