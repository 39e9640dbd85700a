using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Dashboard.Api;

/// <summary>
/// Keeps other people and other pages out. With a browser token, <c>/login?t=&lt;token&gt;</c> sets the cookie that every
/// other request needs. With or without one, only loopback host names are served (against DNS rebinding) and state is
/// changed only by requests of our own page.
/// </summary>
internal sealed class BrowserGuard(RequestDelegate next, string token)
{
    private const string Cookie = "openclaw-dashboard";

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Host.Host is not ("127.0.0.1" or "localhost" or "[::1]"))
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return;
        }

        if (request.Path == "/login" && token.Length > 0 && Matches(request.Query["t"].ToString()))
        {
            context.Response.Cookies.Append(Cookie, token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict });
            context.Response.Redirect("/");
            return;
        }

        if (token.Length > 0 && request.Path != "/health" && !Matches(request.Cookies[Cookie] ?? request.Headers["x-api-key"].ToString()))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await context.Response.WriteAsync("Open the link with the token that the application host printed.");
            return;
        }

        if (HttpMethods.IsPost(request.Method) && request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await next(context);
    }

    private bool Matches(string candidate) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(candidate), Encoding.UTF8.GetBytes(token));
}
