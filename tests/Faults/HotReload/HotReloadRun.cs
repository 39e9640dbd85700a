using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace OpenClaw.Faults.HotReload;

/// <summary>
/// Changes a policy again and again while people ask for decisions. Two fields of the document always change together; every replica
/// says since when it decides by which version.
/// </summary>
public sealed class HotReloadRun(HttpClient http, RunningSystem system, TextWriter output)
{
    public const string Command = "hot-reload";
    private const string Policies = "/api/v1/policies";
    private const int MostRounds = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly string[] People = ["sarah", "mike", "nina", "tom", "olga"];

    /// <summary>The other field of the pair.</summary>
    public static string LevelOf(int rounds) => rounds % 2 == 0 ? "internal" : "public";

    /// <param name="replicas">How many processes must have every change.</param>
    public async Task<HotReloadOutcome> RunAsync(HotReloadOptions options, int replicas, CancellationToken cancellationToken)
    {
        var admin = await TokenAsync("eve", cancellationToken);
        var policy = await FindAsync(admin, cancellationToken);
        var record = new DecisionRecord();
        using var load = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var clients = new List<DecisionClient>();
        var changes = new List<MeasuredChange>();
        try
        {
            await ChangeAsync(admin, policy.Id, ContentOf(MostRounds), cancellationToken);
            await AwaitAsync(admin, "", replicas, cancellationToken);
            var working = await ConnectAsync(clients, options, record, cancellationToken, load.Token);
            var version = (await GetAsync(admin, $"{Policies}/version", cancellationToken)).GetProperty("version").GetString()!;
            for (var change = 0; change < options.Changes; change++)
            {
                var begun = await ChangeAsync(admin, policy.Id, ContentOf(1 + (change % MostRounds)), cancellationToken);
                var (reached, committed, applied) = await AwaitAsync(admin, version, replicas, cancellationToken);
                version = reached;
                changes.Add(new MeasuredChange(begun, committed, applied.Min(), applied.Max()));
                if (change % 20 == 19)
                {
                    await output.WriteLineAsync($"{change + 1} changes, {record.Decisions} decisions");
                }
            }

            var open = clients.Count(client => client.IsConnected);
            await load.CancelAsync();
            await working;
            return new HotReloadOutcome(changes, replicas, record.Decisions, record.Versions, [.. record.Mixed], [.. record.Errors], open);
        }
        finally
        {
            await load.CancelAsync();
            clients.ForEach(client => client.Dispose());
            await ChangeAsync(admin, policy.Id, policy.Content, CancellationToken.None);
        }
    }

    private static string ContentOf(int rounds) =>
        $"enabled: true\nallowed_exchange_types: [information_query]\nmax_rounds: {rounds}\nmax_classification_shared: {LevelOf(rounds)}\ncross_org: false\ncross_enterprise: false\n";

    private async Task<Task> ConnectAsync(
        List<DecisionClient> clients, HotReloadOptions options, DecisionRecord record, CancellationToken cancellationToken, CancellationToken load)
    {
        var tokens = await Task.WhenAll(People.Select(person => TokenAsync(person, cancellationToken)));
        var work = new List<Task>();
        for (var index = 0; index < options.Clients; index++)
        {
            var client = new DecisionClient(http, system, tokens[index % tokens.Length], record);
            clients.Add(client);
            await client.ConnectAsync(cancellationToken);
            work.Add(UntilStoppedAsync(() => client.ListenAsync(load)));
            work.Add(UntilStoppedAsync(() => AskAgainAndAgainAsync(client, TimeSpan.FromSeconds(options.Clients / options.Rate), load)));
        }

        return Task.WhenAll(work);
    }

    private static async Task AskAgainAndAgainAsync(DecisionClient client, TimeSpan pause, CancellationToken cancellationToken)
    {
        await Task.Delay(pause * Random.Shared.NextDouble(), cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            await client.AskAsync(cancellationToken);
            await Task.Delay(pause, cancellationToken);
        }
    }

    private static async Task UntilStoppedAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is OperationCanceledException or System.Net.WebSockets.WebSocketException)
        {
            // The end of the run, or a page whose connection ended: counted by those that are still open.
        }
    }

    /// <summary>When the policy service began to write it: before the audit entry and the commit.</summary>
    private async Task<DateTimeOffset> ChangeAsync(string token, string id, string content, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                var answer = await SendAsync(HttpMethod.Put, token, $"{Policies}/{id}", new { content, changeReason = "hot reload" }, cancellationToken);
                return answer.GetProperty("updatedAt").GetDateTimeOffset();
            }
            catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.ServiceUnavailable && clock.Elapsed < Patience)
            {
                // Nothing was changed, because it could not be recorded in time; what is measured is the change that is made.
                await output.WriteLineAsync($"again, because of {exception.Message}");
            }
        }
    }

    /// <summary>Waits until every replica decides by one version other than this: when that was committed, and since when each does.</summary>
    private async Task<(string Version, DateTimeOffset Committed, IReadOnlyList<DateTimeOffset> Applied)> AwaitAsync(string token, string before, int replicas, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await GetAsync(token, $"{Policies}/replicas", cancellationToken);
            var items = answer.GetProperty("items").EnumerateArray().ToList();
            var versions = items.Select(item => item.TryGetProperty("version", out var version) ? version.GetString() : null).Distinct().ToList();
            if (items.Count == replicas && versions is [{ } only] && only != before && answer.GetProperty("version").GetString() == only)
            {
                return (only, answer.GetProperty("changedAt").GetDateTimeOffset(), [.. items.Select(item => item.GetProperty("appliedAt").GetDateTimeOffset())]);
            }

            if (clock.Elapsed > Patience)
            {
                throw new TimeoutException($"{replicas} replicas should have the change: {answer}");
            }

            await Task.Delay(Look, cancellationToken);
        }
    }

    private async Task<(string Id, string Content)> FindAsync(string token, CancellationToken cancellationToken)
    {
        var found = await GetAsync(token, $"{Policies}?scope=enterprise&domain=agent-to-agent", cancellationToken);
        var policy = found.GetProperty("policies").EnumerateArray().First();
        return (policy.GetProperty("id").GetString()!, policy.GetProperty("content").GetString()!);
    }

    private async Task<string> TokenAsync(string user, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(system.Identity, "/simulator/token"), new { user }, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("token").GetString()!;
    }

    private Task<JsonElement> GetAsync(string token, string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, token, path, null, cancellationToken);

    private async Task<JsonElement> SendAsync(HttpMethod method, string token, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(system.Gateway, path)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (body is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        }

        using var answer = await http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new HttpRequestException($"{method} {path}: {(int)answer.StatusCode} {text}", null, answer.StatusCode);
    }
}
