using System.Net;
using System.Net.Http.Json;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Audit.Tests.Sealing;
using OpenClaw.Contracts;
using OpenClaw.Testing;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Tests.Anchors;

/// <summary>A witness co-signs each log; who reads a receipt can demand it, and nobody can show it another log, not even with the log's own key.</summary>
public sealed class WitnessTests(AuditSystem system)
{
    [Fact]
    public async Task Checkpoints_AreCosigned_AndReceiptsCarryWhatTheVerifierCanDemand()
    {
        var postgres = system.Postgres;
        Assert.NotNull(postgres);
        using var witness = await WitnessProcess.StartAsync();
        await using var audit = await GuardedAudit.StartAsync(system, witness, Settings(witness));
        var tenant = A.Tenant();
        var first = await audit.StoreAsync(tenant, 300);
        var key = NoteKey.Parse(witness.Key)!;
        await CosignedAsync(audit, tenant, key, 300);
        await audit.StoreAsync(tenant, 47);
        await CosignedAsync(audit, tenant, key, 347);

        var folder = audit.Folder.CreateSubdirectory("receipts").FullName;
        var (receipt, logKey, checkpoint, log) = (Path.Combine(folder, "receipt"), Path.Combine(folder, "key"), Path.Combine(folder, "checkpoint"), Path.Combine(folder, "log"));

        // In this order: whoever reads others' entries leaves entries, and the checkpoint over those is co-signed a little later.
        await SaveAsync(audit, tenant, "/checkpoint", checkpoint);
        await SaveAsync(audit, tenant, "/log", log);
        await SaveAsync(audit, tenant, $"/{first[42].Id}/receipt", receipt);
        await File.WriteAllTextAsync(logKey, NoteKey.Create($"openclaw.audit/{tenant}", AuditSystem.PublicKey).ToString(), TestContext.Current.CancellationToken);
        const string Stranger = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";

        foreach (var arguments in (string[][])[["receipt", receipt], ["log", log, "--checkpoint", checkpoint]])
        {
            Assert.Equal(0, await VerifyAsync([.. arguments, "--key", logKey]));
            Assert.Equal(0, await VerifyAsync([.. arguments, "--key", logKey, "--witness", witness.Key]));
            Assert.Equal(0, await VerifyAsync([.. arguments, "--key", logKey, "--witness", witness.Key, "--witness", Stranger, "--quorum", "1"]));
            Assert.Equal(1, await VerifyAsync([.. arguments, "--key", logKey, "--witness", witness.Key, "--witness", Stranger]));
            Assert.Equal(1, await VerifyAsync([.. arguments, "--key", logKey, "--witness", Stranger]));
            Assert.Equal(2, await VerifyAsync([.. arguments, "--key", logKey, "--witness", witness.Key, "--witness", witness.Key, "--quorum", "2"]));
        }

        await audit.TamperAsync($"UPDATE audit.cosignatures SET line = replace(line, 'w1', 'w2') WHERE tenant_id = '{tenant}'");
        await SaveAsync(audit, tenant, $"/{first[42].Id}/receipt", receipt);
        Assert.Equal(1, await VerifyAsync(["receipt", receipt, "--key", logKey, "--witness", witness.Key]));
    }

    [Theory]
    [InlineData("down")]
    [InlineData("mute")]
    public async Task WitnessThatFails_StopsNothing_IsSeen_AndIsCaughtUpWith(string mode)
    {
        var postgres = system.Postgres;
        Assert.NotNull(postgres);
        using var witness = await WitnessProcess.StartAsync();
        await using var audit = await GuardedAudit.StartAsync(system, witness, Settings(witness));
        var tenant = A.Tenant();
        await witness.BeAsync(mode);
        await audit.StoreAsync(tenant, 20);
        await SealedAsync(audit, tenant, 20);
        await LoggedAsync(audit, "[3030]");
        Assert.DoesNotContain(await NotesAsync(audit, tenant), note => note.IsSignedBy(NoteKey.Parse(witness.Key)!));

        await witness.BeAsync("well");

        await CosignedAsync(audit, tenant, NoteKey.Parse(witness.Key)!, 20);
        await LoggedAsync(audit, "[3031]");
        Assert.Empty(await EvidenceAsync(audit, tenant));
    }

