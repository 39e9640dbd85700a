using System.Collections.Immutable;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Values;
using Env = System.Collections.Immutable.ImmutableDictionary<int, OpenClaw.Rego.Values.RegoValue>;

namespace OpenClaw.Rego.Tests.Reference;

/// <summary>A literal with <c>with</c> is left to an interpreter of its own, whose world never changes.</summary>
internal sealed partial class ReferenceInterpreter
{
    private ImmutableDictionary<string, FunctionReplacement> _functions = ImmutableDictionary<string, FunctionReplacement>.Empty;
    private ImmutableList<string> _masks = [];

    private List<Env> With(LWith with, Env env)
    {
        var values = with.Clauses.Select(clause => clause.Value).OfType<T>().ToArray();
        return [.. Iterate(values, env).SelectMany(bound => Within(with, bound))];
    }

    private List<Env> Within(LWith with, Env env)
    {
        var world = this;
        foreach (var clause in with.Clauses)
        {
            var value = clause.Value is null ? null : Terms(clause.Value, env).Select(found => found.Value).FirstOrDefault();
            if (clause.Value is not null && value is null)
            {
                return [];
            }

            world = world.Changed(clause, value);
        }

        return [.. world.Solve([.. with.Body], env)];
    }

    private ReferenceInterpreter Changed(ResolvedWith clause, RegoValue? value) => clause.Root switch
    {
        WithRoot.Input => World(Put(input, clause.Path, value!), data, _masks, _functions),
        WithRoot.Data => World(input, Put(data, clause.Path, value!), _masks.Add("data" + string.Concat(clause.Path.Select(step => "." + ((StringValue)step).Value))), _functions),
        _ => World(input, data, _masks, _functions.SetItem(clause.FunctionName, new FunctionReplacement(value, clause.ByBuiltin, clause.ByFunction))),
    };

    private ReferenceInterpreter World(RegoValue? newInput, RegoValue newData, ImmutableList<string> masks, ImmutableDictionary<string, FunctionReplacement> functions) =>
        new(snapshot, newInput, newData) { _masks = masks, _functions = functions, _work = _work + 1000, StopsAtConstants = StopsAtConstants };

    private bool IsReplaced(DocNode node) => _masks.Exists(path => node.PathText == path || node.PathText.StartsWith(path + ".", StringComparison.Ordinal));

    private static RegoValue Put(RegoValue? root, RegoValue[] path, RegoValue value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        var obj = root as ObjectValue ?? ObjectValue.Empty;
        var changed = obj.Keys.Zip(obj.Values).ToDictionary(pair => pair.First, pair => pair.Second);
        changed[path[0]] = Put(obj.Get(path[0]), path[1..], value);
        return ObjectValue.From(changed);
    }
}
