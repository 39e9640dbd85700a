using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace OpenClaw.Simulators.Identity;

/// <summary>The page on which a person of the seed companies signs in; <c>login_hint</c> chooses without asking.</summary>
internal static class AuthorizeEndpoint
{
    private const string CallbackPath = "/api/v1/auth/callback";

    public static void MapAuthorize(this WebApplication app) =>
        app.MapGet("/authorize", (HttpRequest request, CodeGrants grants, IOptions<IdentitySimulatorOptions> options) =>
        {
            var query = request.Query;
            if (query["client_id"] != options.Value.ClientId || !IsOurCallback(query["redirect_uri"], out var redirect))
            {
                // Never redirect to an address that is not registered (RFC 6749 4.1.2.1).
                return Results.Text("Unknown client or redirect address.", statusCode: 400);
            }

            if (query["response_type"] != "code" || query["code_challenge_method"] != "S256" || query["code_challenge"].Count != 1)
            {
                return Back(redirect, query["state"], ("error", "invalid_request"));
            }

            if (query["login_hint"] is not [{ Length: > 0 } hint])
            {
                return Results.Content(ChoicePage(request), "text/html; charset=utf-8");
            }

            return Directory.Find(hint) is { } person
                ? Back(redirect, query["state"], ("code", grants.Issue(person, options.Value.ClientId, redirect, query["code_challenge"]!, query["nonce"])))
                : Back(redirect, query["state"], ("error", "access_denied"));
        });

    private static bool IsOurCallback(string? candidate, out string redirect)
    {
        redirect = candidate ?? "";
        return Uri.TryCreate(candidate, UriKind.Absolute, out var uri) && uri.IsLoopback && uri.AbsolutePath == CallbackPath;
    }

    private static IResult Back(string redirect, string? state, (string Name, string Value) answer)
    {
        var parameters = new Dictionary<string, string?> { [answer.Name] = answer.Value };
        if (!string.IsNullOrEmpty(state))
        {
            parameters["state"] = state;
        }

        return Results.Redirect(QueryHelpers.AddQueryString(redirect, parameters));
    }

    private static string ChoicePage(HttpRequest request)
    {
        var page = new StringBuilder("<!doctype html><html lang=en><meta charset=utf-8><title>Sign in</title><h1>Who are you?</h1><ul>");
        foreach (var person in Directory.People)
        {
            var address = "/authorize" + request.QueryString + "&login_hint=" + Uri.EscapeDataString(person.Id);
            page.Append("<li><a href=\"").Append(WebUtility.HtmlEncode(address)).Append("\">")
                .Append(WebUtility.HtmlEncode($"{person.Name} ({person.Tenant}, {person.Group})")).Append("</a>");
        }

        return page.Append("</ul></html>").ToString();
    }
}
