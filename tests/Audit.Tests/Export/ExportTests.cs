using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Tests.Export;

public sealed class ExportTests(AuditSystem system) : IAsyncLifetime
{
    private const string Why = "reason=quarterly+review+of+access";
    private readonly string _tenant = A.Tenant();
    private PolicyStandIn? _host;

    private Caller Eve => A.Person(_tenant, "eve", roles: Roles.EnterpriseAdmin);

    private PolicyStandIn Host => AuditSystem.OrSkip(_host);

    public async ValueTask InitializeAsync() =>
        _host = ServerPrograms.PostgresMissingReason is null ? await PolicyStandIn.StartAsync(system, _tenant) : null;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Ndjson_OfEverything_IsTheSealedTree()
    {
        var entries = await StoreSealedAsync(2345);

        var lines = await LinesAsync($"?{Why}");

        var given = lines.Where(line => line.StartsWith("{\"id\":", StringComparison.Ordinal)).ToArray();
        Assert.Equal(entries.Select(entry => entry.Id).Order(), given.Select(IdOf).Order());
        Assert.Equal(given.Length + 1, lines.Count);
        var (note, checkpoint) = ManifestOf(lines[^1]);
        Assert.Equal(Convert.ToBase64String(checkpoint.Root), note["root"]);
        Assert.Equal((2345L, "2345", "0", "0 2345", "{}"), (checkpoint.Size, note["count"], note["withheld"], note["range"], note["filter"]));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(given.Select(line => line + "\n"))))), note["digest"]);
        Assert.Equal(_tenant, note["log"].Split('/')[^1]);
    }

    [Fact]
    public async Task Entries_AboveThePolicysLevel_AreWithheldButProven()
    {
        var secret = A.Intent(_tenant) with { DataClassification = Classification.Confidential };
        await StoreSealedAsync(3, secret);

        var lines = await LinesAsync($"?{Why}");

        Assert.DoesNotContain(lines, line => line.Contains(secret.Id.ToString(), StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("{\"withheld\":", StringComparison.Ordinal));
        var tree = new Frontier();
        foreach (var line in lines.SkipLast(1))
        {
            tree.Append(line.StartsWith("{\"withheld\":", StringComparison.Ordinal)
                ? Convert.FromBase64String(JsonNode.Parse(line)!["withheld"]!.GetValue<string>())
                : MerkleHash.Leaf(Encoding.UTF8.GetBytes(line)));
        }

        var (note, checkpoint) = ManifestOf(lines[^1]);
        Assert.Equal(("3", "1"), (note["count"], note["withheld"]));
        Assert.Equal(checkpoint.Root, tree.Root());
    }

    [Fact]
    public async Task Filter_TellsTheNumbersOfWhatItSelects()
    {
        var mikes = A.Intent(_tenant, "mike");
        await StoreSealedAsync(4, mikes);

        var lines = await LinesAsync($"?{Why}&userId=mike");

        var receipt = await system.ReceiptAsync(A.Auditor(_tenant), mikes.Id);
        Assert.Equal(receipt.Sequence == 0 ? [receipt.Entry] : [$"{{\"at\":{receipt.Sequence}}}", receipt.Entry], lines.SkipLast(1));
        Assert.Equal("""{"userId":"mike"}""", ManifestOf(lines[^1]).Note["filter"]);
    }

    [Fact]
    public async Task Cursor_ContinuesWhereAnExportBrokeOff_WhateverWasStoredSince()
    {
        await StoreSealedAsync(30);
        var all = await LinesAsync($"?{Why}&progress=true");
        var size = ManifestOf(all[^1]).Checkpoint.Size;
        Assert.Contains(all, line => line.Contains($"\"cursor\":\"{size}-{size}\"", StringComparison.Ordinal));
        await StoreSealedAsync(7);

        var rest = await LinesAsync($"?{Why}&cursor={size}-20");

        Assert.Equal(all.Where(IsEntry).Skip(20), rest.Where(IsEntry));
        Assert.Equal("20 30", ManifestOf(rest[^1]).Note["range"]);
    }

    [Theory]
    [InlineData("=1+2", "'=1+2")]
    [InlineData(" @SUM(A1)", "' @SUM(A1)")]
    [InlineData("-1", "'-1")]
    [InlineData("＝cmd", "'＝cmd")]
    [InlineData("plain, \"quoted\"", "plain, \"\"quoted\"\"")]
    public async Task Csv_HasEveryColumn_AndNoFormula(string reason, string written)
    {
        var entry = A.Intent(_tenant) with { PolicyReason = reason };
        await StoreSealedAsync(0, entry);

        using var answer = await ExportAsync($"?{Why}&format=csv");
        var text = await answer.Content.ReadAsStringAsync();

        var rows = text.Split("\r\n");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(27, rows[0].Split(',').Length);
        Assert.StartsWith("sequence,id,tenantId,userId,", rows[0], StringComparison.Ordinal);
        Assert.Contains($"\"{written}\"", rows[1], StringComparison.Ordinal);
        Assert.Contains("\"{\"\"text\"\": \"\"grüße 🦀\"\"", rows[1], StringComparison.Ordinal);
        Assert.Equal(3, rows.Length);
        await system.SealedAsync(_tenant);
        using var status = await system.GetAsync(Eve, $"/exports/{answer.Headers.GetValues("X-Export-Id").Single()}", Host.Service);
        var manifest = JsonNode.Parse(await status.Content.ReadAsStringAsync())!;
        Assert.Equal("complete", manifest["state"]!.GetValue<string>());
        Assert.Contains($"digest {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}\n", manifest["manifest"]!["note"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_IsOneDocument()
    {
        await StoreSealedAsync(3);

        using var answer = await ExportAsync($"?{Why}&format=json");

        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(3, document.RootElement.GetProperty("entries").GetArrayLength());
        Assert.NotNull(SignedNote.Parse(document.RootElement.GetProperty("manifest").GetProperty("note").GetString()!));
    }

    [Fact]
    public async Task Export_IsAuditedWithItsReason()
    {
        await StoreSealedAsync(2);
        await LinesAsync($"?{Why}");

        var trail = await system.QueryAsync(A.Person(_tenant, "eve"), "?sort=asc&actionType=data_export");

        Assert.Equal([AuditPhase.Intent, AuditPhase.Outcome], trail.Entries.Select(entry => entry.Phase));
        Assert.Equal("quarterly review of access", trail.Entries[0].ActionDetail["reason"]!.GetValue<string>());
        Assert.Equal((2L, AuditOutcome.Success), (trail.Entries[1].ActionDetail["exported"]!.GetValue<long>(), trail.Entries[1].Outcome));
    }

    [Theory]
    [InlineData("", "reason")]
    [InlineData("?reason=short", "reason")]
    [InlineData("?reason=long+enough+now&format=parquet", "format")]
    [InlineData("?reason=long+enough+now&cursor=5-9", "cursor")]
    [InlineData("?reason=long+enough+now&progress=true&format=csv", "progress")]
    [InlineData("?reason=long+enough+now&from=soon", "from")]
    public async Task Fault_IsNamed(string query, string parameter)
    {
        using var answer = await ExportAsync(query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal([parameter], problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Refusal_ByPolicyOrRole_GivesNothingAway_AndIsRecorded()
    {
        await StoreSealedAsync(2);
        await using var strict = await PolicyStandIn.StartAsync(system, _tenant, "input.user_id == \"nobody\"");

        using var refused = await system.GetAsync(Eve, $"/export?{Why}", strict.Service);
        using var user = await system.GetAsync(A.Person(_tenant, "sarah"), $"/export?{Why}", Host.Service);
        using var unreachable = await system.GetAsync(Eve, $"/export?{Why}");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.ServiceUnavailable), (refused.StatusCode, user.StatusCode, unreachable.StatusCode));
        var trail = await system.QueryAsync(A.Person(_tenant, "eve"), "?actionType=data_export&phase=outcome");
        Assert.Equal([AuditOutcome.Denied, AuditOutcome.Denied], trail.Entries.Select(entry => entry.Outcome));
    }

    [Fact]
    public async Task Administrator_OfAnOrganisation_ExportsItOnly()
    {
        var outside = A.Intent(_tenant) with { OrgUnit = "product" };
        await StoreSealedAsync(3, outside);
        var olga = A.Person(_tenant, "olga", "engineering", null, Roles.OrgAdmin);

        using var answer = await system.GetAsync(olga, $"/export?{Why}", Host.Service);

        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Count(IsEntry));
        Assert.DoesNotContain(lines, line => line.Contains(outside.Id.ToString(), StringComparison.Ordinal));
    }

    private static bool IsEntry(string line) => line.StartsWith("{\"id\":", StringComparison.Ordinal);

    private static Guid IdOf(string line) => JsonNode.Parse(line)!["id"]!.GetValue<Guid>();

    private static (Dictionary<string, string> Note, Checkpoint Checkpoint) ManifestOf(string line)
    {
        var manifest = JsonNode.Parse(line)!["manifest"]!;
        var checkpoint = Checkpoint.Parse(SignedNote.Parse(manifest["checkpoint"]!.GetValue<string>())!.Text)!;
        var note = SignedNote.Parse(manifest["note"]!.GetValue<string>())!;
        Assert.True(note.IsSignedBy(NoteKey.Create(checkpoint.Origin, AuditSystem.PublicKey)));
        var rows = note.Text.TrimEnd('\n').Split('\n');
        Assert.Equal("openclaw-audit-export/v1", rows[0]);
        return (rows.Skip(1).Select(row => row.Split(' ', 2)).ToDictionary(row => row[0], row => row[1]), checkpoint);
    }

    /// <summary>Asks again while the service says that it cannot record or decide in time, as it may on a busy machine.</summary>
    private async Task<HttpResponseMessage> ExportAsync(string query)
    {
        HttpResponseMessage? answer = null;
        await Eventually.AssertAsync(async () =>
        {
            answer?.Dispose();
            answer = await system.GetAsync(Eve, "/export" + query, Host.Service);
            Assert.True(answer.StatusCode != HttpStatusCode.ServiceUnavailable, await answer.Content.ReadAsStringAsync());
        });
        return answer!;
    }

    private async Task<List<string>> LinesAsync(string query)
    {
        using var answer = await ExportAsync(query);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Stores entries and waits until the last of them is sealed.</summary>
    private async Task<IReadOnlyList<AuditEntry>> StoreSealedAsync(int count, params AuditEntry[] more)
    {
        AuditEntry[] entries = [.. Enumerable.Range(0, count).Select(index => A.Intent(_tenant, at: A.Noon.AddSeconds(index))), .. more];
        foreach (var portion in entries.Chunk(500))
        {
            await system.StoreAsync(portion);
        }

        foreach (var entry in entries.Chunk(500).Select(portion => portion[^1]))
        {
            await system.ReceiptAsync(A.Person(_tenant, entry.UserId), entry.Id);
        }

        return entries;
    }
}
