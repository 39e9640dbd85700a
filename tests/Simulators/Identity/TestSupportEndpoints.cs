using Microsoft.Extensions.Options;

namespace OpenClaw.Simulators.Identity;

/// <summary>Request of <c>POST /simulator/token</c>.</summary>
public sealed record TokenRequest(string User, string? Audience = null, string? Variant = null);

/// <summary>What tests and journeys use instead of a browser.</summary>
internal static class TestSupportEndpoints
{
    public static void MapTestSupport(this WebApplication app)
    {
        app.MapPost("/simulator/token", (TokenRequest body, HttpRequest request, TokenWriter tokens, IOptions<IdentitySimulatorOptions> options) =>
        {
            if (Directory.Find(body.User) is not { } person)
            {
                return Results.Json(new { error = "unknown user" }, statusCode: 404);
            }

            if (body.Variant is not null && !TokenWriter.Variants.Contains(body.Variant))
            {
                return Results.Json(new { error = "unknown variant", variants = TokenWriter.Variants }, statusCode: 400);
            }

            var issuer = options.Value.IssuerOf(request);
            return Results.Json(new { token = tokens.Access(person, issuer, body.Audience ?? "openclaw-api", body.Variant) });
        });
        app.MapPost("/simulator/rotate-keys", (SigningKeys keys) =>
        {
            keys.Rotate();
            return Results.Json(keys.ToDocument());
        });
        app.MapGet("/simulator/people", () => Directory.People);
    }
}
