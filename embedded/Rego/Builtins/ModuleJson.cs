using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>A parsed module as the JSON that OPA's syntax tree has.</summary>
internal static class ModuleJson
{
    public static ObjectValue Write(Module module)
    {
        var fields = new List<(string, RegoValue)>
        {
            ("package", ObjectValue.Of(("path", Path([Variable("data"), .. module.Package.Select(part => Tagged("string", new StringValue(part)))])))),
            ("rules", Items(module.Rules.Select(Rule))),
        };
        if (module.Imports.Count > 0)
        {
            fields.Add(("imports", Items(module.Imports.Select(Import))));
        }

        return ObjectValue.Of([.. fields]);
    }

    private static ArrayValue Items(IEnumerable<RegoValue> items) => new([.. items]);

    private static ArrayValue Path(IEnumerable<RegoValue> items) => Items(items);

    private static ObjectValue Tagged(string type, RegoValue value) => ObjectValue.Of(("type", new StringValue(type)), ("value", value));

    private static ObjectValue Variable(string name) => Tagged("var", new StringValue(name));

    private static ObjectValue Import(Import import)
    {
        var path = Tagged("ref", Items(import.Path.Select((part, i) => i == 0 ? Variable(part) : Tagged("string", new StringValue(part)))));
        return import.Alias is null ? ObjectValue.Of(("path", path)) : ObjectValue.Of(("path", path), ("alias", new StringValue(import.Alias)));
    }

    public static ObjectValue Rule(Rule rule)
    {
        var head = new List<(string, RegoValue)>
        {
            ("name", new StringValue(rule.Name)),
            ("ref", Items(rule.Head.Select((step, i) => i == 0 ? Variable(rule.Name) : Term(step)))),
        };
        Add(head, "key", rule.Member);
        Add(head, "value", rule.Kind == RuleKind.Set ? null : rule.Value);
        if (rule.Arguments.Count > 0)
        {
            head.Add(("args", Items(rule.Arguments.Select(Term))));
        }

        if (rule.Assign)
        {
            head.Add(("assign", BooleanValue.True));
        }

        var body = rule.Body.Count > 0 ? rule.Body : [new ExprLiteral(rule.At, new ConstTerm(rule.At, BooleanValue.True))];
        var fields = new List<(string, RegoValue)> { ("head", ObjectValue.Of([.. head])), ("body", Body(body)) };
        if (rule.IsDefault)
        {
            fields.Add(("default", BooleanValue.True));
        }

        if (rule.Else is not null)
        {
            fields.Add(("else", Rule(rule.Else)));
        }

        return ObjectValue.Of([.. fields]);
    }

    private static void Add(List<(string, RegoValue)> fields, string name, Term? term)
    {
        if (term is not null)
        {
            fields.Add((name, Term(term)));
        }
    }

    public static ArrayValue Body(IReadOnlyList<Literal> body) => Items(body.Select(Expression));

    public static RegoValue Expression(Literal literal, int index)
    {
        var fields = new List<(string, RegoValue)> { ("index", NumberValue.Of(index)), ("terms", Terms(literal)) };
        if (literal is NotLiteral)
        {
            fields.Add(("negated", BooleanValue.True));
        }

        if (literal.With.Count > 0)
        {
            fields.Add(("with", Items(literal.With.Select(clause => ObjectValue.Of(("target", Term(clause.Target)), ("value", Term(clause.Value)))))));
        }

        return ObjectValue.Of([.. fields]);
    }

    private static RegoValue Terms(Literal literal) => literal switch
    {
        ExprLiteral { Expression: CallTerm call } => Items([Operator(call.Operator), .. call.Arguments.Select(Term)]),
        ExprLiteral expression => Term(expression.Expression),
        NotLiteral not => Terms(not.Body[0]),
        SomeLiteral some => ObjectValue.Of(("symbols", Items(some.Names.Select(Term)))),
        SomeInLiteral some => ObjectValue.Of(("symbols", Items([Tagged("call", Items(some.Key is null
            ? [Operator(new VarTerm(some.At, "internal.member_2")), Term(some.Value), Term(some.Domain)]
            : [Operator(new VarTerm(some.At, "internal.member_3")), Term(some.Key), Term(some.Value), Term(some.Domain)]))]))),
        EveryLiteral every => ObjectValue.Of(("body", Body(every.Body)), ("domain", Term(every.Domain)),
            ("key", every.Key is null ? NullValue.Instance : Term(every.Key)), ("value", Term(every.Value))),
        LogicLiteral logic => Items([Tagged("ref", Items([Variable(logic.IsOr ? "or" : "and")])), Body(logic.Left), Body(logic.Right)]),
        _ => NullValue.Instance,
    };

    private static ObjectValue Operator(Term term) => term is VarTerm name
        ? Tagged("ref", Items(name.Name.Split('.').Select((part, i) => i == 0 ? Variable(part) : Tagged("string", new StringValue(part)))))
        : Term(term);

    public static ObjectValue Term(Term term) => term switch
    {
        ConstTerm constant => Tagged(constant.Value.TypeName, constant.Value),
        VarTerm name => Variable(name.IsWildcard ? "$_" : name.Name),
        RefTerm reference => Tagged("ref", Items([Term(reference.Head), .. reference.Path.Select(Term)])),
        ArrayTerm array => Tagged("array", Items(array.Items.Select(Term))),
        SetTerm set => Tagged("set", Items(set.Items.Select(Term))),
        ObjectTerm obj => Tagged("object", Items(obj.Pairs.Select(pair => Items([Term(pair.Key), Term(pair.Value)])))),
        CallTerm call => Tagged("call", Items([Operator(call.Operator), .. call.Arguments.Select(Term)])),
        ComprehensionTerm comprehension => Comprehension(comprehension),
        TemplateTerm template => Tagged("templatestring", Items(template.Parts.Select((part, i) => part is string text
            ? Tagged("string", new StringValue(text)) : Expression((Literal)part, i)))),
        _ => throw new InvalidOperationException($"no JSON for {term.GetType().Name}"),
    };

    private static ObjectValue Comprehension(ComprehensionTerm term) => term.Kind switch
    {
        ComprehensionKind.Array => Tagged("arraycomprehension", ObjectValue.Of(("term", Term(term.Value)), ("body", Body(term.Body)))),
        ComprehensionKind.Set => Tagged("setcomprehension", ObjectValue.Of(("term", Term(term.Value)), ("body", Body(term.Body)))),
        _ => Tagged("objectcomprehension", ObjectValue.Of(("key", Term(term.Key!)), ("value", Term(term.Value)), ("body", Body(term.Body)))),
    };
}
