namespace OpenClaw.Faults;

/// <summary>What a replay leaves behind, as sets of lines that can be compared between two runs.</summary>
public sealed record SystemState(IReadOnlySet<string> Tasks, IReadOnlySet<string> Audit, IReadOnlySet<string> Inbox, IReadOnlySet<string> Chat)
{
    /// <summary>How <paramref name="other"/> differs from this state; empty when it does not.</summary>
    public IReadOnlyList<string> DifferencesTo(SystemState other) =>
    [
        .. Compare("task", Tasks, other.Tasks),
        .. Compare("audit entry", Audit, other.Audit),
        .. Compare("inbox entry", Inbox, other.Inbox),
        .. Compare("chat message", Chat, other.Chat),
    ];

    public override string ToString() =>
        $"{Tasks.Count} tasks, {Audit.Count} audit entries, {Inbox.Count} inbox entries, {Chat.Count} chat messages";

    private static IEnumerable<string> Compare(string what, IReadOnlySet<string> expected, IReadOnlySet<string> actual) =>
        expected.Except(actual).Select(line => $"lost {what}: {line}")
            .Concat(actual.Except(expected).Select(line => $"surplus {what}: {line}"));
}
