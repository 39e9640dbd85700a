using System.Text;
using System.Text.RegularExpressions;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Core;

/// <summary>Syntax trees as Rego text: terms.</summary>
internal static partial class RegoText
{
    private static readonly Dictionary<string, (string Sign, int Level)> Infix = new(StringComparer.Ordinal)
    {
        ["mul"] = ("*", 1),
        ["div"] = ("/", 1),
        ["rem"] = ("%", 1),
        ["plus"] = ("+", 2),
        ["minus"] = ("-", 2),
        ["and"] = ("&", 3),
        ["or"] = ("|", 4),
        ["equal"] = ("==", 5),
        ["neq"] = ("!=", 5),
        ["lt"] = ("<", 5),
        ["lte"] = ("<=", 5),
        ["gt"] = (">", 5),
        ["gte"] = (">=", 5),
        ["internal.member_2"] = ("in", 6),
        ["internal.member_3"] = ("in", 6),
        ["eq"] = ("=", 10),
        ["assign"] = (":=", 10),
    };

    public static string Of(Term term) => term switch
    {
        ConstTerm constant => constant.Value.ToString(),
        VarTerm name => name.Name,
        RefTerm reference => Reference(reference),
        ArrayTerm array => $"[{List(array.Items)}]",
        SetTerm { Items.Count: 0 } => "set()",
        SetTerm set => $"{{{List(set.Items)}}}",
        ObjectTerm obj => $"{{{string.Join(", ", obj.Pairs.Select(pair => $"{Member(pair.Key)}: {Member(pair.Value)}"))}}}",
        CallTerm call => Call(call),
        ComprehensionTerm closure => Comprehension(closure),
        TemplateTerm template => Template(template),
        _ => throw new InvalidOperationException($"no text for {term.GetType().Name}"),
    };

    private static string List(IEnumerable<Term> terms) => string.Join(", ", terms.Select(Member));

    /// <summary>A term between commas or brackets.</summary>
    private static string Member(Term term) => term is CallTerm call && Sign(call) is { Level: >= 4 } ? $"({Of(term)})" : Of(term);

    private static string Reference(RefTerm reference)
    {
        var text = new StringBuilder(reference.Head is CallTerm call && Sign(call) is not null ? $"({Of(reference.Head)})" : Of(reference.Head));
        foreach (var step in reference.Path)
        {
            text.Append(step is ConstTerm { Value: StringValue name } && Identifier().IsMatch(name.Value) && !Words.Contains(name.Value) ? "." + name.Value : $"[{Of(step)}]");
        }

        return text.ToString();
    }

    private static (string Sign, int Level)? Sign(CallTerm call) =>
        call.Operator is VarTerm name && Infix.TryGetValue(name.Name, out var found) && call.Arguments.Count == (name.Name == "internal.member_3" ? 3 : 2) ? found : null;

    private static string Call(CallTerm call)
    {
        if (Sign(call) is not var (sign, level))
        {
            return $"{Of(call.Operator)}({List(call.Arguments)})";
        }

        var sides = call.Arguments.Select(argument => argument is CallTerm inner && Sign(inner) is var (_, below) && below >= level ? $"({Of(argument)})" : Of(argument)).ToList();
        return $"{string.Join(", ", sides.SkipLast(1))} {sign} {sides[^1]}";
    }

    private static string Comprehension(ComprehensionTerm closure)
    {
        var head = closure.Key is null ? Member(closure.Value) : $"{Member(closure.Key)}: {Member(closure.Value)}";
        var (open, end) = closure.Kind == ComprehensionKind.Array ? ("[", "]") : ("{", "}");
        return $"{open}{head} | {Body(closure.Body)}{end}";
    }

    private static string Template(TemplateTerm template)
    {
        var text = new StringBuilder("$\"");
        foreach (var part in template.Parts)
        {
            text.Append(part is string constant
                ? new StringValue(constant).ToString()[1..^1].Replace("{", "\\{", StringComparison.Ordinal)
                : $"{{{Of((Literal)part)}}}");
        }

        return text.Append('"').ToString();
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();
}
