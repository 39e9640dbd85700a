using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Sidecar.Load;

namespace OpenClaw.Audit.Load;

/// <summary>Every kind of question to a log of millions, through the service's own route; reading others' entries records itself, which counts.</summary>
internal static class Queries
{
    private const int Askers = 2;
    private const double Goal = 200;
    private static readonly Caller Auditor = new(BigLog.Tenant, "aud", [Roles.Auditor], null, null, "aud");

    public static async Task<bool> RunAsync(LoadOptions options)
    {
        Report.Title($"Questions to a log of {options.Rows} entries");
        await using var stage = await Stage.StartAsync();
        var log = new BigLog(stage, options.Rows);
        var started = Stopwatch.GetTimestamp();
        await log.WriteAsync();
        Report.Line($"Written by COPY and indexed in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s; {await stage.CountAsync("SELECT pg_database_size(current_database())") / 1e9:F1} GB.\n");

        Report.Head("question", "asked", "entries a page", "p50 / p95 / p99 ms", "goal p95 < 200 ms");
        var good = true;
        foreach (var (name, caller, path) in Questions(log, options.Rows))
        {
            good &= await AskAsync(stage, options, name, caller, path);
        }

        return good;
    }

    private static (string Name, Func<Caller> Caller, Func<string> Path)[] Questions(BigLog log, int rows)
    {
        int Some() => Random.Shared.Next(rows);
        string Time(int number) => (log.First + log.Step * number).ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
        Caller Person(params string[] roles) => new(BigLog.Tenant, BigLog.UserOf(Random.Shared.Next(100)), roles, "engineering", "platform", "somebody");
        string Hour(int number) => $"from={Time(number)}&to={Time(Math.Min(rows - 1, number + Math.Max(1, (int)(TimeSpan.FromHours(1) / log.Step))))}";
        return
        [
            ("own entries, newest", () => Person(), () => ""),
            ("own entries of an hour", () => Person(), () => "?" + Hour(Some())),
            ("the team's, newest (team lead)", () => Person(Roles.TeamLead), () => ""),
            ("everybody's, newest", () => Auditor, () => ""),
            ("a page deep in the log", () => Auditor, () => $"?to={Time(Some())}"),
            ("one user's", () => Auditor, () => $"?userId={BigLog.UserOf(Random.Shared.Next(100))}"),
            ("one user's of one type", () => Auditor, () => $"?userId={BigLog.UserOf(Random.Shared.Next(100))}&actionType=model_call"),
            ("one type, from the oldest on", () => Auditor, () => "?actionType=approval&sort=asc"),
            ("denied, newest", () => Auditor, () => "?policyResult=deny"),
            ("a policy's of an hour", () => Auditor, () => $"?policyApplied=acme-integrations&{Hour(Some())}"),
            ("a policy's that is hardly ever met", () => Auditor, () => "?policyApplied=rare-policy&limit=20"),
            ("one request", () => Auditor, () => $"?requestId={BigLog.RequestOf(Some())}"),
            ("one trace", () => Auditor, () => $"?traceId={BigLog.TraceOf(Some())}"),
            ("the story of a request", () => Auditor, () => $"/requests/{BigLog.RequestOf(Some())}/timeline"),
            ("a tool's, newest", () => Auditor, () => "?tool=github_issue_read"),
            ("text within an hour", () => Auditor, () => $"?text=arm&{Hour(Some())}"),
        ];
    }

    private static async Task<bool> AskAsync(Stage stage, LoadOptions options, string name, Func<Caller> caller, Func<string> path)
    {
        var (latencies, errors, entries, left) = (new ConcurrentBag<double>(), 0, 0, options.Asked);
        var started = Stopwatch.GetTimestamp();
        string? fault = null;
        await Task.WhenAll(Enumerable.Range(0, Askers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var request = stage.Identity.AsPerson(caller(), HttpMethod.Get, "/api/v1/audit" + path());
                var asked = Stopwatch.GetTimestamp();
                using var answer = await stage.Services[0].Client.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                latencies.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                if (!answer.IsSuccessStatusCode)
                {
                    Interlocked.Increment(ref errors);
                    fault = text;
                    continue;
                }

                Volatile.Write(ref entries, (JsonNode.Parse(text)!["entries"] as JsonArray)?.Count ?? 1);
            }
        })));
        var all = Latencies.Of(latencies, errors, 0, Stopwatch.GetElapsedTime(started));
        var met = all.At(95) < Goal && errors == 0;
        Report.Row($"{name}", $"{all.Count}", $"{entries}", $"{all.At(50):F1} / {all.At(95):F1} / {all.At(99):F1}", $"{Report.Met(met)}");
        if (fault is not null)
        {
            Report.Line($"{errors} errors, the last: {fault}");
        }

        return met;
    }
}
