using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace OpenClaw.Rego.Builtins.Expressions;

/// <summary>
/// A pattern with the meaning RE2 gives it. .NET's non-backtracking engine does the work, which is as linear as RE2; where it
/// would mean something else, or takes long, a machine of our own does.
/// </summary>
internal sealed class GoRegex
{
    private const int CacheLimit = 2000;

    /// <summary>Larger programs take .NET's engine too long to prepare.</summary>
    private const int MaxNetSteps = 4000;

    /// <summary>Sets of more ranges, such as all letters, take it about a second.</summary>
    private const int MaxNetRanges = 64;

    /// <summary>How long .NET's engine may work before the machine, which watches the limits of the evaluation, takes over.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(40);
    private static readonly ConcurrentDictionary<string, (GoRegex? Regex, string Error)> Cache = new(StringComparer.Ordinal);

    private readonly RegexTree _tree;
    private readonly MachineProgram _program;
    private readonly Regex? _net;
    private readonly bool _usesWordEdges;
    private readonly bool _isLazy;

    private GoRegex(RegexTree tree, bool withNet)
    {
        _tree = tree;
        _program = MachineProgram.Of(tree.Root);
        _usesWordEdges = NetPattern.Any(tree.Root, node => node is AnchorNode { Kind: Anchor.WordEdge or Anchor.NoWordEdge });
        _isLazy = NetPattern.Any(tree.Root, node => node is RepeatNode { Greedy: false });
        _net = withNet && _program.Steps.Length <= MaxNetSteps && !NetPattern.Any(tree.Root, node => node is RunesNode { Set.Ranges.Length: > MaxNetRanges }) ? Prepare(tree.Root) : null;
    }

    public static bool TryGet(string pattern, out GoRegex? regex, out string error)
    {
        if (!Cache.TryGetValue(pattern, out var entry))
        {
            if (Cache.Count >= CacheLimit)
            {
                Cache.Clear();
            }

            entry = Read(pattern, withNet: true);
            Cache[pattern] = entry;
        }

        (regex, error) = entry;
        return regex is not null;
    }

    /// <summary>The same pattern on our own machine alone; what both find must be the same.</summary>
    public static GoRegex? OnMachine(string pattern) => Read(pattern, withNet: false).Item1;

    public bool IsMatch(string text, CallContext? call = null)
    {
        if (NetFor(text) is { } net)
        {
            try
            {
                return net.IsMatch(text);
            }
            catch (RegexMatchTimeoutException)
            {
                // The machine goes on below and looks at the limits while it does.
            }
        }

        return new RegexMachine(_program, 0, text, Check(call)).Match(0) is not null;
    }

    /// <summary>All matches one after another; each as positions of the whole and of its groups.</summary>
    public IReadOnlyList<int[]> Matches(string text, CallContext call, long limit = -1)
    {
        var check = Check(call);
        // .NET's engine prefers the longer way in some lazy repetitions beside empty alternatives.
        if (!_isLazy && NetFor(text) is { } net)
        {
            try
            {
                return NetMatches(net, text, limit, check);
            }
            catch (RegexMatchTimeoutException)
            {
                // As above.
            }
        }

        return MachineMatches(text, limit, check);
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

    private static (GoRegex?, string) Read(string pattern, bool withNet)
    {
        try
        {
            return (new GoRegex(RegexSyntax.Read(pattern), withNet), "");
        }
        catch (FormatException failure)
        {
            return (null, $"error parsing regexp: {failure.Message}");
        }
    }

    private static Regex? Prepare(RegexNode root)
    {
        try
        {
            return new Regex(NetPattern.Write(root), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
        }
        catch (NotSupportedException)
        {
            // Too large for .NET's engine; our machine has no such limit.
            return null;
        }
    }

    /// <summary>.NET's word edges follow Unicode, RE2's know ASCII alone: the same only in texts of that.</summary>
    private Regex? NetFor(string text) => _usesWordEdges && !Ascii.IsValid(text) ? null : _net;

    private List<int[]> NetMatches(Regex net, string text, long limit, Action check)
    {
        var found = new List<int[]>();
        var end = -1;
        for (var match = net.Match(text); match.Success && found.Count != limit; match = match.NextMatch())
        {
            check();
            // Go reports no empty match at the end of the match before it, and none between the units of one character.
            var isInside = match.Index > 0 && match.Index < text.Length && char.IsLowSurrogate(text[match.Index]) && char.IsHighSurrogate(text[match.Index - 1]);
            if (match.Length > 0 || (match.Index != end && !isInside))
            {
                found.Add(Places(match));
            }

            end = match.Index + match.Length;
        }

        return found;
    }

    private int[] Places(Match match)
    {
        var places = new int[(_tree.Groups + 1) * 2];
        for (var i = 0; i <= _tree.Groups; i++)
        {
            var group = match.Groups[i];
            (places[i * 2], places[(i * 2) + 1]) = group.Success ? (group.Index, group.Index + group.Length) : (-1, -1);
        }

        return places;
    }

    private List<int[]> MachineMatches(string text, long limit, Action check)
    {
        var found = new List<int[]>();
        var machine = new RegexMachine(_program, _tree.Groups, text, check);
        var end = -1;
        for (var position = 0; position <= text.Length && found.Count != limit && machine.Match(position) is { } match;)
        {
            if (match[1] > match[0] || match[0] != end)
            {
                found.Add(match);
            }

            end = match[1];
            position = match[1] > match[0] ? match[1] : match[1] + (match[1] < text.Length && char.IsHighSurrogate(text[match[1]]) ? 2 : 1);
        }

        return found;
    }
}
