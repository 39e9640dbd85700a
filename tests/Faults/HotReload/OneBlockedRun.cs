using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OpenClaw.Testing;

namespace OpenClaw.Faults.HotReload;

/// <summary>
/// One replica of three hears nothing of policies any more, neither by events nor by asking; the other two go on. It has to deny, and to
/// say that it is not ready, before what it knows is older than the limit. What it decided with says so itself: the age on its answers.
/// </summary>
public sealed class OneBlockedRun(HttpClient http, RunningSystem system, TextWriter output)
{
    /// <summary>Sent with its length, so that the replica that gets it decides it itself.</summary>
    private const string Question = """{"action":"github_issue_read","context":{"dataClassification":"internal"}}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    /// <param name="limit">The age after which policies are not trusted; null as shipped.</param>
    public async Task<OneBlockedOutcome> RunAsync(TimeSpan? limit, CancellationToken cancellationToken)
    {
        var settings = limit is { } age
            ? new Dictionary<string, string> { ["Policy__Enforcement__MaxAge"] = age.ToString("c", CultureInfo.InvariantCulture), ["Policy__Enforcement__PollInterval"] = "00:00:01" }
            : [];
        await using var replica = await CutOffReplica.StartAsync(system, settings, cancellationToken);
        var token = await TokenAsync(cancellationToken);
        await Eventually.AsyncTrue(
            async _ => await IsReadyAsync(replica.Address, cancellationToken) && (await AskAsync(replica.Address, token, cancellationToken)).IsAllowed,
            Patience, "the third replica allows before anything is blocked", () => replica.Output, cancellationToken);

        replica.Relay.IsBlocking = true;
        var outcome = await WatchAsync(replica, token, limit ?? OneBlockedOutcome.Shipped, cancellationToken);
        replica.Relay.IsBlocking = false;
        var clock = Stopwatch.StartNew();
        await Eventually.AsyncTrue(
            async _ => await IsReadyAsync(replica.Address, cancellationToken) && (await AskAsync(replica.Address, token, cancellationToken)).IsAllowed,
            Patience, "the third replica allows again", () => replica.Output, cancellationToken);
        outcome = outcome with { Blocked = replica.Relay.Blocked, AllowedAgain = clock.Elapsed };
        await output.WriteLineAsync(outcome.ToString());
        return outcome;
    }

    private async Task<OneBlockedOutcome> WatchAsync(CutOffReplica replica, string token, TimeSpan limit, CancellationToken cancellationToken)
    {
        var (outcome, clock) = (new OneBlockedOutcome(limit), Stopwatch.StartNew());
        while (clock.Elapsed < limit + limit / 3)
        {
            var began = clock.Elapsed;
            var answer = await AskAsync(replica.Address, token, cancellationToken);
            outcome = answer.IsAllowed
                ? outcome with { LastAllowed = began, OldestAllowed = Math.Max(outcome.OldestAllowed, answer.Age) }
                : outcome with { FirstDenied = outcome.FirstDenied ?? clock.Elapsed, Denial = answer.Text };
            began = clock.Elapsed;
            outcome = await IsReadyAsync(replica.Address, cancellationToken) ? outcome with { LastReady = began } : outcome with { FirstUnready = outcome.FirstUnready ?? clock.Elapsed };
            var other = await AskAsync(system.Gateway, token, cancellationToken);
            outcome = outcome with { OthersAllowed = outcome.OthersAllowed + (other.IsAllowed ? 1 : 0), OthersRefused = outcome.OthersRefused + (other.IsAllowed ? 0 : 1) };
            await Task.Delay(Beat, cancellationToken);
        }

        return outcome;
    }

    private async Task<(bool IsAllowed, int Age, string Text)> AskAsync(Uri gateway, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "/api/v1/policies/evaluate")) { Content = new StringContent(Question, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var age = answer.Headers.TryGetValues("X-Policy-Age", out var ages) ? int.Parse(ages.Single(), CultureInfo.InvariantCulture) : 0;
        return (answer.IsSuccessStatusCode && JsonSerializer.Deserialize<JsonElement>(text).GetProperty("decision").GetString() == "allow", age, text);
    }

    private async Task<bool> IsReadyAsync(Uri gateway, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(new Uri(gateway, "/health"), cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(system.Identity, "/simulator/token"), new { user = "sarah" }, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("token").GetString()!;
    }
}
