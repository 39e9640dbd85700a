using System.Net.Http.Json;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Tests.Sealing;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Anchors;

public sealed class KeyRotationTests(AuditSystem system)
{
    [Fact]
    public async Task NewKey_SignsFromThenOn_AndOldReceiptsAreVerifiedAsBefore()
    {
        await using var audit = await GuardedAudit.StartAsync(system);
        var tenant = A.Tenant();
        var old = await ReceiptAsync(audit, tenant, (await audit.StoreAsync(tenant, 5))[2].Id);
        var oldKey = Assert.Single(await KeysAsync(audit, tenant));
        await audit.RestartAsync(("Audit__Sealing__SigningKey", Convert.ToBase64String([.. Enumerable.Range(101, 32).Select(number => (byte)number)])));
        var fresh = await ReceiptAsync(audit, tenant, (await audit.StoreAsync(tenant, 5))[2].Id);
        var keys = await KeysAsync(audit, tenant);

        Assert.Equal(2, keys.Length);
        Assert.Equal(0, (await Verifier.RunAsync("receipt", old, "--key", oldKey)).Code);
        Assert.Equal(0, (await Verifier.RunAsync("receipt", old, "--key", keys[1], "--key", keys[0])).Code);
        Assert.Equal(0, (await Verifier.RunAsync("receipt", fresh, "--key", keys[1])).Code);
        Assert.Equal(1, (await Verifier.RunAsync("receipt", fresh, "--key", oldKey)).Code);
        await Eventually.AssertAsync(() =>
        {
            // The anchors go on across the change: the older checkpoint is still known as ours.
            Assert.Equal(10, GuardedAudit.SizeOf(audit.InFolder($"{tenant}/checkpoint")));
            return Task.CompletedTask;
        });
    }

    private static async Task<string> ReceiptAsync(GuardedAudit audit, string tenant, Guid id)
    {
        var file = Path.Combine(audit.Folder.FullName, $"{id}.json");
        await Eventually.AssertAsync(async () =>
        {
            using var answer = await audit.GetAsync(A.Person(tenant, "sarah"), $"/{id}/receipt");
            Assert.True(answer.IsSuccessStatusCode);
            await File.WriteAllTextAsync(file, await answer.Content.ReadAsStringAsync());
        });
        return file;
    }

    private static async Task<string[]> KeysAsync(GuardedAudit audit, string tenant)
    {
        using var answer = await audit.GetAsync(A.Auditor(tenant), "/keys");
        return [.. (await answer.Content.ReadFromJsonAsync<LogKeys>(ContractsJson.Options))!.Keys];
    }
}
