using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Syntax;

internal sealed partial class Parser
{
    private static readonly ConstTerm True = new(Location.None, BooleanValue.True);

    private Module Module(IReadOnlyList<Comment> comments)
    {
        if (Current.Kind == TokenKind.Eof)
        {
            throw new ParseErrorException(Current.At, "empty module");
        }

        var at = Current.At;
        if (!IsKeyword("package"))
        {
            throw new ParseErrorException(at, "package expected");
        }

        Take();
        var package = StaticPath("package");
        var imports = new List<Import>();
        while (IsKeyword("import"))
        {
            imports.Add(Import());
            TakeIf(";");
        }

        var rules = new List<Rule>();
        while (Current.Kind != TokenKind.Eof)
        {
            Rules(rules);
            TakeIf(";");
        }

        var annotations = AnnotationReader.Read(comments, _file ?? "");
        AnnotationReader.Attach(annotations, rules, at.Row);
        return new Module(_file ?? "", at, package, imports, rules) { Annotations = annotations, Comments = comments, IsV1 = _v1 };
    }

    private List<string> StaticPath(string what)
    {
        if (Current.Kind != TokenKind.Name)
        {
            throw Unexpected("expected ident");
        }

        var path = new List<string>();
        var term = Reference(new VarTerm(Current.At, Take().Text));
        if (term is VarTerm name)
        {
            path.Add(name.Name);
        }
        else if (term is RefTerm { Head: VarTerm head } reference)
        {
            path.Add(head.Name);
            foreach (var step in reference.Path)
            {
                path.Add(step is ConstTerm { Value: StringValue text }
                    ? text.Value
                    : throw new ParseErrorException(step.At, $"{what} name cannot contain variables or non-string values"));
            }
        }
        else
        {
            throw new ParseErrorException(term.At, $"unexpected {what} path");
        }

        return path;
    }

    private Import Import()
    {
        var at = Take().At;
        var path = StaticPath("import");
        string? alias = null;
        if (TakeKeyword("as"))
        {
            alias = Current.Kind == TokenKind.Name ? Take().Text : throw Unexpected("expected var");
        }

        switch (path[0])
        {
            case "future":
                EnableFuture(path, at);
                break;
            case "rego":
                EnableRego(path, at);
                break;
            case "data" or "input":
                break;
            default:
                throw new ParseErrorException(at, "unexpected import path, must begin with one of: {data, future, input, rego}, got: " + path[0]);
        }

        return new Import(at, path, alias);
    }

    private void EnableFuture(List<string> path, Location at)
    {
        string[] known = ["in", "every", "if", "contains", "and", "or", "not"];
        if (path.Count < 2 || path[1] != "keywords" || path.Count > 3 || (path.Count == 3 && !known.Contains(path[2])))
        {
            throw new ParseErrorException(at, $"invalid import, must be `future.keywords`: {string.Join('.', path)}");
        }

        foreach (var word in path.Count == 2 ? known : [path[2]])
        {
            _keywords.Add(word);
            _extendedNot |= word == "not";
            if (word == "every")
            {
                _keywords.Add("in");
            }
        }
    }

    private void EnableRego(List<string> path, Location at)
    {
        if (path.Count != 2 || path[1] is not ("v1" or "v2"))
        {
            throw new ParseErrorException(at, $"invalid import `{string.Join('.', path)}`, must be `rego.v1`");
        }

        _v1 = true;
        _keywords.UnionWith(V1Keywords);
        if (path[1] == "v2")
        {
            _keywords.UnionWith(["and", "or"]);
            _extendedNot = true;
        }
    }

    private void Rules(List<Rule> rules)
    {
        var at = Current.At;
        var isDefault = TakeKeyword("default");
        if (!isDefault && IsAnyKeyword())
        {
            throw Unexpected();
        }

        if (Current.Kind != TokenKind.Name)
        {
            throw Unexpected();
        }

        var name = Take();
        var reference = Reference(new VarTerm(name.At, name.Text));
        var rule = Head(at, isDefault, reference);
        rule = RuleBody(rule);
        rules.Add(rule);
        while (!_v1 && Current.Is("{") && rule.HasBody && rule.Else is null)
        {
            // v0: further bodies after the first are further rules with the same head.
            Take();
            rules.Add(rule with { Body = Body("}") });
        }
    }

