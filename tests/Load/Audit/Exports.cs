using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;
using OpenClaw.Testing.Audit;

namespace OpenClaw.Audit.Load;

/// <summary>One tenant's sealed log taken out in every form, and verified offline.</summary>
internal static class Exports
{
    private const string Tenant = "acme";
    private const double ExportGoal = 10_000;
    private const double VerifyGoal = 1_000_000 / 60.0;
    private const string AllowAll = "package openclaw\ndecision := {\"result\": \"allow\", \"policy\": \"exports\", \"reason\": \"may leave\", \"constraints\": {}}\n";
    private static readonly Caller Auditor = new(Tenant, "aud", [Roles.Auditor], null, null, "aud");
    private static readonly Caller Administrator = new(Tenant, "eve", [Roles.EnterpriseAdmin], null, null, "eve");

    public static async Task<bool> RunAsync(LoadOptions options)
    {
        Report.Title($"Export and verification of {options.Exported} sealed entries of one tenant");
        await using var sidecar = await RecordingSidecar.StartAsync();
        using var policies = new TestPolicies();
        policies.Serve(sidecar, 1, (Tenant, PolicyBundle.Create([new PolicyModule("decision.rego", AllowAll)], [])));
        await using var stage = await Stage.StartAsync(1, sidecar.Address, ("Policy__Enforcement__PublicKey", policies.PublicKey));
        await new Sender(stage, 500).RunAsync(8, TimeSpan.FromMinutes(10), options.Exported, Tenant);
        await Eventually.AsyncTrue(async _ => await stage.SealedAsync() >= options.Exported, TimeSpan.FromMinutes(5), "everything is sealed", () => stage.Services[0].Output);

        Report.Head("what", "entries", "MB", "entries/s", "goal", "met", "service's memory MB");
        var good = true;
        var folder = Directory.CreateTempSubdirectory("audit-load-");
        try
        {
            foreach (var format in (string[])["ndjson", "csv", "json"])
            {
                good &= await TakeAsync(stage, $"export, {format}", Administrator, $"/export?format={format}&reason=measuring%20the%20export", null);
            }

            var log = Path.Combine(folder.FullName, "log.ndjson");
            good &= await TakeAsync(stage, "whole log for the verifier", Auditor, "/log", log);
            good &= await VerifyAsync(stage, folder.FullName, log);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return good;
    }

    private static async Task<bool> TakeAsync(Stage stage, string name, Caller caller, string path, string? file)
    {
        var started = Stopwatch.GetTimestamp();
        using var request = stage.Identity.AsPerson(caller, HttpMethod.Get, "/api/v1/audit" + path);
        using var client = new HttpClient { BaseAddress = stage.Services[0].Address, Timeout = TimeSpan.FromMinutes(10) };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{path}: {await answer.Content.ReadAsStringAsync()} {stage.Services[0].Output}");
        }

        await using var body = await answer.Content.ReadAsStreamAsync();
        await using Stream target = file is null ? Stream.Null : File.Create(file);
        var buffer = new byte[1 << 16];
        var (lines, bytes) = (0L, 0L);
        for (var read = 0; (read = await body.ReadAsync(buffer)) > 0; bytes += read)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            await target.WriteAsync(buffer.AsMemory(0, read));
        }

        var rate = lines / Stopwatch.GetElapsedTime(started).TotalSeconds;
        var memory = OpenClaw.Sidecar.Load.ProcessUsage.Of(stage.Services[0].ProcessId).ResidentMegabytes;
        Report.Row($"{name}", $"{lines}", $"{bytes / 1e6:F0}", $"{rate:F0}", $"> {ExportGoal:F0}", $"{Report.Met(rate > ExportGoal)}", $"{memory:F0}");
        return rate > ExportGoal;
    }

    private static async Task<bool> VerifyAsync(Stage stage, string folder, string log)
    {
        // Exports record themselves, so the log may have grown: the checkpoint must be the one of these lines.
        var lines = File.ReadLines(log).LongCount();
        var note = await TextAsync(stage, $"SELECT note FROM audit.checkpoints WHERE tenant_id = '{Tenant}' AND size = {lines}");
        var checkpoint = Path.Combine(folder, "checkpoint");
        await File.WriteAllTextAsync(checkpoint, note);
        using var request = stage.Identity.AsPerson(Auditor, HttpMethod.Get, "/api/v1/audit/keys");
        using var answer = await stage.Services[0].Client.SendAsync(request);
        var keys = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["keys"]!.AsArray().Select(key => (string)key!).ToArray();

        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet",
            [BuiltPrograms.Of("ops/Verify", "openclaw-verify.dll"), "log", log, "--checkpoint", checkpoint, "--key", keys[0]])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var rate = lines / Stopwatch.GetElapsedTime(started).TotalSeconds;
        var good = process.ExitCode == 0 && rate > VerifyGoal;
        Report.Row($"openclaw-verify, exit code {process.ExitCode}", $"{lines}", $"", $"{rate:F0}", $"> {VerifyGoal:F0}", $"{Report.Met(good)}", $"");
        if (process.ExitCode != 0)
        {
            Report.Line($"\n{output}");
        }

        return good;
    }

    private static async Task<string> TextAsync(Stage stage, string sql)
    {
        await using var command = stage.Sql.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException("There is no checkpoint of this size."));
    }
}
