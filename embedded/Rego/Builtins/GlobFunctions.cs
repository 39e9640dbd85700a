using System.Collections.Concurrent;
using System.Text;
using OpenClaw.Rego.Builtins.Expressions;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class GlobFunctions
{
    private const int CacheLimit = 2000;
    private static readonly ConcurrentDictionary<(string Pattern, string Delimiters), GoRegex?> Cache = new();

    public static IEnumerable<Builtin> All() =>
    [
        new("glob.match", 3, Match),
        new("glob.quote_meta", 1, (c, a) => c.Text(a, 0, out var text) ? Operands.Value(Quote(text)) : null),
    ];

    private static string Quote(string text)
    {
        var quoted = new StringBuilder();
        foreach (var c in text)
        {
            quoted.Append(@"*?\[]{}".Contains(c, StringComparison.Ordinal) ? "\\" : "").Append(c);
        }

        return quoted.ToString();
    }

    private static RegoValue? Match(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out var pattern) || !call.Text(arguments, 2, out var text))
        {
            return null;
        }

        string delimiters;
        switch (arguments[1])
        {
            case NullValue:
                delimiters = "";
                break;
            case ArrayValue array:
                if (Array.Find(array.Items, item => item is not StringValue) is { } stranger)
                {
                    return call.TypeError($"operand 2 must be array of string but got array containing {stranger.TypeName}");
                }

                delimiters = array.Count == 0 ? "." : string.Concat(array.Items.Select(item => ((StringValue)item).Value));
                break;
            default:
                return call.WrongType(2, "one of {null, array}", arguments[1]);
        }

        if (!Cache.TryGetValue((pattern, delimiters), out var regex))
        {
            if (Cache.Count >= CacheLimit)
            {
                Cache.Clear();
            }

            regex = GlobTranslator.Translate(pattern, delimiters) is { } expression && GoRegex.TryGet(expression, out var made, out _) ? made : null;
            Cache[(pattern, delimiters)] = regex;
        }

        return regex is null ? call.Fail("invalid glob pattern") : BooleanValue.Of(regex.IsMatch(text, call));
    }
}
