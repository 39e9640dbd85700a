using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenClaw.Testing;

namespace OpenClaw.Gateway.Tests.Tokens;

/// <summary>A company's own identity provider: discovery and keys; counts who fetches what.</summary>
public sealed class CompanyProvider : IAsyncDisposable
{
    private readonly WebApplication _app;

    public CompanyProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Issuer);
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["jwks_uri"] = $"{Issuer}/jwks",
        }));
        _app.MapGet("/jwks", () =>
        {
            KeyFetches++;
            return Results.Text(Keys, "application/json", Encoding.UTF8);
        });
        _app.Map("/evil", () =>
        {
            EvilFetches++;
            return Results.Text(Keys, "application/json", Encoding.UTF8);
        });
    }

    public string Issuer { get; } = $"http://127.0.0.1:{FreePorts.Next()}";

    public string Keys { get; set; } = """{"keys":[]}""";

    public int KeyFetches { get; private set; }

    public int EvilFetches { get; private set; }

    public Task StartAsync() => _app.StartAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
