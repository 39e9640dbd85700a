using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>Whether some non-empty text matches two expressions made of characters, dots, sets, and the marks + and *.</summary>
internal static class GlobIntersection
{
    private sealed record Piece(HashSet<char>? Members, char Mark);

    public static RegoValue? Match(CallContext call, string left, string right)
    {
        if (Parse(left, out var leftError) is not { } a)
        {
            return call.Fail(leftError);
        }

        return Parse(right, out var rightError) is { } b ? BooleanValue.Of(Intersect(call, a, b)) : call.Fail(rightError);
    }

    /// <summary>Walks pairs of positions; a pair of pieces meets when some character fits both.</summary>
    private static bool Intersect(CallContext call, List<Piece> left, List<Piece> right)
    {
        var seen = new HashSet<(int, int)>();
        var waiting = new Stack<(int L, int R)>([(0, 0)]);
        while (waiting.TryPop(out var state))
        {
            call.Check();
            if (!seen.Add(state))
            {
                continue;
            }

            var (l, r) = state;
            if (l == left.Count && r == right.Count)
            {
                return true;
            }

            if (l < left.Count && left[l].Mark == '*')
            {
                waiting.Push((l + 1, r));
            }

            if (r < right.Count && right[r].Mark == '*')
            {
                waiting.Push((l, r + 1));
            }

            if (l < left.Count && r < right.Count && Meet(left[l], right[r]))
            {
                Advance(waiting, left[l], right[r], l, r);
            }
        }

        return false;
    }

    private static void Advance(Stack<(int L, int R)> waiting, Piece left, Piece right, int l, int r)
    {
        int[] nextLeft = left.Mark == '\0' ? [l + 1] : [l, l + 1];
        int[] nextRight = right.Mark == '\0' ? [r + 1] : [r, r + 1];
        foreach (var a in nextLeft)
        {
            foreach (var b in nextRight)
            {
                waiting.Push((a, b));
            }
        }
    }

    private static bool Meet(Piece left, Piece right) =>
        left.Members is null || right.Members is null || left.Members.Overlaps(right.Members);

    private static List<Piece>? Parse(string text, out string error)
    {
        var pieces = new List<Piece>();
        error = "";
        for (var i = 0; i < text.Length; i++)
        {
            HashSet<char>? members = null;
            switch (text[i])
            {
                case '.':
                    break;
                case '\\' when i + 1 < text.Length:
                    members = [text[++i]];
                    break;
                case '[':
                    if (Members(text, ref i) is not { } set)
                    {
                        error = Problem(text, i, "set-open '[' without a matching ']'");
                        return null;
                    }

                    members = set;
                    break;
                case ']':
                    error = Problem(text, i + 1, "set-close ']' with no preceding '['");
                    return null;
                case '+' or '*':
                    error = Problem(text, i + 1, $"flag '{text[i]}' must be preceded by a non-flag");
                    return null;
                default:
                    members = [text[i]];
                    break;
            }

            var mark = i + 1 < text.Length && text[i + 1] is '+' or '*' ? text[++i] : '\0';
            pieces.Add(new Piece(members, mark));
        }

        return pieces;
    }

    private static string Problem(string text, int position, string what) =>
        FormattableString.Invariant($"input:{text}, pos:{position}, {what}: the input provided is invalid");

    private static HashSet<char>? Members(string text, ref int position)
    {
        var members = new HashSet<char>();
        for (position++; position < text.Length && text[position] != ']'; position++)
        {
            var from = text[position] == '\\' && position + 1 < text.Length ? text[++position] : text[position];
            if (position + 2 < text.Length && text[position + 1] == '-' && text[position + 2] != ']')
            {
                for (var c = (int)from; c <= text[position + 2]; c++)
                {
                    members.Add((char)c);
                }

                position += 2;
            }
            else
            {
                members.Add(from);
            }
        }

        return position < text.Length ? members : null;
    }
}
