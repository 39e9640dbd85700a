using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using OpenClaw.Audit.Features;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Tests.Store;

/// <summary>
/// Entries are acknowledged before they come into their table, so the table must take whatever the validator let through. Its
/// rules are read from the database itself.
/// </summary>
public sealed class ColumnLimitsTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task Text_AsLongAsItsColumn_IsTaken_AndOneLongerIsRefused()
    {
        var columns = await RowsAsync("""
            SELECT column_name::text, character_maximum_length::integer FROM information_schema.columns
            WHERE table_schema = 'audit' AND table_name = 'audit_entries' AND character_maximum_length IS NOT NULL AND column_name NOT IN (
                SELECT substring(pg_get_constraintdef(oid) FROM '\(([a-z_]+)\)::text = ANY') FROM pg_constraint WHERE conrelid = 'audit.audit_entries'::regclass AND pg_get_constraintdef(oid) LIKE '%ANY%')
            """, row => (Name: row.GetString(0), Length: row.GetInt32(1)));
        Assert.Equal(12, columns.Count);

        foreach (var (name, length) in columns)
        {
            var member = JsonNamingPolicy.CamelCase.ConvertName(string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
            if (name is not ("tenant_id" or "source_service"))
            {
                Assert.Equal((member, HttpStatusCode.OK), (member, await PostAsync(member, length)));
            }

            Assert.Equal((member, HttpStatusCode.UnprocessableEntity), (member, await PostAsync(member, length + 1)));
        }

        // As long as they were, they came through the table.
        await system.SealedAsync(_tenant);
    }

    [Fact]
    public async Task Words_OfTheContract_AreTheWordsOfTheTable()
    {
        var rules = await RowsAsync("""
            SELECT pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conrelid = 'audit.audit_entries'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%ANY%'
            """, row => row.GetString(0));

        Assert.Equal(
            (string[])[.. ((string[])[WordsOf<AuditActionType>(), WordsOf<AuditPhase>(), WordsOf<Classification>(), WordsOf<PolicyResult>(), WordsOf<AuditOutcome>()]).Order(StringComparer.Ordinal)],
            rules.Select(rule => string.Join(' ', rule.Split('\'').Where((_, place) => place % 2 == 1).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal));
    }

    private static string WordsOf<TEnum>()
        where TEnum : struct, Enum =>
        string.Join(' ', Enum.GetValues<TEnum>().Select(Words<TEnum>.Of).Order(StringComparer.Ordinal));

    private async Task<HttpStatusCode> PostAsync(string member, int length)
    {
        var entry = JsonSerializer.SerializeToNode(A.Intent(_tenant), ContractsJson.Options)!;
        entry[member] = new string('x', length);
        using var answer = await system.PostAsync(new JsonObject { ["entries"] = new JsonArray(entry) });
        return answer.StatusCode;
    }

    private async Task<List<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var dataSource = NpgsqlDataSource.Create(system.Postgres.ConnectionStringFor("audit"));
        await using var command = dataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
