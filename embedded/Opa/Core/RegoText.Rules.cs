using System.Text;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Core;

/// <summary>Syntax trees as Rego text: literals, rules, modules.</summary>
internal static partial class RegoText
{
    private static readonly HashSet<string> Words =
        ["as", "contains", "default", "else", "every", "false", "if", "import", "in", "not", "null", "package", "some", "true", "with", "and", "or"];

    public static string Body(IEnumerable<Literal> body) => string.Join("; ", body.Select(Of));

    public static string Of(Literal literal) => Bare(literal) + string.Concat(literal.With.Select(clause => $" with {Of(clause.Target)} as {Of(clause.Value)}"));

    public static string Of(Module module)
    {
        var text = new StringBuilder("package ").Append(Package(module.Package)).Append('\n');
        foreach (var import in module.Imports)
        {
            text.Append("\nimport ").Append(string.Join('.', import.Path));
        }

        foreach (var rule in module.Rules)
        {
            text.Append('\n').Append(Of(rule)).Append('\n');
        }

        return text.ToString();
    }

    public static string Of(Rule rule)
    {
        var text = new StringBuilder(rule.IsDefault ? "default " : "").Append(Head(rule));
        for (var branch = rule; branch is not null; branch = branch.Else)
        {
            text.Append(branch == rule ? "" : " else").Append(Value(branch));
            if (branch.Body.Count > 0)
            {
                text.Append(" if {\n").AppendJoin('\n', branch.Body.Select(literal => "\t" + Of(literal))).Append("\n}");
            }
        }

        return text.ToString();
    }

    private static string Package(IReadOnlyList<string> path) =>
        string.Concat(path.Select((part, i) => Identifier().IsMatch(part) && !Words.Contains(part) ? (i == 0 ? "" : ".") + part : $"[{new StringValue(part)}]"));

    private static string Head(Rule rule)
    {
        var name = new StringBuilder(rule.Name);
        foreach (var step in rule.Head.Skip(1))
        {
            name.Append(step is ConstTerm { Value: StringValue part } && Identifier().IsMatch(part.Value) && !Words.Contains(part.Value) ? "." + part.Value : $"[{Of(step)}]");
        }

        return rule.Kind == RuleKind.Function ? $"{name}({List(rule.Arguments)})" : rule.Member is null ? name.ToString() : $"{name} contains {Member(rule.Member)}";
    }

    private static string Value(Rule rule) => rule.Value is null || rule.Kind == RuleKind.Set || (rule.Value is ConstTerm { Value: BooleanValue { Value: true } } && rule.Body.Count > 0)
        ? "" : " := " + Of(rule.Value);

    private static string Bare(Literal literal) => literal switch
    {
        ExprLiteral expression => Of(expression.Expression),
        NotLiteral { Body: [var only] } => $"not {Of(only)}",
        NotLiteral not => $"not {{ {Body(not.Body)} }}",
        SomeLiteral some => $"some {List(some.Names)}",
        SomeInLiteral some => $"some {(some.Key is null ? "" : Member(some.Key) + ", ")}{Member(some.Value)} in {Of(some.Domain)}",
        EveryLiteral every => $"every {(every.Key is null ? "" : every.Key.Name + ", ")}{every.Value.Name} in {Of(every.Domain)} {{ {Body(every.Body)} }}",
        LogicLiteral logic => $"{{ {Body(logic.Left)} }} {(logic.IsOr ? "or" : "and")} {{ {Body(logic.Right)} }}",
        GroupLiteral group => $"{{ {Body(group.Body)} }}",
        _ => throw new InvalidOperationException($"no text for {literal.GetType().Name}"),
    };
}
