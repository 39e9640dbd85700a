using OpenClaw.Contracts;
using OpenClaw.Gateway.Tests.Support;
using OpenClaw.Testing;

namespace OpenClaw.Gateway.Tests.Tokens;

/// <summary>A gateway that also trusts the provider of the company initech, and tokens that jose made for it.</summary>
public sealed class ForgedGateway : IAsyncLifetime
{
    public const string Tenant = "initech";
    private ForgedTokens? _tokens;
    private string? _missing;

    public RunningGateway Gateway { get; } = new();

    public CompanyProvider Company { get; } = new();

    internal ForgedTokens Tokens
    {
        get
        {
            Assert.SkipWhen(_tokens is null, _missing ?? "");
            return _tokens!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        // A hundred refusals from one address are the point here.
        Gateway.Settings["RateLimits:FailuresPerMinute"] = "100000";
        await Company.StartAsync();
        await Gateway.InitializeAsync();
        (_tokens, _missing) = await ForgedTokens.MakeAsync(Company.Issuer, "openclaw-api", Gateway.Provider.GetLeftPart(UriPartial.Authority), Tenant);
        Company.Keys = _tokens?.Keys ?? Company.Keys;
        Gateway.Sidecar.Tenants[Tenant] = new TenantEntry(Tenant, "Initech", TenantStatus.Active)
        {
            OidcIssuer = Company.Issuer,
            Domains = ["initech.example"],
            RoleMap = new Dictionary<string, string> { ["users"] = "release_manager" },
            CustomRoles = new Dictionary<string, string> { ["release_manager"] = ServiceDefaults.Identity.Roles.TeamLead },
        };
        if (_tokens is not null)
        {
            using var client = Gateway.NewBrowser();
            await Eventually.AsyncTrue(
                async _ => (await client.AskAsync(HttpMethod.Get, "/api/v1/auth/userinfo", _tokens.Good["ES256"])).IsSuccessStatusCode,
                TimeSpan.FromSeconds(10), "the new tenant is known", () => "");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Company.DisposeAsync();
    }
}
