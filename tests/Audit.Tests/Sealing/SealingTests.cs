using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Tests.Sealing;

public sealed class SealingTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task StoredEntry_GetsAReceipt_ThatProvesExactlyIt()
    {
        var intent = A.Intent(_tenant);
        await system.StoreAsync(intent, A.OutcomeOf(intent));

        var receipt = await system.ReceiptAsync(A.Auditor(_tenant), intent.Id);

        var keys = await KeysAsync();
        var proof = InclusionReceipt.Parse(receipt.Proof)!;
        Assert.Null(proof.Problem(Encoding.UTF8.GetBytes(receipt.Entry), keys));
        Assert.NotNull(proof.Problem(Encoding.UTF8.GetBytes(receipt.Entry.Replace("issue_read", "issue_edit", StringComparison.Ordinal)), keys));
        var entry = JsonNode.Parse(receipt.Entry)!;
        Assert.Equal(intent.Id, (Guid)entry["id"]!);
        Assert.Equal("grüße 🦀", (string)entry["actionDetail"]!["text"]!);
        Assert.Equal("2026-03-10T12:00:00.000000Z", (string)entry["timestamp"]!);
    }

    [Theory]
    [InlineData("""{"amount": 1e3, "zero": -0.0}""")]
    [InlineData("""{"longer": "\u0001 \"quoted\" \\", "b": [1, {"z": null, "é": 1.50}], "": true}""")]
    public async Task EntryWithAnyDocument_GetsAReceipt_ThatProvesExactlyIt(string detail)
    {
        var intent = A.Intent(_tenant) with { ActionDetail = JsonNode.Parse(detail)!.AsObject() };
        await system.StoreAsync(intent, A.Intent(_tenant));

        var receipt = await system.ReceiptAsync(A.Auditor(_tenant), intent.Id);

        var keys = await KeysAsync();
        Assert.Null(InclusionReceipt.Parse(receipt.Proof)!.Problem(Encoding.UTF8.GetBytes(receipt.Entry), keys));
    }

    [Fact]
    public async Task Numbers_AreGapless_AndTheTreeHoldsAll()
    {
        const int batches = 12;
        await Task.WhenAll(Enumerable.Range(0, batches).Select(_ => system.StoreAsync([.. Enumerable.Range(0, 50).Select(_ => A.Intent(_tenant))])));

        await Eventually.AssertAsync(async () => Assert.Equal(600, await SizeAsync()));

        Assert.Equal(600L, await system.ExecuteAsync($"SELECT count(DISTINCT sequence) FROM audit.sealed_entries WHERE tenant_id = '{_tenant}'"));
        Assert.Equal(599L, await system.ExecuteAsync($"SELECT max(sequence) FROM audit.sealed_entries WHERE tenant_id = '{_tenant}'"));
        Assert.Equal(600L, await system.ExecuteAsync($"SELECT count(DISTINCT id) FROM audit.sealed_entries WHERE tenant_id = '{_tenant}'"));
        Assert.Equal(3L, await system.ExecuteAsync($"SELECT count(*) FROM audit.tiles WHERE tenant_id = '{_tenant}' AND level = 0"));
    }

    /// <summary>
    /// Commits that follow one another put a seal off, but never for long. With a second for the interval, only commits more than
    /// 200 ms apart would let one through: a busy machine leaves no such gap between those of four who send without a pause.
    /// </summary>
    [Fact]
    public async Task Entries_AreSealed_WhileCommitsNeverPause()
    {
        var (busy, mostBetweenSeals) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(4));
        await using var server = await PostgresServer.StartAsync();
        await server.CreateDatabaseAsync("audit");
        await AuditSystem.MigrateAsync(server.ConnectionStringFor("audit"));
        await using var service = await system.StartServiceAsync(server, ("Audit__Sealing__Interval", "00:00:01"));
        await using var sql = NpgsqlDataSource.Create(server.ConnectionStringFor("audit"));
        await using var longest = sql.CreateCommand(
            "SELECT max(next - sealed_at) FROM (SELECT sealed_at, lead(sealed_at, 1, now()) OVER (ORDER BY size) AS next FROM audit.checkpoints) AS seals");
        await PostAsync();
        await Eventually.AssertAsync(async () => Assert.IsType<TimeSpan>(await longest.ExecuteScalarAsync()));

        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (clock.Elapsed < busy)
            {
                await PostAsync();
            }
        }));

        Assert.InRange((TimeSpan)(await longest.ExecuteScalarAsync())!, TimeSpan.Zero, mostBetweenSeals);

        async Task PostAsync()
        {
            using var answer = await system.PostAsync(new AuditBatch([A.Intent(_tenant)]), service: service);
            answer.EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task NewerCheckpoint_IsProvenToAppendToTheOlder()
    {
        await system.StoreAsync([.. Enumerable.Range(0, 300).Select(_ => A.Intent(_tenant))]);
        await Eventually.AssertAsync(async () => Assert.Equal(300, await SizeAsync()));
        await system.StoreAsync([.. Enumerable.Range(0, 7).Select(_ => A.Intent(_tenant))]);
        await Eventually.AssertAsync(async () => Assert.Equal(307, await SizeAsync()));

        using var answer = await system.GetAsync(A.Auditor(_tenant), "/consistency?from=300&to=307");
        var proof = (await answer.Content.ReadFromJsonAsync<ConsistencyProof>(ContractsJson.Options))!;

        var (older, newer) = (CheckpointOf(proof.From), CheckpointOf(proof.To));
        Assert.Equal((300, 307), (older.Size, newer.Size));
        Assert.True(MerkleProof.VerifyConsistency(300, 307, older.Root, newer.Root, [.. proof.Proof.Select(Convert.FromBase64String)]));
    }

    [Fact]
    public async Task Tile_HoldsTheHashesOfTheLeaves()
    {
        var entries = Enumerable.Range(0, 5).Select(_ => A.Intent(_tenant)).ToArray();
        await system.StoreAsync(entries);
        var receipt = await system.ReceiptAsync(A.Auditor(_tenant), entries[0].Id);

        using var tile = await system.GetAsync(A.Auditor(_tenant), "/tile/0/000.p/5");
        var hashes = await tile.Content.ReadAsByteArrayAsync();

        Assert.Equal(5 * MerkleHash.Size, hashes.Length);
        Assert.Equal(MerkleHash.Leaf(Encoding.UTF8.GetBytes(receipt.Entry)), hashes[(int)(receipt.Sequence * MerkleHash.Size)..(int)((receipt.Sequence + 1) * MerkleHash.Size)]);
        using var whole = await system.GetAsync(A.Auditor(_tenant), "/tile/0/000");
        Assert.Equal(HttpStatusCode.NotFound, whole.StatusCode);
    }

    [Theory]
    [InlineData("/checkpoint")]
    [InlineData("/tile/0/../../x")]
    [InlineData("/tile/9/000")]
    [InlineData("/consistency?from=1&to=2")]
    public async Task UnknownPart_IsNotFound(string path)
    {
        using var answer = await system.GetAsync(A.Auditor(_tenant), path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Receipt_OfWhatTheCallerMayNotSee_IsNotFound()
    {
        var intent = A.Intent(_tenant);
        await system.StoreAsync(intent);
        await system.ReceiptAsync(A.Auditor(_tenant), intent.Id);

        foreach (var stranger in (Caller[])[A.Person(_tenant, "mike"), A.Auditor(A.Tenant())])
        {
            using var answer = await system.GetAsync(stranger, $"/{intent.Id}/receipt");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Equal(intent.Id, (Guid)JsonNode.Parse((await system.ReceiptAsync(A.Person(_tenant, "sarah"), intent.Id)).Entry)!["id"]!);
    }

    [Fact]
    public async Task IntentWithoutOutcome_IsReported_UntilItsOutcomeComes()
    {
        var (open, closed) = (A.Intent(_tenant), A.Intent(_tenant));
        await system.StoreAsync(open, closed);
        await Eventually.AssertAsync(async () => Assert.Equal(2, (await UnmatchedAsync()).Count));
        await system.StoreAsync(A.OutcomeOf(closed));

        await Eventually.AssertAsync(async () => Assert.Equal([open.Id], (await UnmatchedAsync()).Select(entry => entry.IntentId)));

        await system.StoreAsync(A.OutcomeOf(open), A.OutcomeOf(open, AuditOutcome.Error));
        await Eventually.AssertAsync(async () => Assert.Empty(await UnmatchedAsync()));
    }

    [Fact]
    public async Task SecondReplica_SealsWhenTheFirstIsKilled_AndNothingIsNumberedTwice()
    {
        await using var server = await PostgresServer.StartAsync();
        await server.CreateDatabaseAsync("audit");
        await AuditSystem.MigrateAsync(server.ConnectionStringFor("audit"));
        (string, string)[] quick = [("Audit__Sealing__Lease", "00:00:01")];
        var first = await system.StartServiceAsync(server, quick);
        await using var second = await system.StartServiceAsync(server, quick);
        for (var round = 0; round < 20; round++)
        {
            if (round == 10)
            {
                await first.DisposeAsync();
            }

            // Like every producer: what was not acknowledged in time is sent again, and stored once.
            var batch = new AuditBatch([.. Enumerable.Range(0, 20).Select(_ => A.Intent(_tenant))]);
            await Eventually.AssertAsync(async () =>
            {
                using var answer = await system.PostAsync(batch, service: second);
                Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            });
        }

        await Eventually.AssertAsync(async () =>
        {
            using var answer = await system.GetAsync(A.Auditor(_tenant), "/checkpoint", second);
            Assert.True(answer.IsSuccessStatusCode);
            Assert.Equal(400, CheckpointOf(await answer.Content.ReadAsStringAsync()).Size);
        });
    }

    /// <summary>One that cannot sign stands for any that has the lease and cannot use it, as a replica of an older version may.</summary>
    [Fact]
    public async Task Replica_ThatCannotSeal_LeavesItToOneThatCan()
    {
        await using var server = await PostgresServer.StartAsync();
        await server.CreateDatabaseAsync("audit");
        await AuditSystem.MigrateAsync(server.ConnectionStringFor("audit"));
        var lease = ("Audit__Sealing__Lease", "00:00:02");
        await using var broken = await system.StartServiceAsync(server, lease, ("Audit__Sealing__SigningKey", "AAAA"));
        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionStringFor("audit"));
        await Eventually.AssertAsync(async () =>
        {
            await using var elected = dataSource.CreateCommand("SELECT fence FROM audit.sealer");
            Assert.Equal(1L, await elected.ExecuteScalarAsync());
        });

        await using var sound = await system.StartServiceAsync(server, lease);
        using var answer = await system.PostAsync(new AuditBatch([A.Intent(_tenant)]), service: sound);

        Assert.True(answer.IsSuccessStatusCode);
        await Eventually.AssertAsync(async () =>
        {
            using var checkpoint = await system.GetAsync(A.Auditor(_tenant), "/checkpoint", sound);
            Assert.Equal(HttpStatusCode.OK, checkpoint.StatusCode);
        });
    }

    private static Checkpoint CheckpointOf(string note) => Checkpoint.Parse(SignedNote.Parse(note)!.Text)!;

    private async Task<long> SizeAsync()
    {
        using var answer = await system.GetAsync(A.Auditor(_tenant), "/checkpoint");
        return answer.IsSuccessStatusCode ? CheckpointOf(await answer.Content.ReadAsStringAsync()).Size : 0;
    }

    private async Task<IReadOnlyList<NoteKey>> KeysAsync()
    {
        using var answer = await system.GetAsync(A.Auditor(_tenant), "/keys");
        var keys = (await answer.Content.ReadFromJsonAsync<LogKeys>(ContractsJson.Options))!;
        return [.. keys.Keys.Select(key => NoteKey.Parse(key)!)];
    }

    private async Task<IReadOnlyList<UnmatchedEntry>> UnmatchedAsync()
    {
        using var answer = await system.GetAsync(A.Auditor(_tenant), "/unmatched");
        return (await answer.Content.ReadFromJsonAsync<UnmatchedEntry[]>(ContractsJson.Options))!;
    }
}
