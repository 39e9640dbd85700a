using OpenClaw.Audit.Tests.Sealing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>What an auditor takes home: keys, the log, and every checkpoint seen so far; verified offline by openclaw-verify.</summary>
internal sealed class AuditorsDesk(Door door) : IDisposable
{
    private const string Audit = "/api/v1/audit";
    private readonly string _folder = Directory.CreateTempSubdirectory("openclaw-auditor-").FullName;
    private readonly List<string> _checkpoints = [];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private string Keys => Path.Combine(_folder, "log.key");

    private string Log => Path.Combine(_folder, "log.ndjson");

    /// <summary>Takes the log as it is now; checkpoints of before are kept, and the log still has to be what they signed.</summary>
    public async Task TakeAsync(string auditor)
    {
        var keys = (await AskAsync(auditor, "keys")).Json.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!);
        await File.WriteAllLinesAsync(Keys, keys, Ended);
        var checkpoint = Path.Combine(_folder, $"checkpoint-{_checkpoints.Count}");
        await File.WriteAllTextAsync(checkpoint, (await AskAsync(auditor, "checkpoint")).Text, Ended);
        _checkpoints.Add(checkpoint);
        await File.WriteAllTextAsync(Log, (await AskAsync(auditor, "log")).Text, Ended);
    }

    public async Task ChangeLogAsync(Func<string, string> change) => await File.WriteAllTextAsync(Log, change(await File.ReadAllTextAsync(Log, Ended)), Ended);

    public Task<(int Code, string Said)> VerifyAsync() =>
        Verifier.RunAsync(["log", Log, .. _checkpoints.SelectMany(file => (string[])["--checkpoint", file]), "--key", Keys]);

    public async Task<(int Code, string Said)> VerifyExportAsync(string export)
    {
        var file = Path.Combine(_folder, "export.ndjson");
        await File.WriteAllTextAsync(file, export, Ended);
        return await Verifier.RunAsync("export", file, "--key", Keys);
    }

    private async Task<DoorAnswer> AskAsync(string auditor, string what)
    {
        var (answer, _) = await door.InsistAsync(HttpMethod.Get, auditor, $"{Audit}/{what}", null);
        Assert.True(answer.Status == 200, answer.ToString());
        return answer;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
