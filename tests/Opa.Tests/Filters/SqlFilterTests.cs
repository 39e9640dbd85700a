using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using OpenClaw.Testing;

namespace OpenClaw.Opa.Tests;

/// <summary>The SQL that filters are, run by a real Postgres on real rows, against the policy asked row by row.</summary>
public sealed class SqlFilterTests
{
    private const int Policies = 60;

    private const string Data = """{"favourites": {"ann": ["a", "50%"], "bob": []}, "words": ["b", "it's"]}""";

    private static readonly string[] Texts = ["a", "b", "it's", "50%", "a_c", "abc", "back\\slash", "x%y", "_"];

    [Fact]
    public async Task Filter_OnRowsOfPostgres_SelectsThoseThatThePolicyIncludes()
    {
        // The same in each run, so that a red run is somebody's change.
        const int seed = 20261121;
        var random = new Random(seed);
        using var folder = new TempFolder(("data.json", Data));
        await using var opa = await OpaServer.StartAsync(folder.Path, "data.json");
        await using var postgres = await PostgresServer.StartAsync();
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        var rows = await FillAsync(database, random);
        var (selected, filters) = (0, new HashSet<string>());
        for (var i = 0; i < Policies; i++)
        {
            var policy = new FilterGenerator(random).Policy(i);
            var (status, refused) = await opa.PutAsync($"v1/policies/f{i}", policy);
            Assert.True(status == HttpStatusCode.OK, $"{policy}\n{refused?.ToJsonString()}");
            var user = random.Next(2) == 0 ? "ann" : "bob";
            var where = await WhereAsync(opa, i, user, $"seed {seed}\n{policy}");
            var found = where is null ? [] : await SelectAsync(database, where);
            var expected = new SortedSet<int>();
            foreach (var (id, row) in rows)
            {
                var (_, answer) = await opa.PostAsync($"v1/data/filters{i}/include", new JsonObject { ["input"] = new JsonObject { ["user"] = user, ["fruits"] = row.DeepClone() } }.ToJsonString());
                if (answer!["result"] is not null)
                {
                    expected.Add(id);
                }
            }

            Assert.True(found.SetEquals(expected), $"seed {seed}, user {user}\n{policy}\n{where}\nfound {string.Join(' ', found)}\nexpected {string.Join(' ', expected)}");
            selected += found.Count;
            filters.Add(where ?? "");
        }

        Assert.InRange(selected, Policies, (Policies * rows.Count) - Policies);
        Assert.True(filters.Count > Policies / 2, "the policies hardly differ");
    }

    private static async Task<string?> WhereAsync(OpaServer opa, int policy, string user, string what)
    {
        var body = new JsonObject { ["input"] = new JsonObject { ["user"] = user }, ["unknowns"] = new JsonArray("input.fruits"), ["options"] = new JsonObject { ["targetSQLTableMappings"] = new JsonObject { ["postgresql"] = new JsonObject { ["fruits"] = new JsonObject { ["$self"] = "fruit", ["stock"] = "in_stock" } } } } };
        var (status, answer) = await opa.SendAsync("POST", $"v1/compile/filters{policy}/include", body.ToJsonString(), ("Accept", "application/vnd.opa.sql.postgresql+json"));
        Assert.True(status == HttpStatusCode.OK, $"{what}\n{answer?.ToJsonString()}");
        return (string?)answer!["result"]!["query"];
    }

    private static async Task<SortedSet<int>> SelectAsync(NpgsqlDataSource database, string where)
    {
        await using var command = database.CreateCommand("SELECT id FROM fruit " + where);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var found = new SortedSet<int>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            found.Add(reader.GetInt32(0));
        }

        return found;
    }

    private static async Task<Dictionary<int, JsonObject>> FillAsync(NpgsqlDataSource database, Random random)
    {
        await using (var create = database.CreateCommand("CREATE TABLE fruit (id int PRIMARY KEY, name text NOT NULL, colour text NOT NULL, price int NOT NULL, in_stock int NOT NULL, organic boolean NOT NULL)"))
        {
            await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var rows = new Dictionary<int, JsonObject>();
        for (var id = 1; id <= 40; id++)
        {
            var (name, colour, price, stock, organic) = (Texts[random.Next(Texts.Length)], Texts[random.Next(Texts.Length)], random.Next(5), random.Next(5), random.Next(2) == 0);
            await using var insert = database.CreateCommand("INSERT INTO fruit VALUES ($1, $2, $3, $4, $5, $6)");
            foreach (var value in new object[] { id, name, colour, price, stock, organic })
            {
                insert.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            rows[id] = new JsonObject { ["name"] = name, ["colour"] = colour, ["price"] = price, ["stock"] = stock, ["organic"] = organic };
        }

        return rows;
    }
}
