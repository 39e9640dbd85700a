using System.Collections.Concurrent;
using System.Text;

namespace OpenClaw.Rego.Builtins.Expressions;

/// <summary>
/// A pattern with the meaning RE2 gives it, and in time that grows with the text alone: states tell whether there is a match, the
/// machine where.
/// </summary>
internal sealed class GoRegex
{
    private const int CacheLimit = 2000;
    private static readonly ConcurrentDictionary<string, (GoRegex? Regex, string Error)> Cache = new(StringComparer.Ordinal);

    private readonly RegexTree _tree;
    private readonly MachineProgram _program;
    private readonly RegexStates? _states;

    private GoRegex(RegexTree tree, bool withStates)
    {
        _tree = tree;
        _program = MachineProgram.Of(tree.Root);
        _states = withStates ? RegexStates.TryMake(_program) : null;
    }

    public static bool TryGet(string pattern, out GoRegex? regex, out string error)
    {
        if (!Cache.TryGetValue(pattern, out var entry))
        {
            if (Cache.Count >= CacheLimit)
            {
                Cache.Clear();
            }

            entry = Read(pattern, withStates: true);
            Cache[pattern] = entry;
        }

        (regex, error) = entry;
        return regex is not null;
    }

    /// <summary>The same pattern on our own machine alone; what both find must be the same.</summary>
    public static GoRegex? OnMachine(string pattern) => Read(pattern, withStates: false).Item1;

    public bool IsMatch(string text, CallContext? call = null) =>
        _states?.IsMatch(text, call) ?? (new RegexMachine(_program, 0, text, Check(call)).Match(0) is not null);

    /// <summary>All matches one after another; each as positions of the whole and of its groups.</summary>
    public IReadOnlyList<int[]> Matches(string text, CallContext call, long limit = -1)
    {
        var found = new List<int[]>();
        if (_states?.IsMatch(text, call) == false)
        {
            return found;
        }

        var machine = new RegexMachine(_program, _tree.Groups, text, Check(call));
        var end = -1;
        for (var position = 0; position <= text.Length && found.Count != limit && machine.Match(position) is { } match;)
        {
            // Go reports no empty match at the end of the match before it.
            if (match[1] > match[0] || match[0] != end)
            {
                found.Add(match);
            }

            end = match[1];
            position = match[1] > match[0] ? match[1] : match[1] + (match[1] < text.Length && char.IsHighSurrogate(text[match[1]]) ? 2 : 1);
        }

        return found;
    }

    public string Replace(string text, string template, CallContext call)
    {
        var result = new StringBuilder();
        var position = 0;
        foreach (var match in Matches(text, call))
        {
            result.Append(text, position, match[0] - position);
            RegexTemplate.Expand(result, template, text, match, _tree.Names);
            position = match[1];
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    private static Action Check(CallContext? call) => call is null ? () => { } : call.Evaluation.CheckLimits;

    private static (GoRegex?, string) Read(string pattern, bool withStates)
    {
        try
        {
            return (new GoRegex(RegexSyntax.Read(pattern), withStates), "");
        }
        catch (FormatException failure)
        {
            return (null, $"error parsing regexp: {failure.Message}");
        }
    }
}
