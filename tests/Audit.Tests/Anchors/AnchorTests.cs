using System.Net.Http.Json;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Tests.Sealing;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Anchors;

/// <summary>Checkpoints lie where the owner of the database cannot reach them.</summary>
public sealed class AnchorTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task Checkpoints_ReachEveryAnchor_WithTheTilesThatProveThem()
    {
        await using var audit = await GuardedAudit.StartAsync(system);
        await audit.StoreAsync(_tenant, 300);
        await AssertAnchoredAsync(audit, 300);
        await audit.StoreAsync(_tenant, 230);
        await AssertAnchoredAsync(audit, 530);

        foreach (var tile in (string[])["tile/0/000", "tile/0/001", "tile/0/002.p/18", "tile/1/000.p/2"])
        {
            var kept = audit.InFolder($"{_tenant}/{tile}");
            Assert.NotNull(kept);
            Assert.Equal(kept, audit.World.Store[$"logs/{_tenant}/{tile}"]);
            Assert.Equal(kept, audit.World.Bucket[$"{_tenant}/{tile}"]);
        }

        Assert.Contains(_tenant, System.Text.Encoding.UTF8.GetString(audit.InFolder("logs")!), StringComparison.Ordinal);
        Assert.Equal(0, audit.World.Refused);
        await AssertVerifiedAsync(audit);
    }

    [Fact]
    public async Task AnchorThatFails_StopsNothing_AndCatchesUp()
    {
        await using var audit = await GuardedAudit.StartAsync(system);
        audit.World.StoreIsDown = true;
        await audit.StoreAsync(_tenant, 10);
        await Eventually.AssertAsync(() =>
        {
            Assert.Equal(10, GuardedAudit.SizeOf(audit.InFolder($"{_tenant}/checkpoint")));
            Assert.True(audit.World.Refused > 0);
            return Task.CompletedTask;
        });
        Assert.False(audit.World.Store.ContainsKey($"logs/{_tenant}/checkpoint"));

        audit.World.StoreIsDown = false;

        await AssertAnchoredAsync(audit, 10);
    }

    private Task AssertAnchoredAsync(GuardedAudit audit, long size) => Eventually.AssertAsync(() =>
    {
        Assert.Equal(size, GuardedAudit.SizeOf(audit.InFolder($"{_tenant}/checkpoint")));
        Assert.Equal(size, GuardedAudit.SizeOf(audit.World.Store.GetValueOrDefault($"logs/{_tenant}/checkpoint")));
        Assert.Equal(size, GuardedAudit.SizeOf(audit.World.Bucket.GetValueOrDefault($"{_tenant}/checkpoint")));
        Assert.NotNull(audit.InFolder($"{_tenant}/checkpoints/{size}"));
        return Task.CompletedTask;
    });

    /// <summary>Somebody who has the anchor's folder and the key needs nothing else to check the log.</summary>
    private async Task AssertVerifiedAsync(GuardedAudit audit)
    {
        var (log, key) = (Path.Combine(audit.Folder.FullName, "log.ndjson"), Path.Combine(audit.Folder.FullName, "key"));
        using (var answer = await audit.GetAsync(A.Auditor(_tenant), "/log"))
        {
            await File.WriteAllBytesAsync(log, await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
        }

        using (var answer = await audit.GetAsync(A.Auditor(_tenant), "/keys"))
        {
            await File.WriteAllLinesAsync(key, (await answer.Content.ReadFromJsonAsync<LogKeys>(ContractsJson.Options))!.Keys);
        }

        var anchor = Path.Combine(audit.Folder.FullName, _tenant);
        var (code, output) = await Verifier.RunAsync("log", log, "--checkpoint", Path.Combine(anchor, "checkpoints", "530"), "--tiles", anchor, "--key", key);
        Assert.True(code == 0, output);
    }
}
