using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// Every route of every service, as each kind of caller: nobody gets further than the permission table says. The routes come
/// from the running system's own description, so a new one is tested without being named here.
/// </summary>
[Collection(SystemTestGroup.Name)]
public sealed class RouteMatrixTests(SharedSystem system, ITestOutputHelper output)
{
    private const int Limit = 5 * 60_000;
    private const string RolesDoNotAllow = "Your roles do not allow this.";

    // Reached without signing in: proven by a signature, part of signing in, or harmless.
    private static readonly string[] Open =
    [
        "GET /api/v1/status", "GET /api/v1/auth/login", "GET /api/v1/auth/callback",
        "POST /api/v1/webhooks/github", "POST /api/v1/webhooks/github/{hookId}",
    ];

    private static readonly Dictionary<string, string> People = new()
    {
        ["sarah"] = Roles.User,
        ["tom"] = Roles.TeamLead,
        ["olga"] = Roles.OrgAdmin,
        ["eve"] = Roles.EnterpriseAdmin,
        ["aud"] = Roles.Auditor,
        ["ravi"] = Roles.Operator,
        ["gus"] = Roles.EnterpriseAdmin,
    };

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task EveryRoute_DeclaresItsPermission()
    {
        SharedSystem.RequireServers();
        var operations = await ApiOperation.AllAsync(Door);

        Assert.True(operations.Count >= 40, $"only {operations.Count} operations are described");
        Assert.Equal(Open.Order(StringComparer.Ordinal), operations.Where(one => one.IsOpen).Select(one => one.ToString()).Order(StringComparer.Ordinal));
        Assert.Empty(operations.Where(one => !one.IsOpen && !Permissions.All.Contains(one.Permission ?? "")).Select(one => one.ToString()));
    }

    [Fact(Timeout = Limit)]
    public async Task EveryRoute_AsEveryCaller_LetsInWhomTheTableNames()
    {
        SharedSystem.RequireServers();
        var operations = (await ApiOperation.AllAsync(Door)).Where(one => !one.IsOpen).OrderBy(one => one.EndsSessions).ToArray();
        var key = await ServiceAccountKeyAsync();
        var wrong = new List<string>();
        foreach (var operation in operations)
        {
            await CheckUnknownAsync(operation, null, wrong);
            await CheckUnknownAsync(operation, await Door.TokenAsync("eve", "expired"), wrong);
            foreach (var (user, role) in People)
            {
                await CheckAsync(operation, user, await Door.BelievedTokenAsync(user), MayPerson(role, operation.Permission!), wrong);
            }

            await CheckAsync(operation, "service account", key, PermissionTable.Of(Roles.ServiceAccount, operation.Permission!) != Reach.None, wrong);
        }

        foreach (var user in People.Keys)
        {
            // The last routes ended everybody's sessions; whoever comes next finds them able to sign in.
            await Door.BelievedTokenAsync(user);
        }

        output.WriteLine($"{operations.Length} routes x {People.Count + 3} callers = {operations.Length * (People.Count + 3)} cases");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static bool MayPerson(string role, string permission) =>
        PermissionTable.Of(role, permission) != Reach.None || PermissionTable.Of(Roles.User, permission) != Reach.None;

    private async Task CheckUnknownAsync(ApiOperation operation, string? token, List<string> wrong)
    {
        var answer = await SendAsync(operation, token);
        if (answer.Status != 401 || answer.Code is null)
        {
            wrong.Add($"{operation} as {(token is null ? "nobody" : "somebody expired")}: {answer}");
        }
    }

    private async Task CheckAsync(ApiOperation operation, string who, string token, bool isAllowed, List<string> wrong)
    {
        var answer = await SendAsync(operation, token);
        var isRefused = answer is { Status: 403, Code: ErrorCodes.Forbidden } && answer.Text.Contains(RolesDoNotAllow, StringComparison.Ordinal);
        if (isRefused == isAllowed || answer.Status is 401 or 405 or 415 or 500)
        {
            wrong.Add($"{operation} ({operation.Permission}) as {who}, {(isAllowed ? "allowed" : "not allowed")}: {answer}");
        }
    }

    private Task<DoorAnswer> SendAsync(ApiOperation operation, string? token) => Door.SendAsync(
        new HttpMethod(operation.Method),
        token,
        operation.Fill(_ => Guid.CreateVersion7().ToString()),
        operation.EmptyBody);

    private async Task<string> ServiceAccountKeyAsync()
    {
        var eve = await Door.TokenAsync("eve");
        var scopes = Permissions.All.Where(permission => PermissionTable.Of(Roles.ServiceAccount, permission) != Reach.None).ToArray();
        var name = $"matrix-{Guid.NewGuid():N}"[..20];
        var account = await Door.PostAsync(eve, "/api/v1/service-accounts", new { name, scopes, tier = "premium" });
        Assert.True(account.Status == 201, account.ToString());
        var key = await Door.PostAsync(eve, $"/api/v1/service-accounts/svc-{name}/keys", new { expiresInDays = 1 });
        Assert.True(key.Status == 201, key.ToString());
        return key.Json.GetProperty("key").GetString()!;
    }
}
