using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>Service accounts and keys: shown once, kept as digests, replaced, ended, and never another tenant's.</summary>
public sealed class ServiceAccountTests(PolicySystem system)
{
    private const string Path = "/api/v1/service-accounts";
    private static readonly string[] Scopes = ["assistant.use", "policies.evaluate"];

    [Fact]
    public async Task Key_IsShownOnce_AndFoundByTheGatewayWithItsDigest()
    {
        var (account, key) = await AccountWithKeyAsync();
        var listed = await system.SendAsync(A.Eve, HttpMethod.Get, $"{Path}/{account}/keys");
        var found = await FindAsync(key.Id);

        var entry = Assert.Single(listed.Body!["items"]!.AsArray())!;
        var secret = key.Text.Split('_', 3)[2];
        Assert.Equal(key.Id, (string)entry["keyId"]!);
        Assert.DoesNotContain(secret, listed.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(secret))), found!.SecretHash);
        Assert.Equal(("acme", account, KeyTier.Standard), (found.TenantId, found.AccountId, found.Tier));
        Assert.Equal(["assistant.use", "policies.evaluate"], found.Scopes);
        Assert.Equal(0L, await system.ExecuteAsync($"SELECT count(*) FROM identity.api_keys k WHERE k::text LIKE '%{secret}%'"));
    }

    [Fact]
    public async Task Key_Revoked_IsNotFoundAnyMore()
    {
        var (account, key) = await AccountWithKeyAsync();

        var revoked = await system.SendAsync(A.Eve, HttpMethod.Delete, $"{Path}/{account}/keys/{key.Id}");
        var again = await system.SendAsync(A.Eve, HttpMethod.Delete, $"{Path}/{account}/keys/{key.Id}");

        Assert.Equal((204, 404), (revoked.Status, again.Status));
        Assert.Null(await FindAsync(key.Id));
    }

    [Fact]
    public async Task Key_Rotated_LeavesTheOldOneItsGraceOnly()
    {
        var (account, key) = await AccountWithKeyAsync();

        var rotated = await system.SendAsync(A.Eve, HttpMethod.Post, $"{Path}/{account}/keys/{key.Id}/rotate", new { graceSeconds = 600 });
        var old = await FindAsync(key.Id);
        var atOnce = await system.SendAsync(A.Eve, HttpMethod.Post, $"{Path}/{account}/keys/{(string)rotated.Body!["keyId"]!}/rotate", new { graceSeconds = 0 });

        Assert.Equal(201, rotated.Status);
        Assert.InRange((old!.ExpiresAt!.Value - DateTimeOffset.UtcNow).TotalSeconds, 500, 601);
        Assert.Null(await FindAsync((string)rotated.Body!["keyId"]!));
        Assert.NotNull(await FindAsync((string)atOnce.Body!["keyId"]!));
    }

    [Fact]
    public async Task Account_Disabled_TakesItsKeysWithIt()
    {
        var (account, key) = await AccountWithKeyAsync();

        var disabled = await system.SendAsync(A.Eve, HttpMethod.Put, $"{Path}/{account}", new { isEnabled = false }, "\"1\"");
        var refused = await system.SendAsync(A.Eve, HttpMethod.Post, $"{Path}/{account}/keys", new { });

        Assert.Equal((200, 409), (disabled.Status, refused.Status));
        Assert.Null(await FindAsync(key.Id));
    }

    [Fact]
    public async Task Account_ChangesOnlyFromTheVersionThatWasRead()
    {
        var (account, _) = await AccountWithKeyAsync();
        var read = (await system.SendAsync(A.Eve, HttpMethod.Get, $"{Path}/{account}")).Must(200);

        var blind = await system.SendAsync(A.Eve, HttpMethod.Put, $"{Path}/{account}", new { description = "blind" });
        var first = await system.SendAsync(A.Eve, HttpMethod.Put, $"{Path}/{account}", new { description = "first" }, read.Tag);
        var late = await system.SendAsync(A.Eve, HttpMethod.Put, $"{Path}/{account}", new { description = "late" }, read.Tag);

        Assert.Equal(("\"1\"", 428, 200, "\"2\"", 412), (read.Tag, blind.Status, first.Status, first.Tag, late.Status));
        Assert.Equal("first", (await system.SendAsync(A.Eve, HttpMethod.Get, $"{Path}/{account}"))["description"]);
    }

    [Fact]
    public async Task Account_ChangedByManyAtOnce_TakesOneChange()
    {
        var (account, _) = await AccountWithKeyAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            system.SendAsync(A.Eve, HttpMethod.Put, $"{Path}/{account}", new { description = $"{number}" }, "\"1\"")));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal(412, answer.Status));
    }

    [Fact]
    public async Task Request_ThatIsRepeated_MakesOneAccountAndOneKey_AndItsSecretIsNotKept()
    {
        var (name, once, again) = ($"bot-{Guid.NewGuid():N}"[..16], $"{Guid.NewGuid()}", $"{Guid.NewGuid()}");
        var body = new { name, scopes = Scopes };
        var created = (await system.SendAsync(A.Eve, HttpMethod.Post, Path, body, key: once)).Must(201);
        var repeated = (await system.SendAsync(A.Eve, HttpMethod.Post, Path, body, key: once)).Must(201);
        var other = await system.SendAsync(A.Eve, HttpMethod.Post, Path, new { name = name + "x", scopes = Scopes }, key: once);
        var keys = $"{Path}/svc-{name}/keys";
        var issued = (await system.SendAsync(A.Eve, HttpMethod.Post, keys, new { }, key: again)).Must(201);
        var reissued = (await system.SendAsync(A.Eve, HttpMethod.Post, keys, new { }, key: again)).Must(201);

        Assert.Equal(created.Body!.ToJsonString(), repeated.Body!.ToJsonString());
        Assert.Equal((409, ErrorCodes.IdempotencyConflict), (other.Status, other["code"]));
        Assert.Equal((issued["keyId"], null), (reissued["keyId"], reissued["key"]));
        Assert.Single((await system.SendAsync(A.Eve, HttpMethod.Get, keys)).Body!["items"]!.AsArray());
        var secret = issued["key"]!.Split('_', 3)[2];
        Assert.Equal(0L, await system.ExecuteAsync($"SELECT count(*) FROM policy.idempotency i WHERE i::text LIKE '%{secret}%'"));

        var rotate = $"{Path}/svc-{name}/keys/{issued["keyId"]}/rotate";
        var rotated = await system.SendAsync(A.Eve, HttpMethod.Post, rotate, new { graceSeconds = 0 }, key: once + "r");
        var rotatedAgain = await system.SendAsync(A.Eve, HttpMethod.Post, rotate, new { graceSeconds = 0 }, key: once + "r");
        Assert.Equal((201, 201, rotated["keyId"]), (rotated.Status, rotatedAgain.Status, rotatedAgain["keyId"]));
    }

    [Fact]
    public async Task Request_ThatComesManyTimesAtOnce_MakesOneKey()
    {
        var (account, _) = await AccountWithKeyAsync();
        var key = $"{Guid.NewGuid()}";

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => system.SendAsync(A.Eve, HttpMethod.Post, $"{Path}/{account}/keys", new { }, key: key)));

        Assert.All(answers, answer => Assert.Contains(answer.Status, (int[])[201, 409]));
        Assert.Single(answers.Where(answer => answer.Status == 201).Select(answer => answer["keyId"]).Distinct());
        Assert.Equal(2, (await system.SendAsync(A.Eve, HttpMethod.Get, $"{Path}/{account}/keys")).Body!["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Tenant_Suspended_TakesItsKeysWithIt()
    {
        var tenant = PolicySystem.NewTenant();
        await system.SendAsync(A.Eve, HttpMethod.Post, "/api/v1/tenants", new { id = tenant, name = "Short-lived" });
        await system.SendAsync(A.Eve, HttpMethod.Put, $"/api/v1/tenants/{tenant}/status", new { status = "active", reason = "start" });
        var (_, key) = await AccountWithKeyAsync(tenant);
        Assert.NotNull(await FindAsync(key.Id));

        await system.SendAsync(A.Eve, HttpMethod.Put, $"/api/v1/tenants/{tenant}/status", new { status = "suspended", reason = "end" });

        Assert.Null(await FindAsync(key.Id));
    }

    [Theory]
    [InlineData("""{"name":"x","scopes":[]}""", "name")]
    [InlineData("""{"name":"Has Blank","scopes":[]}""", "name")]
    [InlineData("""{"name":"good-name"}""", "scopes")]
    [InlineData("""{"name":"good-name","scopes":["tenants.manage"]}""", "scopes")]
    [InlineData("""{"name":"good-name","scopes":["policies.write"]}""", "scopes")]
    [InlineData("""{"name":"good-name","scopes":["*"]}""", "scopes")]
    public async Task Account_BadlyDescribedOrTooPowerful_IsRefused(string body, string field)
    {
        var reply = await system.SendAsync(A.Eve, HttpMethod.Post, Path, JsonNode.Parse(body));

        Assert.Equal((400, ErrorCodes.ValidationFailed), (reply.Status, (string)reply.Body!["code"]!));
        Assert.Contains(reply.Body!["errors"]!.AsArray(), error => (string)error!["path"]! == field);
    }

    [Fact]
    public async Task AnotherTenantsAccountsAndKeys_DoNotExist()
    {
        var (account, key) = await AccountWithKeyAsync();
        (HttpMethod Method, string Path, object? Body)[] tries =
        [
            (HttpMethod.Get, $"{Path}/{account}", null), (HttpMethod.Put, $"{Path}/{account}", new { isEnabled = false }),
            (HttpMethod.Get, $"{Path}/{account}/keys", null), (HttpMethod.Post, $"{Path}/{account}/keys", new { }),
            (HttpMethod.Post, $"{Path}/{account}/keys/{key.Id}/rotate", new { }), (HttpMethod.Delete, $"{Path}/{account}/keys/{key.Id}", null),
        ];

        foreach (var (method, path, body) in tries)
        {
            Assert.Equal(404, (await system.SendAsync(A.Gus, method, path, body)).Status);
        }

        Assert.DoesNotContain((await system.SendAsync(A.Gus, HttpMethod.Get, Path)).Body!["items"]!.AsArray(), item => (string)item!["id"]! == account);
        Assert.NotNull(await FindAsync(key.Id));
    }

    private async Task<(string Account, (string Id, string Text) Key)> AccountWithKeyAsync(string tenant = "acme")
    {
        var admin = PolicySystem.In(tenant, A.Eve);
        var name = $"bot-{Guid.NewGuid():N}"[..16];
        var account = await system.SendAsync(admin, HttpMethod.Post, Path, new { name, scopes = Scopes, tier = "standard" });
        Assert.True(account.Status == 201, account.Body?.ToJsonString());
        var key = await system.SendAsync(admin, HttpMethod.Post, $"{Path}/svc-{name}/keys", new { });
        Assert.True(key.Status == 201, key.Body?.ToJsonString());
        return ($"svc-{name}", ((string)key.Body!["keyId"]!, (string)key.Body!["key"]!));
    }

    private async Task<ApiKeyEntry?> FindAsync(string keyId)
    {
        using var request = system.Identity.AsService(AppIds.Gateway, HttpMethod.Get, $"/internal/api-keys/{keyId}");
        using var answer = await system.Service.Client.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await answer.Content.ReadFromJsonAsync<ApiKeyEntry>(ContractsJson.Options);
    }
}
