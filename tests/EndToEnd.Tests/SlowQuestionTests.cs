using System.Diagnostics;
using Npgsql;
using OpenClaw.Contracts;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>A question may take the database 10 s: nothing between the door and the log gives up before that, or asks again.</summary>
[Collection(DisturbedTestGroup.Name)]
public sealed class SlowQuestionTests(DisturbedSystem system)
{
    private const int Limit = 4 * 60_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task Question_ThatTakesSeconds_IsAnswered_AndAskedOnce()
    {
        SharedSystem.RequireServers();
        var (sarah, path, expected) = await AnsweredAsync();
        var held = TimeSpan.FromSeconds(6);

        var (answer, took, asked) = await AskHeldUpAsync(sarah, path, held);

        Assert.Equal((200, expected), (answer.Status, answer.Text));
        Assert.True(took >= held, $"answered after {took}");
        Assert.Equal(1, asked);
    }

    [Fact(Timeout = Limit)]
    public async Task Question_ThatTakesTooLong_IsToldSo_AndAskedOnce()
    {
        SharedSystem.RequireServers();
        var (sarah, path, expected) = await AnsweredAsync();

        var (answer, took, asked) = await AskHeldUpAsync(sarah, path, TimeSpan.FromMinutes(1));

        answer.MustBeProblem(503, ErrorCodes.ServiceUnavailable, "a question of more than 10 s");
        Assert.Contains("It was stopped after 10 s.", answer.Text, StringComparison.Ordinal);
        Assert.InRange(took, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15));
        Assert.Equal(1, asked);
        Assert.Equal(expected, (await Door.GetAsync(sarah, path)).Text);
    }

    /// <summary>A question about an act of sarah's, and its answer.</summary>
    private async Task<(string Token, string Path, string Answer)> AnsweredAsync()
    {
        var sarah = await Door.TokenAsync("sarah");
        var (act, _) = await Door.InsistAsync(HttpMethod.Post, sarah, "/api/v1/connectors/github/read/github_issue_read", new { });
        Assert.True(act.Status == 200, act.ToString());
        Assert.NotEmpty(await Door.AuditAsync(sarah, act.RequestId!));
        var path = $"/api/v1/audit?requestId={act.RequestId}";
        return (sarah, path, (await Door.GetAsync(sarah, path)).Text);
    }

    /// <summary>Asks while somebody else holds the table of entries. What waits for it is counted by transaction: another attempt would be another.</summary>
    private async Task<(DoorAnswer Answer, TimeSpan Took, int Asked)> AskHeldUpAsync(string token, string path, TimeSpan held)
    {
        await using var database = NpgsqlDataSource.Create(await system.Running.OwnerOfAsync("audit-db", Ended));
        await using var holder = await database.OpenConnectionAsync(Ended);
        await using var transaction = await holder.BeginTransactionAsync(Ended);
        await using (var hold = new NpgsqlCommand("LOCK TABLE audit.audit_entries IN ACCESS EXCLUSIVE MODE", holder, transaction))
        {
            await hold.ExecuteNonQueryAsync(Ended);
        }

        await using var waiting = database.CreateCommand(
            "SELECT pid, xact_start FROM pg_stat_activity WHERE usename = 'audit_reader' AND wait_event_type = 'Lock' AND query LIKE '%request_id = %'");
        var asked = new HashSet<(int Process, DateTime Began)>();
        var clock = Stopwatch.StartNew();
        var asking = Door.GetAsync(token, path);
        while (!asking.IsCompleted && clock.Elapsed < held)
        {
            await using (var reader = await waiting.ExecuteReaderAsync(Ended))
            {
                while (await reader.ReadAsync(Ended))
                {
                    asked.Add((reader.GetInt32(0), reader.GetDateTime(1)));
                }
            }

            await Task.Delay(Pause, Ended);
        }

        await transaction.RollbackAsync(Ended);
        return (await asking, clock.Elapsed, asked.Count);
    }
}
