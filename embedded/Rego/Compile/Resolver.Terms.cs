using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Types;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

internal sealed partial class Resolver
{
    /// <summary>Built-ins of Rego v0 that v1 has taken away.</summary>
    private static readonly HashSet<string> Deprecated = new(StringComparer.Ordinal)
    {
        "all", "any", "cast_array", "cast_boolean", "cast_null", "cast_object", "cast_set", "cast_string", "net.cidr_overlap", "re_match", "set_diff",
    };

    private T Term(Term term)
    {
        switch (term)
        {
            case ConstTerm constant:
                return new TConst(constant.At, constant.Value);
            case VarTerm name:
                return Noted(Name(name));
            case RefTerm reference:
                return Reference(reference);
            case ArrayTerm array:
                return Fold(new TArray(array.At, [.. array.Items.Select(Term)]));
            case SetTerm set:
                return Fold(new TSet(set.At, [.. set.Items.Select(Term)]));
            case ObjectTerm obj:
                return Fold(new TObject(obj.At, [.. obj.Pairs.Select(pair => (Term(pair.Key), Term(pair.Value)))]));
            case CallTerm call:
                return Call(call);
            case ComprehensionTerm comprehension:
                return Comprehension(comprehension);
            case TemplateTerm template:
                return new TTemplate(template.At, [.. template.Parts.Select(part => part is Literal literal ? Part(literal) : part)]);
            default:
                throw new InvalidOperationException($"no meaning for {term.GetType().Name}");
        }
    }

    /// <summary>Composites of constants become one constant, shared by all evaluations.</summary>
    private static T Fold(T term) => term switch
    {
        TArray array when Array.TrueForAll(array.Items, item => item is TConst) =>
            new TConst(term.At, new ArrayValue(Array.ConvertAll(array.Items, Value))),
        TSet set when Array.TrueForAll(set.Items, item => item is TConst) =>
            new TConst(term.At, SetValue.From(set.Items.Select(Value))),
        TObject obj when Array.TrueForAll(obj.Pairs, pair => pair is (TConst, TConst))
            && obj.Pairs.DistinctBy(pair => Value(pair.Key)).Count() == obj.Pairs.Length =>
            new TConst(term.At, ObjectValue.From(Array.ConvertAll(obj.Pairs, pair => Value(pair.Key)), Array.ConvertAll(obj.Pairs, pair => Value(pair.Value)))),
        _ => term,
    };

    private static RegoValue Value(T term) => ((TConst)term).Value;

    private TRef Reference(RefTerm reference)
    {
        var head = reference.Head is VarTerm name ? Name(name) : Term(reference.Head);
        var path = reference.Path.Select(Term).ToArray();
        if (head is TRef inner)
        {
            (head, path) = (inner.Head, [.. inner.Path, .. path]);
        }

        var result = new TRef(reference.At, head, path);
        NoteRead(result);
        return result;
    }

    private T Noted(T term)
    {
        if (term is TRef reference)
        {
            NoteRead(reference);
        }
        else if (term is TData)
        {
            Reads.UnionWith(tree.Root.Below().Where(node => node.HasRules));
        }

        return term;
    }

    /// <summary>Remembers which rules a reference can reach, for the recursion check.</summary>
    private void NoteRead(TRef reference)
    {
        if (reference.Head is TData)
        {
            Reach(tree.Root, reference.Path, 0);
        }
    }

    private void Reach(DocNode node, T[] path, int step)
    {
        if (node.IsReferenced(path.Length == step) && step > 0)
        {
            Reads.Add(node);
        }

        if (step == path.Length)
        {
            foreach (var below in node.Below())
            {
                Reads.Add(below);
            }

            return;
        }

        foreach (var child in node.Children.Values)
        {
            if (path[step] is not TConst constant || constant.Value.Equals(child.Key))
            {
                Reach(child, path, step + 1);
            }
        }
    }

