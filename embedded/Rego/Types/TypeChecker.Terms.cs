using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Types;

internal sealed partial class TypeChecker
{
    /// <summary>Checks everything in a term, innermost first.</summary>
    private void Visit(T term)
    {
        switch (term)
        {
            case TRef reference:
                Visit(reference.Head);
                Array.ForEach(reference.Path, Visit);
                Reference(reference);
                break;
            case TCall call:
                Arguments(call);
                Call(call, null, hasOutput: true);
                break;
            case TArray array:
                Array.ForEach(array.Items, Visit);
                break;
            case TSet set:
                Array.ForEach(set.Items, Visit);
                break;
            case TObject obj:
                Array.ForEach(obj.Pairs, pair =>
                {
                    Visit(pair.Key);
                    Visit(pair.Value);
                });
                break;
            case TComprehension comprehension:
                Comprehension(comprehension);
                break;
            case TTemplate template:
                Array.ForEach(template.Parts, part => Visit(part as TComprehension ?? (T)new TConst(template.At, StringValue.Empty)));
                break;
            default:
                break;
        }
    }

    private void Comprehension(TComprehension term)
    {
        var (outer, before) = (_types, _errors.Count);
        _types = new TypeEnvironment(outer);
        Body(term.Body);
        foreach (var part in new[] { term.Key, term.Value })
        {
            if (part is not null)
            {
                Visit(part);
            }
        }

        _known[term] = _errors.Count > before ? null : term.Kind switch
        {
            ComprehensionKind.Array => new ArrayType([], Known(term.Value)),
            ComprehensionKind.Set => new SetType(Known(term.Value)),
            _ => new ObjectType([], (Known(term.Key!), Known(term.Value))),
        };
        _types = outer;
    }

    private void Arguments(TCall call) => Array.ForEach(call.Arguments, Visit);

    /// <param name="call">The call, whose arguments have been visited.</param>
    /// <param name="output">What receives the result, where that is written as one argument more.</param>
    /// <param name="hasOutput">The result goes somewhere, so that errors show a place for it.</param>
    private void Call(TCall call, T? output, bool hasOutput)
    {
        var signature = call.Builtin is { } builtin ? SignatureTable.Find(builtin.Name) : SignatureOf(call.Function!);
        if (signature is null || signature.Arguments.Length != call.Arguments.Length)
        {
            _known[call] = RegoType.Any;
            return;
        }

        var fits = true;
        for (var i = 0; i < call.Arguments.Length && fits; i++)
        {
            fits = signature.Arguments[i].Type is not { } wanted || TypeOf(call.Arguments[i]) is null && call.Arguments[i] is not TVar || Fit(call.Arguments[i], wanted);
        }

        var result = signature.Result?.Type;
        fits = fits && (output is null || result is null || Fit(output, result));
        _known[call] = fits ? result ?? RegoType.Any : null;
        if (!fits)
        {
            var have = call.Arguments.Select(TypeOf);
            _errors.Argument(call.At, call.Name, TypeErrors.Invalid, hasOutput ? have.Append(output is null ? null : TypeOf(output)) : have, signature.Print(withResult: true));
        }
    }

    private Signature? SignatureOf(DocNode function)
    {
        Node(function);
        return table.Function(function);
    }

    private RegoType? TypeOf(T term) => term switch
    {
        TConst constant => TypeRules.Of(constant.Value),
        TVar name => _types.Find(name.Variable),
        TInput => RegoType.Any,
        TArray array => new ArrayType(Array.ConvertAll(array.Items, TypeOf), array.Items.Length == 0 ? RegoType.Any : null),
        TSet set => new SetType(set.Items.Aggregate((RegoType?)null, (all, item) => TypeRules.Or(all, TypeOf(item)))),
        TObject obj => TypeOfObject(obj),
        TTemplate => RegoType.String,
        TRef reference => _known.TryGetValue(reference, out var type) ? type : null,
        TCall or TComprehension => _known.GetValueOrDefault(term),
        TData => RegoType.Any,
        _ => null,
    };

    private ObjectType TypeOfObject(TObject obj)
    {
        var fields = new SortedDictionary<RegoValue, RegoType?>();
        (RegoType?, RegoType?)? dynamic = null;
        foreach (var (key, value) in obj.Pairs)
        {
            if (key is TConst constant)
            {
                fields[constant.Value] = TypeOf(value);
            }
            else
            {
                dynamic = (TypeOf(key), TypeOf(value));
            }
        }

        return new ObjectType([.. fields.Select(field => (field.Key, field.Value))], dynamic ?? (fields.Count == 0 ? (RegoType.Any, RegoType.Any) : null));
    }

    /// <summary>Whether a term may have a type; its unbound variables take what the type says of them.</summary>
    private bool Fit(T term, RegoType type, bool adds = false)
    {
        term = Resolver.Open(term);
        switch (term)
        {
            case TVar name:
                var known = _types.Find(name.Variable);
                if (!adds && known is not null)
                {
                    return TypeRules.Unify(known, type);
                }

                _types.Set(name.Variable, adds ? TypeRules.Or(known, type) : type);
                return true;
            case TArray or TObject or TSet when type is UnionType { IsAny: true }:
                FillAny(term);
                return true;
            case TArray or TObject or TSet when type is UnionType union:
                // Every member is tried: a variable may have any of the types that fit.
                return Array.FindAll(union.Members, member => Fit(term, member, adds: true)).Length > 0;
            case TArray array:
                return type is ArrayType items && (array.Items.Length == items.Items.Length || items.Rest is not null)
                    && !array.Items.Where((item, i) => items.At(i) is not { } own || !Fit(item, own, adds)).Any();
            case TObject obj:
                return type is ObjectType fields && (obj.Pairs.Length == fields.Fields.Length || fields.Dynamic is not null) && Array.TrueForAll(obj.Pairs, pair => FitField(pair, fields, adds));
            case TSet set:
                return type is SetType members && (members.Of is not { } of || Array.TrueForAll(set.Items, item => Fit(item, of, adds)));
            default:
                return TypeOf(term) is not { } own || TypeRules.Unify(own, type);
        }
    }

    private bool FitField((T Key, T Value) pair, ObjectType type, bool adds) => pair.Key is TConst key
        ? type.At(key.Value) is { } own && Fit(pair.Value, own, adds)
        : Fit(pair.Value, RegoType.Any, adds) || adds;

    private void FillAny(T term)
    {
        foreach (var variable in FreeVariables.Of(term))
        {
            if (_types.Find(variable) is null)
            {
                _types.Set(variable, RegoType.Any);
            }
        }
    }
}
