using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace OpenClaw.Faults.HotReload;

/// <summary>
/// Policies that cannot be heard of: with the broker frozen changes must still come by polling, and with the policy service frozen
/// too nothing may be allowed after 60 s and no service call itself ready. Frozen processes keep their connections and say nothing,
/// which is worse than being gone. Then one replica of three alone is cut off.
/// </summary>
internal sealed class BlockedRun(HttpClient http, RunningSystem system, TextWriter output)
{
    public const string Command = "blocked";
    private const string Policies = "/api/v1/policies";
    private static readonly string[] Services = ["gateway", "audit", "briefing", "connector", "notification"];
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(80);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <param name="arguments"><c>--one</c>: only the replica of three.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(30) };
        await using var system = await RunningSystem.StartAsync(["--replicas", "gateway=2"], CancellationToken.None);
        var run = new BlockedRun(http, system, Console.Out);
        var isGood = arguments.Contains("--one") || (await run.WithoutEventsAsync(CancellationToken.None) & await run.WithoutPoliciesAsync(CancellationToken.None));
        isGood &= (await new OneBlockedRun(http, system, Console.Out).RunAsync(limit: null, CancellationToken.None)).IsGood;
        Console.WriteLine(isGood ? "1 passed, 0 failed" : "0 passed, 1 failed");
        return isGood ? 0 : 1;
    }

    /// <summary>Only the announcements are missing.</summary>
    private async Task<bool> WithoutEventsAsync(CancellationToken cancellationToken)
    {
        var eve = await TokenAsync("eve", cancellationToken);
        var found = await ReadAsync(HttpMethod.Get, eve, $"{Policies}?scope=enterprise&domain=agent-to-agent", null, cancellationToken);
        var policy = found.GetProperty("policies").EnumerateArray().First();
        var path = $"{Policies}/{policy.GetProperty("id").GetString()}";
        var before = await VersionsAsync(eve, cancellationToken);
        var clock = Stopwatch.StartNew();
        await using (await system.Processes.FreezeAsync(["rabbitmq"], cancellationToken))
        {
            var changed = policy.GetProperty("content").GetString()!.Replace("max_rounds: 3", "max_rounds: 2", StringComparison.Ordinal);
            await ReadAsync(HttpMethod.Put, eve, path, new { content = changed, changeReason = "blocked" }, cancellationToken);
            IReadOnlySet<string?> now = before;
            while ((now.Count != 1 || now.SetEquals(before)) && clock.Elapsed < Patience)
            {
                await Task.Delay(Beat, cancellationToken);
                now = await VersionsAsync(eve, cancellationToken);
            }

            await output.WriteLineAsync(Text($"broker frozen: every replica decided by the change {clock.Elapsed.TotalSeconds:0.0} s after it was asked for"));
        }

        var isGood = clock.Elapsed < Promise;
        await ReadAsync(HttpMethod.Put, eve, path, new { content = policy.GetProperty("content").GetString(), changeReason = "over" }, cancellationToken);
        return isGood;
    }

    /// <summary>Nothing can be heard of policies at all.</summary>
    private async Task<bool> WithoutPoliciesAsync(CancellationToken cancellationToken)
    {
        var sarah = await TokenAsync("sarah", cancellationToken);
        if (await BriefAsync(sarah, cancellationToken) is var (first, _) && first != 201)
        {
            throw new InvalidOperationException($"A briefing should be made before anything is frozen: {first}");
        }

        TimeSpan lastAllowed = default, ready = default;
        TimeSpan? firstRefused = null;
        var reasons = new SortedSet<string>();
        var clock = Stopwatch.StartNew();
        await using (await system.Processes.FreezeAsync(["policy", "rabbitmq"], cancellationToken))
        {
            while (clock.Elapsed < Watched)
            {
                var (status, reason) = await BriefAsync(sarah, cancellationToken);
                if (status == 201)
                {
                    lastAllowed = clock.Elapsed;
                }
                else
                {
                    firstRefused ??= clock.Elapsed;
                    reasons.Add(Text($"{status} {reason}"));
                }

                ready = await AnyReadyAsync(cancellationToken) ? clock.Elapsed : ready;
                await Task.Delay(Beat, cancellationToken);
            }
        }

        await output.WriteLineAsync(Text(
            $"policy service and broker frozen: last allowed after {lastAllowed.TotalSeconds:0.0} s, first refused after {firstRefused?.TotalSeconds:0.0} s, a service was last ready after {ready.TotalSeconds:0.0} s"));
        await output.WriteLineAsync($"refused with {string.Join(", ", reasons)}");
        var thawed = Stopwatch.StartNew();
        while (await BriefAsync(sarah, cancellationToken) is not (201, _) && thawed.Elapsed < Patience)
        {
            await Task.Delay(Beat, cancellationToken);
        }

        await output.WriteLineAsync(Text($"allowed again {thawed.Elapsed.TotalSeconds:0.0} s after the end"));
        return firstRefused is not null && lastAllowed <= Promise && ready <= Promise + Beat + Beat && thawed.Elapsed < Patience;
    }

    private async Task<bool> AnyReadyAsync(CancellationToken cancellationToken)
    {
        foreach (var service in Services)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TimeSpan.FromSeconds(5));
            try
            {
                using var answer = await http.GetAsync(new Uri(system.Endpoint(service), "/health"), limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // It does not say that it is ready, which is what counts.
            }
        }

        return false;
    }

    private async Task<IReadOnlySet<string?>> VersionsAsync(string token, CancellationToken cancellationToken) =>
        (await ReadAsync(HttpMethod.Get, token, $"{Policies}/replicas", null, cancellationToken)).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("version").GetString()).ToHashSet();

    private async Task<(int Status, string Reason)> BriefAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await SendAsync(HttpMethod.Post, token, "/api/v1/briefings", new { reason = "blocked" }, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            var reason = !answer.IsSuccessStatusCode && text.StartsWith('{') && JsonDocument.Parse(text).RootElement.TryGetProperty("code", out var code) ? code.GetString()! : "";
            return ((int)answer.StatusCode, reason);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (0, "no answer");
        }
    }

    private async Task<JsonElement> ReadAsync(HttpMethod method, string token, string path, object? body, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(method, token, path, body, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text) : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string token, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(system.Gateway, path)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.NewGuid().ToString("N"));
        return await http.SendAsync(request, cancellationToken);
    }

    private async Task<string> TokenAsync(string user, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(system.Identity, "/simulator/token"), new { user }, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("token").GetString()!;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