    private Rule Head(Location at, bool isDefault, Term reference)
    {
        IReadOnlyList<Term> arguments = [];
        var kind = RuleKind.Complete;
        if (reference is CallTerm call)
        {
            kind = RuleKind.Function;
            arguments = call.Arguments;
            reference = call.Operator;
        }

        var head = HeadPath(reference);
        Term? member = null;
        Term? value = null;
        var assign = false;
        if (kind == RuleKind.Complete && TakeKeyword("contains"))
        {
            kind = RuleKind.Set;
            member = Expression();
        }

        if (kind != RuleKind.Set && (Current.Is(":=") || Current.Is("=")))
        {
            assign = Take().Text == ":=";
            value = Expression();
        }

        return new Rule(at, isDefault, head, kind, arguments, member, value, assign, [], null);
    }

    private static List<Term> HeadPath(Term reference) => reference switch
    {
        VarTerm name => [new ConstTerm(name.At, new StringValue(name.Name))],
        RefTerm { Head: VarTerm name } path => [new ConstTerm(name.At, new StringValue(name.Name)), .. path.Path],
        _ => throw new ParseErrorException(reference.At, "unexpected rule head"),
    };

    private Rule RuleBody(Rule rule)
    {
        if (rule.IsDefault)
        {
            return rule.Value is null ? throw new ParseErrorException(rule.At, "default rules must have a value") : rule;
        }

        var hasIf = TakeKeyword("if");
        if (hasIf || (!_v1 && Current.Is("{")))
        {
            rule = rule with { Body = IfBody(hasIf), HasBody = true };
        }
        else if (_v1 && Current.Is("{"))
        {
            throw new ParseErrorException(rule.At, "`if` keyword is required before rule body");
        }
        else if (rule.Value is null && rule.Kind != RuleKind.Set && _v1 && rule.Head.Count > 0 && !IsKeyword("else"))
        {
            throw new ParseErrorException(rule.At, rule.Head.Count == 2
                ? "`contains` keyword is required for partial set rules"
                : $"var cannot be used for rule name");
        }

        if (!_v1 && !hasIf && rule is { Kind: RuleKind.Complete, Value: null, Head.Count: 2 })
        {
            // v0: p[x] without value is a set rule.
            rule = rule with { Kind = RuleKind.Set, Member = rule.Head[1], Head = [rule.Head[0]] };
        }

        return rule with { Value = rule.Value ?? (rule.Kind == RuleKind.Set ? null : True), Else = Else(rule) };
    }

    private List<Literal> IfBody(bool hasIf)
    {
        if (!Current.Is("{"))
        {
            return [Literal()];
        }

        if (!hasIf)
        {
            Take();
            return Body("}");
        }

        return Attempt(() => BracedBody(() => Current.NewLine || Current.Kind == TokenKind.Eof || IsKeyword("else") || Current.Is(";")))
            ?? Attempt<List<Literal>>(() => [Literal()])
            ?? BracedBody(() => true)!;
    }

    private Rule? Else(Rule rule)
    {
        if (!IsKeyword("else"))
        {
            return null;
        }

        var at = Take().At;
        if (rule.Kind == RuleKind.Set)
        {
            throw new ParseErrorException(at, "else keyword cannot be used on multi-value rules");
        }

        Term? value = null;
        if (Current.Is(":=") || Current.Is("="))
        {
            Take();
            value = Expression();
        }

        IReadOnlyList<Literal> body = [];
        var hasIf = TakeKeyword("if");
        var hasBody = hasIf || (!_v1 && Current.Is("{"));
        if (hasBody)
        {
            body = IfBody(hasIf);
        }

        var branch = rule with { At = at, Value = value ?? True, Body = body, HasBody = hasBody, Else = null };
        return branch with { Else = Else(branch) };
    }
}
