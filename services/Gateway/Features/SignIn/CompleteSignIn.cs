using Microsoft.AspNetCore.Http.HttpResults;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>The browser comes back from the provider: everything must fit the sign-in that this browser began.</summary>
internal static class CompleteSignIn
{
    private const int MaxParameterLength = 4096;

    public static RouteHandlerBuilder MapCompleteSignIn(this IEndpointRouteBuilder group) =>
        group.MapGet("/callback", HandleAsync)
            .WithName("CompleteSignIn")
            .WithSummary("Where the identity provider sends the browser back to")
            .AllowAnonymous()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> HandleAsync(
        HttpContext context,
        CompleteSignInHandler handler,
        GatewayCookies cookies,
        CancellationToken cancellationToken,
        string? code = null,
        string? state = null,
        string? error = null)
    {
        var browser = cookies.SignIn(context.Request);
        cookies.ClearSignIn(context);
        if (error is not null)
        {
            return Refused("The identity provider did not sign you in. Try again.").ToProblem();
        }

        if (!IsUsable(code) || !IsUsable(state) || !IsUsable(browser))
        {
            return Refused("This sign-in was not begun in this browser. Start again.").ToProblem();
        }

        var (done, failure) = await handler.HandleAsync(
            code!, state!, new SigningInBrowser(browser!, cookies.SessionId(context.Request), context.Request.Headers.UserAgent), cancellationToken);
        if (done is null)
        {
            return failure!.ToProblem();
        }

        cookies.SetSession(context, done.SessionId);
        return TypedResults.Redirect(done.ReturnUrl);
    }

    internal static Failure Refused(string detail) =>
        new(ErrorCodes.InvalidToken, StatusCodes.Status401Unauthorized, "Sign-in failed", detail);

    private static bool IsUsable(string? value) => value is { Length: > 0 and <= MaxParameterLength };
}
