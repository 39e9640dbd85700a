using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class StringFunctions
{
    private const string Texts = "one of {string, set, array}";

    public static IEnumerable<Builtin> All() =>
    [
        new("concat", 2, Concat),
        new("contains", 2, (c, a) => Two(c, a, (x, y) => BooleanValue.Of(x.Contains(y, StringComparison.Ordinal)))),
        new("startswith", 2, (c, a) => Two(c, a, (x, y) => BooleanValue.Of(x.StartsWith(y, StringComparison.Ordinal)))),
        new("endswith", 2, (c, a) => Two(c, a, (x, y) => BooleanValue.Of(x.EndsWith(y, StringComparison.Ordinal)))),
        new("indexof", 2, IndexOf),
        new("indexof_n", 2, IndexOfAll),
        new("lower", 1, (c, a) => c.Text(a, 0, out var x) ? Operands.Value(x.ToLowerInvariant()) : null),
        new("upper", 1, (c, a) => c.Text(a, 0, out var x) ? Operands.Value(x.ToUpperInvariant()) : null),
        new("replace", 3, Replace),
        new("strings.replace_n", 2, ReplaceAll),
        new("split", 2, (c, a) => Two(c, a, (x, y) => Split(c, x, y))),
        new("strings.split_n", 3, SplitN),
        new("sprintf", 2, (c, a) => c.Text(a, 0, out var format) && c.Array(a, 1, out var values) ? Operands.Value(GoFormat.Format(format, values.Items)) : null),
        new("strings.any_prefix_match", 2, (c, a) => AnyMatch(c, a, (text, part) => text.StartsWith(part, StringComparison.Ordinal))),
        new("strings.any_suffix_match", 2, (c, a) => AnyMatch(c, a, (text, part) => text.EndsWith(part, StringComparison.Ordinal))),
        new("strings.count", 2, (c, a) => Two(c, a, (x, y) => NumberValue.Of(Count(c, x, y)))),
        new("strings.reverse", 1, (c, a) => c.Text(a, 0, out var x) ? Operands.Value(string.Concat(x.EnumerateRunes().Reverse())) : WithName(c, a[0])),
        new("strings.render_template", 2, (c, a) => c.Text(a, 0, out var text) && c.Object(a, 1, out var values) ? GoTemplate.Render(c, text, values) : null),
        new("substring", 3, Substring),
        new("trim", 2, (c, a) => Two(c, a, (x, y) => Operands.Value(Trim(x, y, true, true)))),
        new("trim_left", 2, (c, a) => Two(c, a, (x, y) => Operands.Value(Trim(x, y, true, false)))),
        new("trim_right", 2, (c, a) => Two(c, a, (x, y) => Operands.Value(Trim(x, y, false, true)))),
        new("trim_prefix", 2, (c, a) => Two(c, a, (x, y) => Operands.Value(x.StartsWith(y, StringComparison.Ordinal) ? x[y.Length..] : x))),
        new("trim_suffix", 2, (c, a) => Two(c, a, (x, y) => Operands.Value(x.EndsWith(y, StringComparison.Ordinal) ? x[..^y.Length] : x))),
        new("trim_space", 1, (c, a) => c.Text(a, 0, out var x) ? Operands.Value(x.Trim()) : null),
    ];

    private static RegoValue? WithName(CallContext call, RegoValue actual) => call.WrongType(1, "string", actual);

    private static RegoValue? Two(CallContext call, RegoValue[] arguments, Func<string, string, RegoValue> compute) =>
        call.Text(arguments, 0, out var first) && call.Text(arguments, 1, out var second) ? compute(first, second) : null;

    private static RegoValue? Concat(CallContext call, RegoValue[] arguments) =>
        call.Text(arguments, 0, out var separator) && call.Texts(arguments, 1, out var texts) ? Operands.Value(string.Join(separator, texts)) : null;

    private static int Runes(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    private static RegoValue? IndexOf(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out var text) || !call.Text(arguments, 1, out var part))
        {
            return null;
        }

        if (part.Length == 0)
        {
            return call.Fail("empty search character");
        }

        var index = text.IndexOf(part, StringComparison.Ordinal);
        return NumberValue.Of(index < 0 ? -1 : Runes(text.AsSpan(0, index)));
    }

    private static RegoValue? IndexOfAll(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out var text) || !call.Text(arguments, 1, out var part))
        {
            return null;
        }

        if (part.Length == 0)
        {
            return call.Fail("empty search character");
        }

        var found = new List<RegoValue>();
        var (position, counted) = (0, 0);
        for (var index = text.IndexOf(part, StringComparison.Ordinal); index >= 0; index = text.IndexOf(part, index + 1, StringComparison.Ordinal))
        {
            call.Evaluation.Tick();
            position += Runes(text.AsSpan(counted, index - counted));
            counted = index;
            found.Add(NumberValue.Of(position));
        }

        return new ArrayValue([.. found]);
    }

    private static RegoValue? Replace(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out var text) || !call.Text(arguments, 1, out var old) || !call.Text(arguments, 2, out var by))
        {
            return null;
        }

        return Operands.Value(old.Length == 0 ? Interleave(text, by) : text.Replace(old, by, StringComparison.Ordinal));
    }

    /// <summary>Replacing nothing puts the replacement around every character, as in Go.</summary>
    private static string Interleave(string text, string by) => by + string.Concat(text.EnumerateRunes().Select(rune => rune + by));

    private static RegoValue? ReplaceAll(CallContext call, RegoValue[] arguments)
    {
        if (!call.Object(arguments, 0, out var patterns))
        {
            return null;
        }

        if (Array.Exists(patterns.Keys, key => key is not StringValue))
        {
            return call.TypeError("operand 1 non-string key found in pattern object");
        }

        if (Array.Exists(patterns.Values, value => value is not StringValue))
        {
            return call.TypeError("operand 1 non-string value found in pattern object");
        }

        if (!call.Text(arguments, 1, out var text))
        {
            return null;
        }

        var pairs = patterns.Keys.Zip(patterns.Values, (key, value) => (Old: ((StringValue)key).Value, New: ((StringValue)value).Value)).ToArray();
        var result = new StringBuilder();
        for (var position = 0; position < text.Length;)
        {
            call.Check();
            var match = Array.Find(pairs, pair => pair.Old.Length > 0 && string.CompareOrdinal(text, position, pair.Old, 0, pair.Old.Length) == 0);
            if (match.Old is null)
            {
                result.Append(text[position++]);
                continue;
            }

            result.Append(match.New);
            position += match.Old.Length;
        }

        return Operands.Value(result.ToString());
    }

    private static ArrayValue Split(CallContext call, string text, string separator) =>
        new([.. Pieces(call, text, separator).Select(Operands.Value)]);

    /// <summary>One after the other, so that a text of millions of pieces ends with its evaluation.</summary>
    private static IEnumerable<string> Pieces(CallContext call, string text, string separator)
    {
        if (separator.Length == 0)
        {
            foreach (var rune in text.EnumerateRunes())
            {
                call.Evaluation.Tick();
                yield return rune.ToString();
            }

            yield break;
        }

        var start = 0;
        for (var index = text.IndexOf(separator, StringComparison.Ordinal); index >= 0; index = text.IndexOf(separator, start, StringComparison.Ordinal))
        {
            call.Evaluation.Tick();
            yield return text[start..index];
            start = index + separator.Length;
        }

        yield return text[start..];
    }

    private static RegoValue? SplitN(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out var text) || !call.Text(arguments, 1, out var separator) || !call.Integer(arguments, 2, out var count))
        {
            return null;
        }

        var pieces = Pieces(call, text, separator).ToArray();
        var limit = (int)Math.Min(Math.Abs(count), pieces.Length);
        if (count == 0)
        {
            return ArrayValue.Empty;
        }

        return new ArrayValue([.. (count > 0 ? pieces.Take(limit) : pieces.Skip(pieces.Length - limit)).Select(Operands.Value)]);
    }

    private static int Count(CallContext call, string text, string part)
    {
        if (part.Length == 0)
        {
            return Runes(text) + 1;
        }

        var count = 0;
        for (var index = text.IndexOf(part, StringComparison.Ordinal); index >= 0; index = text.IndexOf(part, index + part.Length, StringComparison.Ordinal))
        {
            call.Evaluation.Tick();
            count++;
        }

        return count;
    }

    private static RegoValue? AnyMatch(CallContext call, RegoValue[] arguments, Func<string, string, bool> matches)
    {
        if (Candidates(call, arguments, 0) is not { } texts || Candidates(call, arguments, 1) is not { } parts)
        {
            return null;
        }

        return BooleanValue.Of(Array.Exists(texts, text =>
        {
            call.Check();
            return Array.Exists(parts, part => matches(text, part));
        }));
    }

    private static string[]? Candidates(CallContext call, RegoValue[] arguments, int index)
    {
        if (arguments[index] is StringValue single)
        {
            return [single.Value];
        }

        if (arguments[index] is not (ArrayValue or SetValue))
        {
            call.WrongType(index + 1, Texts, arguments[index]);
            return null;
        }

        return call.Texts(arguments, index, out var texts) ? texts : null;
    }

    private static RegoValue? Substring(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out var text) || !call.Integer(arguments, 1, out var start) || !call.Integer(arguments, 2, out var length))
        {
            return null;
        }

        if (start < 0)
        {
            return call.Fail("negative offset");
        }

        if (Ascii.IsValid(text))
        {
            return start >= text.Length ? StringValue.Empty
                : Operands.Value(text[(int)start..(int)(length < 0 ? text.Length : Math.Min(text.Length, start + length))]);
        }

        var runes = text.EnumerateRunes().ToArray();
        if (start >= runes.Length)
        {
            return StringValue.Empty;
        }

        var end = length < 0 ? runes.Length : Math.Min(runes.Length, start + length);
        return Operands.Value(string.Concat(runes[(int)start..(int)end]));
    }

    private static string Trim(string text, string cutset, bool left, bool right)
    {
        var cut = cutset.EnumerateRunes().ToHashSet();
        var runes = text.EnumerateRunes().ToArray();
        var (start, end) = (0, runes.Length);
        while (left && start < end && cut.Contains(runes[start]))
        {
            start++;
        }

        while (right && end > start && cut.Contains(runes[end - 1]))
        {
            end--;
        }

        return string.Concat(runes[start..end]);
    }
}
