using System.Text.Json;

namespace OpenClaw.Journeys;

/// <summary>The briefing: ranked, explained, complete, and without anything that must not be in it.</summary>
public sealed class BriefingChecks(JourneyReport report)
{
    /// <summary>Words from bodies, a credential and another company: none may show up anywhere.</summary>
    public static IReadOnlyList<string> Canaries { get; } =
        ["Below 5 degrees the brake answers late", "this decides the release date", "ghs_0123456789", "odile.renard@customer.example", "globex-labs"];

    public void Run(ProductAnswer answer, IReadOnlyList<string> expectedTitles)
    {
        report.Check("the briefing is generated", answer.IsSuccess, answer.Brief);
        var tasks = answer.List("tasks");
        report.Check("it lists up to 20 tasks", tasks.Count is > 0 and <= 20, $"{tasks.Count}");
        var scores = tasks.Select(task => Number(task, "score")).ToArray();
        report.Check("its tasks are ranked by score", scores.SequenceEqual(scores.OrderDescending()), string.Join(' ', scores));
        report.Check("every score is the sum of its five explained parts", tasks.All(IsExplained));
        var titles = tasks.Select(task => task.GetProperty("title").GetString()).ToArray();
        foreach (var title in expectedTitles)
        {
            report.Check($"it contains '{title}'", titles.Contains(title), string.Join(" | ", titles));
        }

        var leaks = Canaries.Where(canary => answer.Text.Contains(canary, StringComparison.Ordinal)).ToArray();
        report.Check("it holds no body text, credential or foreign company", leaks.Length == 0, string.Join(", ", leaks));
    }

    public void Print(ProductAnswer answer)
    {
        report.Title("Briefing");
        foreach (var task in answer.List("tasks"))
        {
            report.Output.WriteLine($"{Number(task, "rank"),3}. [{Number(task, "score"),3}] {task.GetProperty("title").GetString()}");
            foreach (var reason in Reasons(task))
            {
                report.Output.WriteLine($"          {Number(reason, "points"),2}/{Number(reason, "max"),-2} {reason.GetProperty("part").GetString(),-10} {reason.GetProperty("text").GetString()}");
            }
        }
    }

    private static bool IsExplained(JsonElement task)
    {
        var reasons = Reasons(task);
        return reasons.Count == 5
            && Math.Clamp(reasons.Sum(reason => Number(reason, "points")), 0, 100) == Number(task, "score")
            && reasons.All(reason => reason.TryGetProperty("text", out var text) && text.GetString() is { Length: > 0 });
    }

    private static List<JsonElement> Reasons(JsonElement task) =>
        task.TryGetProperty("explanation", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static int Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : -1;
}
