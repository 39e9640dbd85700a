using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Bodies of messages and tokens of people are used and dropped: nothing that is stored anywhere holds them.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class StoredBadInputTests(SharedSystem system)
{
    private const int Limit = 2 * 60_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task Stores_AfterADelivery_HoldItsTitleButNeitherBodyNorToken()
    {
        SharedSystem.RequireServers();
        var canary = $"canary{Guid.NewGuid():N}";
        var sarah = await Door.TokenAsync("sarah");
        var title = await DeliverAsync(canary);
        await Eventually.AsyncTrue(
            async _ => (await Door.GetAsync(sarah, "/api/v1/tasks?limit=200")).Text.Contains(title, StringComparison.Ordinal), Patience, "the task is there", cancellationToken: Ended);
        await Door.PostAsync(sarah, "/api/v1/briefings", new { reason = "stored" }, ("Idempotency-Key", Guid.NewGuid().ToString("N")));

        var databases = await DumpAsync();
        Assert.True(Holds(databases, title), "the databases are searched in vain: not even the title is found");
        Assert.False(Holds(databases, canary), "a body is in a database");
        Assert.False(Holds(databases, sarah.Split('.')[2]), "a token is in a database");

        // What is left are the broker's queues, Redis' journal and everything that processes wrote to their consoles.
        Assert.Empty(await FilesWithAsync(canary, sarah.Split('.')[2]));
        Assert.Equal([Path.Combine(system.Running.Data, "secrets.json")], await FilesWithAsync(system.Running.WebhookSecret));
    }

    private async Task<string[]> FilesWithAsync(params string[] texts) =>
        (await RunAsync("grep", ["-rlaF", .. texts.SelectMany(text => (string[])["-e", text]), system.Running.Data], [])).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<string> DeliverAsync(string canary)
    {
        var (title, delivery) = Deliveries.Issue();
        var body = JsonNode.Parse(delivery.Body)!;
        body["issue"]!["body"] = $"Please keep {canary} to yourself.";
        var told = delivery with { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) };
        var answer = await Door.DeliverAsync(told.Body, told.Sign(system.Running.WebhookSecret), told.DeliveryId, told.EventName);
        Assert.Equal("accepted", answer.Word);
        return title;
    }

    /// <summary>Every row of every database as text; the files themselves hold larger values compressed.</summary>
    private Task<string> DumpAsync()
    {
        var settings = system.Running.Secret("statestore-connection").Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return RunAsync(
            Path.Combine(ServerPrograms.PostgresFolder!, "pg_dumpall"),
            ["--data-only", "-h", settings["host"], "-p", settings["port"], "-U", settings["user"]],
            [("PGPASSWORD", settings["password"])]);
    }

    // State values are stored as bytes, which a dump shows in hex.
    private static bool Holds(string dump, string text) =>
        dump.Contains(text, StringComparison.Ordinal) || dump.Contains(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Ended);
        await process.WaitForExitAsync(Ended);
        return output;
    }
}
