using Microsoft.Extensions.Options;
using OpenClaw.Gateway.Options;

namespace OpenClaw.Gateway.Features.Sessions;

/// <summary>
/// Our two cookies. Over https they carry the __Host- prefix, which binds them to this very host; over plain http (local runs)
/// browsers would refuse that prefix. Lax, because the provider's redirect back is a navigation from another site.
/// </summary>
internal sealed class GatewayCookies(PublicAddress address, IOptions<BrowserSessionOptions> options)
{
    public string? SessionId(HttpRequest request) => request.Cookies[Name(request, "session")];

    public string? SignIn(HttpRequest request) => request.Cookies[Name(request, "sign-in")];

    public void SetSession(HttpContext context, string sessionId) => Set(context, "session", sessionId, options.Value.Absolute);

    public void SetSignIn(HttpContext context, string value) => Set(context, "sign-in", value, options.Value.SignInLifetime);

    public void ClearSession(HttpContext context) => Clear(context, "session");

    public void ClearSignIn(HttpContext context) => Clear(context, "sign-in");

    private string Name(HttpRequest request, string purpose) =>
        address.IsSecure(request) ? "__Host-openclaw-" + purpose : "openclaw-" + purpose;

    private void Set(HttpContext context, string purpose, string value, TimeSpan lifetime)
    {
        var cookie = Rules(context);
        cookie.MaxAge = lifetime;
        context.Response.Cookies.Append(Name(context.Request, purpose), value, cookie);
    }

    private void Clear(HttpContext context, string purpose) =>
        context.Response.Cookies.Delete(Name(context.Request, purpose), Rules(context));

    private CookieOptions Rules(HttpContext context) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = address.IsSecure(context.Request),
    };
}