    private T Call(CallTerm call)
    {
        if (call.Operator is VarTerm { Name: "print" } && FunctionOf(call.Operator) is null)
        {
            return Print(call);
        }

        var name = NameOf(call.Operator);
        if (name is "rego.metadata.rule" or "rego.metadata.chain" && module is not null)
        {
            return new TConst(call.At, name.EndsWith("rule", StringComparison.Ordinal)
                ? rule?.Annotations ?? ObjectValue.Empty
                : MetadataChain.Of(tree, module, rule!));
        }

        var arguments = call.Arguments.Select(Term).ToArray();
        if (!call.Infix && FunctionOf(call.Operator) is { } function)
        {
            Reads.Add(function);
            return CheckArity(new TCall(call.At, null, function, arguments), function.Arity);
        }

        if (BuiltinTable.Find(name) is { } builtin)
        {
            return CheckArity(new TCall(call.At, builtin, null, arguments), builtin.Arity);
        }

        errors.Add("rego_type_error", call.At, Deprecated.Contains(name) ? $"deprecated built-in function calls in expression: {name}" : $"undefined function {name}");
        return new TConst(call.At, NullValue.Instance);
    }

    private TCall CheckArity(TCall call, int arity)
    {
        // One argument more receives the result; where that is not allowed the planner finds an unbound variable.
        if (call.Arguments.Length != arity && call.Arguments.Length != arity + 1)
        {
            ArityError(call, arity);
        }

        return call;
    }

    /// <summary>Built-ins show their arguments; functions of the policy only how many there are, as their types are not known yet.</summary>
    private void ArityError(TCall call, int arity)
    {
        if (call.Builtin is not null && SignatureTable.Find(call.Name) is { } signature)
        {
            new TypeErrors(errors).Argument(call.At, call.Name, TypeErrors.Arity, call.Arguments.Select(TypeRules.OfUnchecked), signature.Print(withResult: false));
            return;
        }

        var count = call.Arguments.Length;
        errors.Add("rego_type_error", call.At, $"function {call.Name} has arity {arity}, got {count} argument{(count == 1 ? "" : "s")}");
    }

    private TCall Print(CallTerm call)
    {
        var parts = new List<object>();
        foreach (var argument in call.Arguments)
        {
            if (parts.Count > 0)
            {
                parts.Add(" ");
            }

            parts.Add(Part(new ExprLiteral(argument.At, argument)));
        }

        return new TCall(call.At, BuiltinTable.Find("internal.print"), null, [new TTemplate(call.At, [.. parts])]);
    }

    private static string NameOf(Term term) => term switch
    {
        VarTerm name => name.Name,
        RefTerm { Head: VarTerm head } reference =>
            $"{head.Name}.{string.Join('.', reference.Path.Select(step => step is ConstTerm { Value: StringValue text } ? text.Value : "?"))}",
        _ => "?",
    };

    /// <summary>The functions that an operator names: a rule of this package, an imported one, or one by full path.</summary>
    private DocNode? FunctionOf(Term operatorTerm)
    {
        var (head, steps) = operatorTerm switch
        {
            VarTerm name => (name, []),
            RefTerm { Head: VarTerm name } reference => (name, reference.Path),
            _ => (null, (IReadOnlyList<Term>)[]),
        };
        if (head is null)
        {
            return null;
        }

        var path = head.Name == "data" ? [] : Global(head) is TRef { Head: TData } global ? global.Path.Select(step => Value(step)) : null;
        if (path is null || steps.Any(step => step is not ConstTerm { Value: StringValue }))
        {
            return null;
        }

        var node = tree.Root;
        foreach (var part in path.Concat(steps.Select(step => ((ConstTerm)step).Value)))
        {
            if (part is not StringValue text || node.Find(text.Value) is not { } child)
            {
                return null;
            }

            node = child;
        }

        return node.IsFunction ? node : null;
    }

    private TComprehension Comprehension(ComprehensionTerm term) =>
        InScope(DirectNames.Of(term.Body, term.Key, term.Value), scope =>
        {
            var body = Body(term.Body);
            return new TComprehension(term.At, term.Kind, term.Key is null ? null : Term(term.Key), Term(term.Value), scope, body);
        });

    /// <summary>One expression of a template: a closure that yields its value.</summary>
    private object Part(Literal literal) => InScope<object>(DirectNames.Of([literal]), scope =>
    {
        var body = new List<L>();
        Literal(literal, body);
        T value = new TConst(literal.At, BooleanValue.True);
        if (Unwrap(body[^1]) is LTest test)
        {
            var result = Generate(literal.At);
            var unify = new LUnify(literal.At, result, test.Term);
            body[^1] = body[^1] is LWith with ? with with { Body = [.. with.Body[..^1], unify] } : unify;
            value = result;
        }

        return new TComprehension(literal.At, ComprehensionKind.Set, null, value, scope, [.. body]);
    });

    private static L Unwrap(L literal) => literal is LWith with ? with.Body[^1] : literal;
}
