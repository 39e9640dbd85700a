using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using OpenClaw.Audit.Infrastructure;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Tests.Store;

/// <summary>What we hash before a document is stored is what PostgreSQL gives back afterwards.</summary>
public sealed class JsonbTextTests(AuditSystem system)
{
    private static readonly string[] Pieces = ["a", "bb", "é", "🦀", "\"", "\\", "\n", "\t", "\u0001", "\u007f", "<&'+>", " ", "ä", "Z", "/", "\b\f\r"];
    private static readonly string[] Numbers = ["0", "-0", "-0.0", "7", "-12", "1.50", "0.0000001", "123456789012345678901234567890", "1e3", "1E-7", "-3.25e2"];

    [Fact]
    public async Task Documents_AreWrittenAsTheDatabaseWritesThem()
    {
        var random = new Random(20261121);
        string[] documents = [.. Enumerable.Range(0, 3000).Select(_ => Any(random, 0).ToJsonString(random.Next(2) == 0 ? ContractsJson.Options : null)), """{"a": 1, "a": 2}"""];

        var theirs = await TextsAsync(documents);

        var exact = 0;
        for (var index = 0; index < documents.Length; index++)
        {
            var text = new ArrayBufferWriter<byte>();
            if (JsonbText.TryWrite(Encoding.UTF8.GetBytes(documents[index]), text))
            {
                exact++;
                Assert.Equal(theirs[index], Encoding.UTF8.GetString(text.WrittenSpan));
            }
        }

        Assert.InRange(exact, documents.Length / 4, documents.Length - 1);
    }

    [Theory]
    [InlineData("""{"number": 12, "text": "plain"}""", true)]
    [InlineData("""{"number": 1e3}""", false)]
    [InlineData("""{"number": -0.0}""", false)]
    [InlineData("""{"a": 1, "a": 2}""", false)]
    public void Document_ThatOnlyTheDatabaseCanWrite_IsLeftToIt(string json, bool isOurs) =>
        Assert.Equal(isOurs, JsonbText.TryWrite(Encoding.UTF8.GetBytes(json), new ArrayBufferWriter<byte>()));

    private static JsonNode Any(Random random, int depth) => random.Next(depth < 3 ? 7 : 4) switch
    {
        0 => JsonValue.Create(Text(random)),
        1 => JsonNode.Parse(Numbers[random.Next(random.Next(8) == 0 ? Numbers.Length : Numbers.Length - 3)])!,
        2 => JsonValue.Create(random.Next(2) == 0),
        3 => JsonValue.Create(random.Next()),
        4 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(5) == 0 ? null : Any(random, depth + 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(6)).Select(_ => Text(random)).Distinct().Select(name => KeyValuePair.Create(name, random.Next(9) == 0 ? null : Any(random, depth + 1)))),
    };

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private async Task<string[]> TextsAsync(string[] documents)
    {
        await using var dataSource = NpgsqlDataSource.Create(system.Postgres.ConnectionStringFor("audit"));
        await using var command = dataSource.CreateCommand("SELECT array_agg(document::text ORDER BY place) FROM unnest($1::jsonb[]) WITH ORDINALITY AS given (document, place)");
        command.Parameters.Add(new NpgsqlParameter { Value = documents, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        return (string[])(await command.ExecuteScalarAsync())!;
    }
}