    [Fact]
    public async Task LogThatIsNotTheOneCosigned_IsEvidence_EvenWhenItsOwnKeySignedIt()
    {
        var postgres = system.Postgres;
        Assert.NotNull(postgres);
        using var witness = await WitnessProcess.StartAsync();
        await using var audit = await GuardedAudit.StartAsync(system, witness, Settings(witness));
        var (rewritten, continued, cut, untouched) = (A.Tenant(), A.Tenant(), A.Tenant(), A.Tenant());
        foreach (var tenant in (string[])[rewritten, continued, cut, untouched])
        {
            await audit.StoreAsync(tenant, 300);
            await CosignedAsync(audit, tenant, NoteKey.Parse(witness.Key)!, 300);
        }

        // Somebody with the database, the log's key and all anchors: only the witness is out of reach.
        await audit.Service.DisposeAsync();
        foreach (var tenant in (string[])[rewritten, continued])
        {
            await audit.TamperAsync($"UPDATE audit.audit_entries SET policy_reason = 'nothing to see' WHERE tenant_id = '{tenant}' AND id = (SELECT id FROM audit.sealed_entries WHERE tenant_id = '{tenant}' AND sequence = 7)");
            await audit.RebuildAndSignAsync(tenant);
        }

        await audit.TamperAsync($"{Insider.CutFrom(256, $"'{cut}'")}; UPDATE audit.trees SET size = 256 WHERE tenant_id = '{cut}'; DELETE FROM audit.tiles WHERE tenant_id = '{cut}'");
        await audit.TamperAsync($"INSERT INTO audit.tiles VALUES ('{cut}', 0, 0, '\\x{new string('0', 64)}'), ('{cut}', 1, 0, '\\x{new string('0', 64)}')");
        await audit.RebuildAndSignAsync(cut);
        audit.ForgetAnchors();
        await witness.BeAsync("down");
        await audit.StartServiceAsync(Settings(witness));
        await audit.StoreAsync(continued, 5);
        await witness.BeAsync("well");

        foreach (var (tenant, says) in new[] { (rewritten, "does not append"), (continued, "does not append"), (cut, "300 entries were co-signed and 256 are left") })
        {
            await Eventually.AssertAsync(async () => Assert.NotEmpty(await EvidenceAsync(audit, tenant)));
            var evidence = Assert.Single(await EvidenceAsync(audit, tenant));
            Assert.Equal((EvidenceKind.Witness, "witness"), (evidence.Kind, evidence.Source));
            Assert.Contains(says, evidence.Finding, StringComparison.Ordinal);
            using var answer = await audit.GetAsync(A.Person(tenant, "sarah"), "?limit=1");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }

        Assert.Empty(await EvidenceAsync(audit, untouched));
    }

    private static (string, string)[] Settings(WitnessProcess witness) =>
        [
            ("Audit__Anchors__Witnesses__0__Endpoint", "witness"),
            ("Audit__Anchors__Witnesses__0__Key", witness.Key),
            ("Logging__LogLevel__OpenClaw.Audit.Features.Anchors", "Information"),
        ];

    private static async Task<int> VerifyAsync(string[] arguments) => (await Verifier.RunAsync(arguments)).Code;

    private static Task SealedAsync(GuardedAudit audit, string tenant, long size) => Eventually.AssertAsync(async () =>
        Assert.Contains(await NotesAsync(audit, tenant), note => Checkpoint.Parse(note.Text)!.Size == size));

    private static Task CosignedAsync(GuardedAudit audit, string tenant, NoteKey key, long size) => Eventually.AssertAsync(async () =>
        Assert.Contains(await NotesAsync(audit, tenant), note => Checkpoint.Parse(note.Text)!.Size == size && note.IsSignedBy(key)));

    private static async Task<SignedNote[]> NotesAsync(GuardedAudit audit, string tenant)
    {
        using var answer = await audit.GetAsync(A.Auditor(tenant), "/checkpoints");
        var page = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<CheckpointPage>(ContractsJson.Options);
        return [.. page!.Checkpoints.Select(checkpoint => SignedNote.Parse(checkpoint.Note)!)];
    }

    private static async Task SaveAsync(GuardedAudit audit, string tenant, string path, string file)
    {
        using var answer = await audit.GetAsync(A.Auditor(tenant), path);
        await File.WriteAllBytesAsync(file, await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
    }

    /// <summary>That an anchor or witness fails, or works again; <see cref="AnchorStatusTests"/> tells what else comes with it.</summary>
    private static Task LoggedAsync(GuardedAudit audit, string id) => Eventually.AssertAsync(() =>
    {
        Assert.Contains(id, audit.Service.Output, StringComparison.Ordinal);
        return Task.CompletedTask;
    });

    private async Task<TamperEvidence[]> EvidenceAsync(GuardedAudit audit, string tenant)
    {
        using var request = system.Identity.AsPerson(A.Auditor(tenant), HttpMethod.Get, "/api/v1/audit-evidence");
        using var answer = await audit.Service.Client.SendAsync(request);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<TamperEvidence[]>(ContractsJson.Options))!;
    }
}
