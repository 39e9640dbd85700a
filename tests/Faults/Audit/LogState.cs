using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing;
using OpenClaw.Testing.Audit;

namespace OpenClaw.Faults.Audit;

/// <summary>What the log holds afterwards, next to what was acknowledged.</summary>
/// <param name="Lost">Acknowledged and not stored, or stored and not sealed.</param>
/// <param name="Faulty">Numbers missing or given twice, acts without an intent in the log.</param>
internal sealed record LogState(long Stored, long Sealed, long Lost, long Faulty, int VerifierCode)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly Caller Auditor = new(AuditProducer.Tenant, "aud", [Roles.Auditor], null, null, "aud");

    /// <summary>Waits until everything acknowledged is stored and sealed, or the patience ends, and looks.</summary>
    public static async Task<LogState> ReadAsync(AuditParty party, Diary diary)
    {
        await using var sql = NpgsqlDataSource.Create(party.Database.ConnectionString);
        var (lost, faulty) = (-1L, 0L);
        try
        {
            await Eventually.AsyncTrue(
                async token =>
                {
                    var (intents, outcomes) = await StoredAsync(sql, token);
                    lost = diary.Intents.Count(id => !intents.Contains(id)) + diary.Outcomes.Count(id => !outcomes.Contains(id));
                    faulty = diary.Acts.Count(id => !intents.Contains(id));
                    return lost == 0 && await NumberAsync(sql, "SELECT count(*) FROM audit.unsealed", token) == 0;
                },
                Patience, "everything acknowledged is stored and sealed");
        }
        catch (TimeoutException)
        {
            // The counts say what is missing.
            Trace.WriteLine(lost);
        }

        var stored = await NumberAsync(sql, "SELECT count(*) FROM audit.audit_entries", default);
        var sealedCount = await NumberAsync(sql, "SELECT count(*) FROM audit.sealed_entries", default);
        faulty += await NumberAsync(sql, """
            SELECT COALESCE(sum(abs(last - ids) + abs(last - numbers) + abs(last - size)), 0)::bigint FROM audit.trees JOIN
                (SELECT tenant_id, max(sequence) + 1 AS last, count(DISTINCT sequence) AS numbers, count(DISTINCT id) AS ids FROM audit.sealed_entries GROUP BY 1) AS seals USING (tenant_id)
            """, default);
        return new LogState(stored, sealedCount, lost + Math.Abs(stored - sealedCount), faulty, await VerifyAsync(party, sql));
    }

    private static async Task<(HashSet<Guid> Intents, HashSet<Guid> Outcomes)> StoredAsync(NpgsqlDataSource sql, CancellationToken cancellationToken)
    {
        var (intents, outcomes) = (new HashSet<Guid>(), new HashSet<Guid>());
        await using var command = sql.CreateCommand("SELECT id, intent_id FROM audit.audit_entries");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _ = reader.IsDBNull(1) ? intents.Add(reader.GetGuid(0)) : outcomes.Add(reader.GetGuid(1));
        }

        return (intents, outcomes);
    }

    private static async Task<long> NumberAsync(NpgsqlDataSource sql, string text, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constants of this file.
        await using var command = sql.CreateCommand(text);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The exit code of the offline verifier over the whole log.</summary>
    private static async Task<int> VerifyAsync(AuditParty party, NpgsqlDataSource sql)
    {
        // Reading the log is recorded itself, which a service that has just come back may still refuse.
        var (lines, refusal) = (Array.Empty<byte>(), "");
        await Eventually.AsyncTrue(
            async token =>
            {
                using var request = party.Identity.AsPerson(Auditor, HttpMethod.Get, "/api/v1/audit/log");
                using var answer = await party.Service.Client.SendAsync(request, token);
                lines = await answer.Content.ReadAsByteArrayAsync(token);
                refusal = answer.IsSuccessStatusCode ? "" : Encoding.UTF8.GetString(lines);
                return answer.IsSuccessStatusCode;
            },
            Patience, "the log is given out", () => refusal);
        var (log, checkpoint) = (Path.Combine(party.Folder, "log.ndjson"), Path.Combine(party.Folder, "checkpoint"));
        await File.WriteAllBytesAsync(log, lines);
        await using var note = sql.CreateCommand($"SELECT note FROM audit.checkpoints WHERE tenant_id = '{AuditProducer.Tenant}' AND size = {lines.AsSpan().Count((byte)'\n')}");
        await File.WriteAllTextAsync(checkpoint, (string?)await note.ExecuteScalarAsync() ?? "");
        using var keysRequest = party.Identity.AsPerson(Auditor, HttpMethod.Get, "/api/v1/audit/keys");
        using var keys = await party.Service.Client.SendAsync(keysRequest);
        var key = (string)(await keys.Content.ReadFromJsonAsync<JsonObject>())!["keys"]![0]!;
        using var verifier = ChildProcess.Start(new ChildProgram("verifier", "dotnet",
            [BuiltPrograms.Of("ops/Verify", "openclaw-verify.dll"), "log", log, "--checkpoint", checkpoint, "--key", key]));
        return await verifier.ExitCodeAsync();
    }
}
