using OpenClaw.Rego.Syntax;

namespace OpenClaw.Rego.Compile;

/// <summary>All names that occur anywhere in a module's rules.</summary>
internal static class SyntaxNames
{
    public static void Collect(Module module, HashSet<string> names)
    {
        foreach (var rule in module.Rules)
        {
            for (var branch = rule; branch is not null; branch = branch.Else)
            {
                Visit([.. branch.Head, .. branch.Arguments, branch.Member, branch.Value], names);
                Visit(branch.Body, names);
            }
        }
    }

    private static void Visit(IEnumerable<Literal> body, HashSet<string> names)
    {
        foreach (var literal in body)
        {
            switch (literal)
            {
                case ExprLiteral expression:
                    Visit([expression.Expression], names);
                    break;
                case SomeInLiteral some:
                    Visit([some.Key, some.Value, some.Domain], names);
                    break;
                case EveryLiteral every:
                    Visit([every.Domain], names);
                    Visit(every.Body, names);
                    break;
                case NotLiteral not:
                    Visit(not.Body, names);
                    break;
                case LogicLiteral logic:
                    Visit(logic.Left.Concat(logic.Right), names);
                    break;
                case GroupLiteral group:
                    Visit(group.Body, names);
                    break;
                default:
                    break;
            }

            Visit(literal.With.SelectMany(clause => new[] { clause.Target, clause.Value }), names);
        }
    }

    private static void Visit(IEnumerable<Term?> terms, HashSet<string> names)
    {
        foreach (var term in terms)
        {
            switch (term)
            {
                case VarTerm name:
                    names.Add(name.Name);
                    break;
                case RefTerm reference:
                    Visit(reference.Path.Prepend(reference.Head), names);
                    break;
                case ArrayTerm array:
                    Visit(array.Items, names);
                    break;
                case SetTerm set:
                    Visit(set.Items, names);
                    break;
                case ObjectTerm obj:
                    Visit(obj.Pairs.SelectMany(pair => new[] { pair.Key, pair.Value }), names);
                    break;
                case CallTerm call:
                    Visit(call.Arguments.Prepend(call.Operator), names);
                    break;
                case ComprehensionTerm comprehension:
                    Visit([comprehension.Key, comprehension.Value], names);
                    Visit(comprehension.Body, names);
                    break;
                case TemplateTerm template:
                    Visit(template.Parts.OfType<Literal>(), names);
                    break;
                default:
                    break;
            }
        }
    }
}
