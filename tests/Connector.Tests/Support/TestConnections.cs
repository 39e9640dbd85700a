using OpenClaw.Connector.Features.Connections;
using OpenClaw.Connector.Options;

namespace OpenClaw.Connector.Tests.Support;

internal static class TestConnections
{
    public const string AcmeSecret = "acme-secret-of-the-tests";
    public const string GlobexSecret = "globex-secret-of-the-tests";
    public const string AcmeHook = "hook-acme-1";

    public static GitHubConnection AcmeOptions() => new()
    {
        Id = "github-acme",
        TenantId = "acme",
        HookIds = [AcmeHook],
        InstallationIds = [1, 71001],
        Owners = ["acme-robotics", "Codertocat", "Octocoders", "octo-org", "github", "hellomouse"],
        SecretNames = ["github-webhook-acme"],
        Repositories = ["acme-robotics/arm-firmware", "acme-robotics/fleet-console", "acme-robotics/route-planner", "acme-robotics/payload-sdk"],
        Users = new()
        {
            ["sarah-dev"] = new() { UserId = "sarah", Seniority = 4 },
            ["mike-codes"] = new() { UserId = "mike", Seniority = 3 },
            ["tom-lead"] = new() { UserId = "tom", Seniority = 6 },
            ["Codertocat"] = new() { UserId = "sarah" },
            ["octocat"] = new() { UserId = "mike" },
        },
        Projects = ["ARM", "FLEET", "ROUTE"],
    };

    public static GitHubConnection GlobexOptions() => new()
    {
        Id = "github-globex",
        TenantId = "globex",
        Owners = ["globex-labs"],
        InstallationIds = [71002],
        SecretNames = ["github-webhook-globex"],
        Repositories = ["globex-labs/telemetry"],
        Users = new() { ["vera-gh"] = new() { UserId = "vera" } },
    };

    public static GitHubOptions Options() => new() { Connections = [AcmeOptions(), GlobexOptions()] };

    public static Connection Acme() => new(AcmeOptions());

    public static ConnectionDirectory Directory() => new(Microsoft.Extensions.Options.Options.Create(Options()));
}
