using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;
using Env = System.Collections.Immutable.ImmutableDictionary<int, OpenClaw.Rego.Values.RegoValue>;

namespace OpenClaw.Rego.Tests.Reference;

internal sealed partial class ReferenceInterpreter
{
    /// <summary>Every value of a term with the bindings that lead to it.</summary>
    private IEnumerable<(RegoValue Value, Env Env)> Terms(T term, Env env)
    {
        switch (term)
        {
            case TConst constant:
                return [(constant.Value, env)];
            case TVar name:
                return [(env[name.Variable.Slot], env)];
            case TSlot slot:
                return [(env[slot.Slot], env)];
            case TInput:
                return input is null ? [] : [(input, env)];
            case TData:
                return Read(new Doc(snapshot.Tree.Root, data)) is { } all ? [(all, env)] : [];
            case TRef reference:
                return Reference(reference, env);
            case TArray array:
                return Lists(array.Items, env).Select(found => ((RegoValue)new ArrayValue(found.Values), found.Env));
            case TSet set:
                return Lists(set.Items, env).Select(found => ((RegoValue)SetValue.From(found.Values), found.Env));
            case TObject obj:
                return Lists([.. obj.Pairs.SelectMany(pair => new[] { pair.Key, pair.Value })], env)
                    .Select(found => ((RegoValue)ObjectValue.From(found.Values.Chunk(2).DistinctBy(pair => pair[0]).Select(pair => KeyValuePair.Create(pair[0], pair[1]))), found.Env));
            case TCall call:
                return Lists(call.Arguments, env).Select(found => (Value: Call(call, found.Values), found.Env)).Where(found => found.Value is not null).Select(found => (found.Value!, found.Env));
            case TComprehension comprehension:
                return [(Collect(comprehension, env), env)];
            default:
                throw new InvalidOperationException($"the reference does not know {term.GetType().Name}");
        }
    }

    private RegoValue? Call(TCall call, RegoValue[] arguments)
    {
        if (!_functions.TryGetValue(call.Name, out var replacement))
        {
            return call.Builtin is { } builtin ? _calls.Calls.Invoke(builtin, arguments, call.At) : Single(call.Function!, arguments);
        }

        if (replacement.Value is not null)
        {
            return replacement.Value;
        }

        var inner = World(input, data, _masks, _functions.Remove(call.Name));
        return replacement.Builtin is { } other ? inner._calls.Calls.Invoke(other, arguments, call.At) : inner.Single(replacement.Function!, arguments);
    }

    private IEnumerable<(RegoValue[] Values, Env Env)> Lists(T[] terms, Env env)
    {
        IEnumerable<(RegoValue[] Values, Env Env)> lists = [([], env)];
        foreach (var term in terms)
        {
            lists = lists.SelectMany(list => Terms(term, list.Env).Select(found => ((RegoValue[])[.. list.Values, found.Value], found.Env)));
        }

        return lists;
    }

    private RegoValue Collect(TComprehension comprehension, Env env)
    {
        T[] heads = comprehension.Key is null ? [comprehension.Value] : [comprehension.Key, comprehension.Value];
        var solutions = Solve([.. comprehension.Body], env).SelectMany(found => Iterate(heads, found)).ToList();
        var values = solutions.SelectMany(inner => Terms(comprehension.Value, inner));
        switch (comprehension.Kind)
        {
            case ComprehensionKind.Array:
                return new ArrayValue([.. values.Select(found => found.Value)]);
            case ComprehensionKind.Set:
                return SetValue.From(values.Select(found => found.Value));
            default:
                var pairs = new Dictionary<RegoValue, RegoValue>();
                foreach (var (key, value) in solutions.SelectMany(inner => Terms(comprehension.Key!, inner).SelectMany(key => Terms(comprehension.Value, key.Env).Select(value => (key.Value, value.Value)))))
                {
                    if (!pairs.TryAdd(key, value) && !pairs[key].Equals(value))
                    {
                        throw new RegoException(new RegoError("eval_conflict_error", "reference", null, 0, 0));
                    }
                }

                return ObjectValue.From(pairs);
        }
    }

    private IEnumerable<(RegoValue Value, Env Env)> Reference(TRef reference, Env env)
    {
        IEnumerable<(object Place, Env Env)> places = reference.Head is TData
            ? [(new Doc(snapshot.Tree.Root, data), env)]
            : Terms(reference.Head, env).Select(found => ((object)found.Value, found.Env));
        foreach (var step in reference.Path)
        {
            places = places.SelectMany(place => Descend(place.Place, step, place.Env)).ToList();
        }

        return places.Select(place => (Value: place.Place as RegoValue ?? Read((Doc)place.Place), place.Env))
            .Where(found => found.Value is not null).Select(found => (found.Value!, found.Env));
    }

    private IEnumerable<(object Place, Env Env)> Descend(object place, T step, Env env)
    {
        if (place is Doc { Node.IsDocument: true } document)
        {
            place = Read(document) ?? (object)NullValue.Instance;
        }

        if (place is not Doc doc)
        {
            return Pairs((RegoValue)place).SelectMany(pair => Unify(step, pair.Key, env).Select(after => ((object)pair.Value, after)));
        }

        var keys = doc.Node.Children.Values.Where(child => !child.IsFunction && !IsReplaced(child)).Select(child => (RegoValue)child.Key).Concat(Pairs(doc.Base).Select(pair => pair.Key)).Distinct();
        return keys.SelectMany(key => Unify(step, key, env).Select(after => (Child(doc, key), after)));
    }

    private object Child(Doc doc, RegoValue key)
    {
        var under = doc.Base?.Get(key);
        return key is StringValue name && doc.Node.Find(name.Value) is { } child && !IsReplaced(child) ? new Doc(child, under) : under!;
    }

    private IEnumerable<Env> Unify(T pattern, RegoValue value, Env env)
    {
        switch (pattern)
        {
            case TVar name when !env.ContainsKey(name.Variable.Slot):
                return [env.SetItem(name.Variable.Slot, value)];
            case TArray array when !Readiness.IsGround(array, env):
                if (value is not ArrayValue items || items.Count != array.Items.Length)
                {
                    return [];
                }

                IEnumerable<Env> envs = [env];
                for (var i = 0; i < items.Count; i++)
                {
                    var (item, own) = (items.Items[i], array.Items[i]);
                    envs = envs.SelectMany(inner => Unify(own, item, inner)).ToList();
                }

                return envs;
            case TObject obj when !Readiness.IsGround(obj, env):
                return value is ObjectValue fields && fields.Count == obj.Pairs.Length
                    ? obj.Pairs.Aggregate((IEnumerable<Env>)[env], (all, pair) => all.SelectMany(inner =>
                        Terms(pair.Key, inner).SelectMany(key => fields.Get(key.Value) is { } child ? Unify(pair.Value, child, key.Env) : [])))
                    : [];
            default:
                return Terms(pattern, env).Where(found => found.Value.Equals(value)).Select(found => found.Env);
        }
    }
}
