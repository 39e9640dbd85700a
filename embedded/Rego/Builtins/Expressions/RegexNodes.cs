namespace OpenClaw.Rego.Builtins.Expressions;

// The syntax tree of a pattern, one record per form. Flags are resolved: nothing below depends on them.
internal abstract record RegexNode;

internal sealed record EmptyNode : RegexNode;

internal sealed record RunesNode(RuneSet Set) : RegexNode;

internal sealed record SequenceNode(IReadOnlyList<RegexNode> Items) : RegexNode;

internal sealed record ChoiceNode(IReadOnlyList<RegexNode> Items) : RegexNode;

/// <param name="Max">Negative without an upper bound.</param>
internal sealed record RepeatNode(RegexNode Item, int Min, int Max, bool Greedy) : RegexNode;

/// <param name="Index">The number of the group, from 1.</param>
internal sealed record CaptureNode(RegexNode Item, int Index) : RegexNode;

internal enum Anchor
{
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordEdge,
    NoWordEdge,
}

internal sealed record AnchorNode(Anchor Kind) : RegexNode;
