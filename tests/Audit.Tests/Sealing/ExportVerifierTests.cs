using OpenClaw.Audit.Tests.Export;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Tests.Sealing;

/// <summary>An export is verified without the service that gave it.</summary>
public sealed class ExportVerifierTests(AuditSystem system) : IAsyncLifetime
{
    private readonly string _tenant = A.Tenant();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audit-tests-export-");
    private PolicyStandIn? _host;

    public async ValueTask InitializeAsync() =>
        _host = ServerPrograms.PostgresMissingReason is null ? await PolicyStandIn.StartAsync(system, _tenant) : null;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Export_IsVerified_AndRefutedWhenAnythingOfItChanges()
    {
        AuditSystem.OrSkip(_host);
        var secret = A.Intent(_tenant) with { DataClassification = Contracts.Classification.Confidential };
        Contracts.AuditEntry[] entries = [.. Enumerable.Range(0, 300).Select(number => A.Intent(_tenant, at: A.Noon.AddSeconds(number))), secret];
        await system.StoreAsync(entries);
        await system.ReceiptAsync(A.Person(_tenant, "sarah"), secret.Id);
        var whole = await ExportAsync("");
        var filtered = await ExportAsync("&outcome=success");

        await AssertAsync(0, "whole log", whole);
        await AssertAsync(0, "are what was exported", filtered);
        await AssertAsync(1, "an entry was changed", Changed(whole, 7, line => line.Replace("sarah", "mike", StringComparison.Ordinal)
            .Replace("github_issue_read", "nothing", StringComparison.Ordinal)));
        await AssertAsync(1, "entries are here", [.. whole[..7], .. whole[8..]]);
        await AssertAsync(1, "entries are here", [.. whole[..7], whole[6], .. whole[7..]]);
        await AssertAsync(1, "an entry was changed", [.. whole[..7], whole[8], whole[7], .. whole[9..]]);
        await AssertAsync(1, "not signed by a given key", whole, NoteKey.Create($"openclaw.audit/{_tenant}", new byte[32]));
        await AssertAsync(2, "does not end with a manifest", whole[..^1]);
    }

    private static string[] Changed(string[] lines, int at, Func<string, string> change) => [.. lines.Select((line, number) => number == at ? change(line) : line)];

    private async Task<string[]> ExportAsync(string filter)
    {
        using var answer = await system.GetAsync(A.Person(_tenant, "eve", roles: Roles.EnterpriseAdmin), "/export?reason=quarterly+review+of+access" + filter, _host!.Service);
        return (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task AssertAsync(int code, string says, string[] lines, NoteKey? key = null)
    {
        var file = Path.Combine(_folder.FullName, "export.ndjson");
        await File.WriteAllTextAsync(file, string.Concat(lines.Select(line => line + "\n")));
        var verified = await Verifier.RunAsync("export", file, "--key", (key ?? NoteKey.Create($"openclaw.audit/{_tenant}", AuditSystem.PublicKey)).ToString());
        Assert.True(code == verified.Code && verified.Output.Contains(says, StringComparison.Ordinal), $"{says}: {verified.Code} {verified.Output}");
    }
}
