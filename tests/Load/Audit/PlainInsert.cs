using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace OpenClaw.Audit.Load;

/// <summary>What the same PostgreSQL does without a log around it: rows of the same columns, 100 a statement and commit, one primary key.</summary>
internal static class PlainInsert
{
    private const int Rows = 100;
    private const int Connections = 8;

    private const string Columns = """
        id, intent_id, tenant_id, user_id, actor_user_id, source_service, "timestamp", action_type, action, phase, action_detail, data_accessed,
        data_classification, policy_applied, policy_version, policy_result, policy_reason, outcome, request_id, trace_id, org_unit, team_id
        """;

    // The same contents as the entries of the other runs, as parameters: what a row holds comes from the client, there as here.
    private static readonly object?[] Values =
    [
        null, null, "acme", "p-00000000000000000000000000000000", "p-00000000000000000000000000000000", "connector", TimeProvider.System.GetUtcNow().UtcDateTime, "data_access", "github_issue_read", "outcome",
        """{"tool": "github_issue_read", "repository": "acme-robotics/arm", "number": 4711, "items": 3}""",
        """[{"source": "github:acme-robotics/arm/issues/4711", "classification": "internal", "purpose": "connector_read"}]""",
        "internal", "acme-integrations", "sha256:2c26b46b68ffc68ff99b453c1d304134", "allow", "reading of the own organisation's repositories is allowed", "success",
        "request-00000000000000000000000000000000", "0af7651916cd43dd8448eb211c80319c", "engineering", "platform",
    ];

    /// <returns>Rows a second.</returns>
    public static async Task<double> RunAsync(Stage stage, TimeSpan duration)
    {
        await stage.ExecuteAsync("DROP TABLE IF EXISTS public.plain; CREATE TABLE public.plain (LIKE audit.audit_entries INCLUDING DEFAULTS); ALTER TABLE public.plain ADD PRIMARY KEY (id)");
        var inserted = 0L;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            await using var connection = await stage.Sql.OpenConnectionAsync();
            await using var command = new NpgsqlCommand(Sql(), connection);
            var ids = new List<NpgsqlParameter<Guid>>();
            for (var row = 0; row < Rows; row++)
            {
                foreach (var value in Values)
                {
                    command.Parameters.Add(value is null ? Id(ids) : value is DateTime time ? new NpgsqlParameter<DateTime> { TypedValue = time } : Text((string)value));
                }
            }

            await command.PrepareAsync();
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                ids.ForEach(id => id.TypedValue = Guid.CreateVersion7());
                await command.ExecuteNonQueryAsync();
                Interlocked.Add(ref inserted, Rows);
            }
        })));
        var rate = inserted / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await stage.ExecuteAsync("DROP TABLE public.plain");
        return rate;
    }

    private static string Sql() => $"INSERT INTO public.plain ({Columns}) VALUES " + string.Join(
        ",", Enumerable.Range(0, Rows).Select(row => "(" + string.Join(",", Enumerable.Range((row * Values.Length) + 1, Values.Length).Select(number => $"${number}")) + ")"));

    private static NpgsqlParameter<Guid> Id(List<NpgsqlParameter<Guid>> ids)
    {
        var id = new NpgsqlParameter<Guid>();
        ids.Add(id);
        return id;
    }

    private static NpgsqlParameter<string> Text(string value) =>
        new() { TypedValue = value, NpgsqlDbType = value[0] is '{' or '[' ? NpgsqlDbType.Jsonb : NpgsqlDbType.Text };
}
