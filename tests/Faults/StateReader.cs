using System.Net;
using System.Text.Json;
using OpenClaw.Journeys;

namespace OpenClaw.Faults;

/// <summary>Reads the outcome of a replay the way people and auditors do: through the gateway.</summary>
public sealed class StateReader(HttpClient http, RunningSystem system)
{
    private const string Auditor = "aud";
    private static readonly string[] People = ["sarah", "mike", "nina", "tom", "olga"];

    // What a replay and the briefings after it do; reading the log is audited too and depends on who looks when.
    private static readonly HashSet<string> Actions =
        ["github_webhook_ingest", "briefing_discover", "briefing_generate", "notification_deliver", "chat_deliver"];

    private readonly ProductClient _product = new(http, system.Gateway);

    public async Task SignInAsync(CancellationToken cancellationToken)
    {
        foreach (var person in People.Append(Auditor))
        {
            await _product.SignInAsync(system.Identity, person, cancellationToken);
        }
    }

    /// <summary>Whether people and auditors are answered: gateway, sidecars, actors, both databases and sessions take part.</summary>
    public async Task<bool> IsServingAsync(CancellationToken cancellationToken)
    {
        var tasks = await _product.GetAsync("sarah", "/api/v1/tasks?limit=1", cancellationToken);
        var audit = await _product.GetAsync(Auditor, "/api/v1/audit?limit=1", cancellationToken);
        var inbox = await _product.GetAsync("sarah", "/api/v1/notifications?limit=1", cancellationToken);
        return tasks.IsSuccess && audit.IsSuccess && inbox.IsSuccess;
    }

    /// <summary>Asks for everybody's briefing; the key makes the same request the same briefing.</summary>
    public async Task<bool> BriefEverybodyAsync(string key, CancellationToken cancellationToken)
    {
        var all = true;
        foreach (var person in People)
        {
            var answer = await _product.PostAsync(person, "/api/v1/briefings", new { reason = "replay" }, $"{key}-{person}", cancellationToken);
            all &= answer.IsSuccess;
        }

        return all;
    }

    public async Task<SystemState> ReadAsync(CancellationToken cancellationToken) => new(
        await TasksAsync(cancellationToken),
        await AuditAsync(cancellationToken),
        await InboxAsync(cancellationToken),
        await ChatAsync(cancellationToken));

    private async Task<IReadOnlySet<string>> TasksAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var person in People)
        {
            await foreach (var task in PagesAsync(person, "/api/v1/tasks?limit=100", cancellationToken))
            {
                var sources = task.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("id").GetString()).Order();
                lines.Add($"{person}: {task.GetProperty("id")} {task.GetProperty("status")} {task.GetProperty("title")} [{string.Join(' ', sources)}]");
            }
        }

        return Distinct(lines);
    }

    private async Task<IReadOnlySet<string>> AuditAsync(CancellationToken cancellationToken)
    {
        var entries = new List<JsonElement>();
        await foreach (var entry in PagesAsync(Auditor, "/api/v1/audit?limit=1000&sort=asc", cancellationToken))
        {
            if (Actions.Contains(entry.GetProperty("action").GetString()!))
            {
                entries.Add(entry);
            }
        }

        // Ids hold the time of the first attempt and differ between runs; what caused the entry does not.
        var causes = entries.Where(entry => !entry.TryGetProperty("intentId", out _))
            .ToDictionary(entry => entry.GetProperty("id").GetGuid(), CauseOf);
        return Distinct(entries.Select(entry =>
        {
            var intent = entry.TryGetProperty("intentId", out var id) ? id.GetGuid() : entry.GetProperty("id").GetGuid();
            var reason = entry.GetProperty("outcome").GetString() == "denied" ? $": {entry.GetProperty("policyReason")}" : "";
            return $"{entry.GetProperty("action")} {entry.GetProperty("phase")} {entry.GetProperty("outcome")} {entry.GetProperty("userId")} {causes.GetValueOrDefault(intent, "without an intent")}{reason}";
        }));
    }

    private static string CauseOf(JsonElement intent)
    {
        var detail = intent.GetProperty("actionDetail");
        return detail.TryGetProperty("deliveryId", out var delivery) ? delivery.GetString()!
            : detail.TryGetProperty("eventId", out var @event) ? @event.GetString()!
            : "";
    }

    private async Task<IReadOnlySet<string>> InboxAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var person in People)
        {
            await foreach (var entry in PagesAsync(person, "/api/v1/notifications?limit=100", cancellationToken))
            {
                lines.Add($"{person}: {entry.GetProperty("kind")} {entry.GetProperty("title")}");
            }
        }

        return Distinct(lines);
    }

    private async Task<IReadOnlySet<string>> ChatAsync(CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri(system.Chat, "/simulator/messages"), cancellationToken));
        return Distinct(document.RootElement.GetProperty("messages").EnumerateArray()
            .Select(message => message.GetProperty("text").GetString()!.Split('\n')[0]));
    }

    private async IAsyncEnumerable<JsonElement> PagesAsync(
        string person, string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        var isLast = false;
        do
        {
            var answer = await _product.GetAsync(person, cursor is null ? path : $"{path}&cursor={Uri.EscapeDataString(cursor)}", cancellationToken);
            if (answer.Status == (int)HttpStatusCode.ServiceUnavailable)
            {
                // Where an intent is not recorded in time, nothing is read: a busy machine says so, and asks to come again.
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                continue;
            }

            if (!answer.IsSuccess)
            {
                throw new InvalidOperationException($"GET {path} as {person}: {answer.Brief}");
            }

            var page = answer.Json();
            foreach (var item in answer.List("items", "entries", "tasks", "notifications"))
            {
                yield return item;
            }

            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
            isLast = cursor is null;
        }
        while (!isLast);
    }

    /// <summary>Equal lines are numbered, so a line that is there twice differs from one that is there once.</summary>
    private static HashSet<string> Distinct(IEnumerable<string> lines) =>
        [.. lines.GroupBy(line => line).SelectMany(group => group.Select((line, index) => index == 0 ? line : $"{line} (again {index})"))];
}
