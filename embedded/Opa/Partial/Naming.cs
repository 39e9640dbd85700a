using System.Globalization;
using OpenClaw.Rego.Compile;

namespace OpenClaw.Opa.Partial;

/// <summary>Names for the variables of one query or rule, each different from the others and from what must not be hidden.</summary>
internal sealed class Naming(IReadOnlyCollection<string> reserved)
{
    private readonly Dictionary<Variable, string> _names = [];
    private readonly Dictionary<Variable, int> _uses = [];
    private readonly HashSet<string> _taken = new(reserved, StringComparer.Ordinal) { "input", "data" };

    /// <summary>Tells where variables occur: a wildcard keeps its sign when it occurs once.</summary>
    public Naming Count(IEnumerable<Variable> occurrences)
    {
        foreach (var variable in occurrences)
        {
            _uses[variable] = _uses.GetValueOrDefault(variable) + 1;
        }

        // Variables that readers know by name come first, so that they get it.
        foreach (var variable in _uses.Keys.Where(variable => variable.Kind == VariableKind.Argument))
        {
            Of(variable);
        }

        return this;
    }

    public string Of(Variable variable)
    {
        if (!_names.TryGetValue(variable, out var name))
        {
            _names[variable] = name = New(variable);
        }

        return name;
    }

    private string New(Variable variable)
    {
        if (variable.IsWildcard && _uses.GetValueOrDefault(variable) == 1)
        {
            return "_";
        }

        var wanted = variable.IsWildcard ? "__wild" : variable.Name;
        if (wanted[0] != '_' && _taken.Add(wanted))
        {
            return wanted;
        }

        for (var i = 0; ; i++)
        {
            var name = wanted + i.ToString(CultureInfo.InvariantCulture);
            if (_taken.Add(name))
            {
                return name;
            }
        }
    }
}
