using OpenClaw.Rego.Builtins.Expressions;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class RegexFunctions
{
    public static IEnumerable<Builtin> All() =>
    [
        new("regex.match", 2, IsMatch),
        new("regex.is_valid", 1, (c, a) => BooleanValue.Of(a[0] is StringValue text && GoRegex.TryGet(text.Value, out _, out _))),
        new("regex.find_n", 3, FindN),
        new("regex.find_all_string_submatch_n", 3, FindGroups),
        new("regex.replace", 3, Replace),
        new("regex.split", 2, (c, a) => With(c, a, 0, 1, (regex, text) => Split(c, regex, text))),
        new("regex.template_match", 4, TemplateMatch),
        new("regex.globs_match", 2, (c, a) => c.Text(a, 0, out var left) && c.Text(a, 1, out var right) ? GlobIntersection.Match(c, left, right) : null),
    ];

    /// <summary>Written out, as decisions often ask for it: no delegate is made.</summary>
    private static RegoValue? IsMatch(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out var pattern) || !call.Text(arguments, 1, out var text))
        {
            return null;
        }

        return GoRegex.TryGet(pattern, out var regex, out var error) ? BooleanValue.Of(regex!.IsMatch(text, call)) : call.Fail(error);
    }

    private static RegoValue? With(CallContext call, RegoValue[] arguments, int pattern, int text, Func<GoRegex, string, RegoValue?> compute)
    {
        if (!call.Text(arguments, Math.Min(pattern, text), out _) || !call.Text(arguments, Math.Max(pattern, text), out _))
        {
            return null;
        }

        return GoRegex.TryGet(((StringValue)arguments[pattern]).Value, out var regex, out var error)
            ? compute(regex!, ((StringValue)arguments[text]).Value)
            : call.Fail(error);
    }

    private static RegoValue? FindN(CallContext call, RegoValue[] arguments) => !call.Integer(arguments, 2, out var count)
        ? null
        : With(call, arguments, 0, 1, (regex, text) => new ArrayValue([.. regex.Matches(text, call, count).Select(match => Operands.Value(text[match[0]..match[1]]))]));

    private static RegoValue? FindGroups(CallContext call, RegoValue[] arguments) => !call.Integer(arguments, 2, out var count)
        ? null
        : With(call, arguments, 0, 1, (regex, text) => new ArrayValue([.. regex.Matches(text, call, count)
            .Select(match => (RegoValue)new ArrayValue([.. match.Chunk(2).Select(group => group[0] < 0 ? StringValue.Empty : Operands.Value(text[group[0]..group[1]]))]))]));

    private static RegoValue? Replace(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out _) || !call.Text(arguments, 1, out _) || !call.Text(arguments, 2, out var by))
        {
            return null;
        }

        return With(call, arguments, 1, 0, (regex, text) => Operands.Value(regex.Replace(text, by, call)));
    }

    private static ArrayValue Split(CallContext call, GoRegex regex, string text)
    {
        var pieces = new List<RegoValue>();
        var position = 0;
        if (text.Length == 0)
        {
            return new ArrayValue([StringValue.Empty]);
        }

        foreach (var match in regex.Matches(text, call))
        {
            if (match[0] == match[1] && (match[0] == 0 || match[0] == text.Length))
            {
                continue;
            }

            pieces.Add(Operands.Value(text[position..match[0]]));
            position = match[1];
        }

        pieces.Add(Operands.Value(text[position..]));
        return new ArrayValue([.. pieces]);
    }

    /// <summary>Text outside the delimiters is literal, text between them a pattern.</summary>
    private static RegoValue? TemplateMatch(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out var template) || !call.Text(arguments, 1, out var text) || !call.Text(arguments, 2, out var open) || !call.Text(arguments, 3, out var close))
        {
            return null;
        }

        if (open.Length != 1 || close.Length != 1)
        {
            return call.Fail("delimiters must be a single character");
        }

        var pattern = new System.Text.StringBuilder("^");
        var position = 0;
        while (position < template.Length)
        {
            var start = template.IndexOf(open[0], position);
            if (start < 0)
            {
                break;
            }

            var end = Balanced(template, start, open[0], close[0]);
            if (end < 0)
            {
                return call.Fail("error parsing template: unbalanced braces in " + template);
            }

            pattern.Append(Quote(template[position..start])).Append('(').Append(template, start + 1, end - start - 1).Append(')');
            position = end + 1;
        }

        pattern.Append(Quote(template[position..])).Append('$');
        return GoRegex.TryGet(pattern.ToString(), out var regex, out var error) ? BooleanValue.Of(regex!.IsMatch(text, call)) : call.Fail(error);
    }

    /// <summary>The text as a pattern that matches nothing else.</summary>
    private static string Quote(string text) =>
        string.Concat(text.Select(c => char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) ? "\\" + c : c.ToString()));

    private static int Balanced(string text, int start, char open, char close)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            depth += text[i] == open ? 1 : text[i] == close ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
