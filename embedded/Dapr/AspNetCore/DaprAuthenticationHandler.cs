using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dapr.AspNetCore;

/// <summary>Options of the authentication of the application's own sidecar.</summary>
public class DaprAuthenticationOptions : AuthenticationSchemeOptions
{
    /// <summary>The token to expect; the environment's when not set.</summary>
    public string Token { get; set; } = string.Empty;
}

/// <summary>Compares the token that the sidecar shows.</summary>
internal sealed class DaprAuthenticationHandler(
    IOptionsMonitor<DaprAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder, IConfiguration? configuration = null)
    : AuthenticationHandler<DaprAuthenticationOptions>(options, logger, encoder)
{
    public const string SchemeName = "Dapr";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Headers.TryGetValue(DaprDefaults.ApiTokenHeader, out var shown))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var expected = Options.Token is { Length: > 0 } own ? own : DaprDefaults.GetDefaultAppApiToken(configuration);
        if (expected.Length == 0)
        {
            return Task.FromResult(AuthenticateResult.Fail("App API Token not configured."));
        }

        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown.ToString()), Encoding.UTF8.GetBytes(expected)))
        {
            return Task.FromResult(AuthenticateResult.Fail("Not authenticated."));
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, SchemeName)], Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }
}
