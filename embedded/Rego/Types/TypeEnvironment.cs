using OpenClaw.Rego.Compile;

namespace OpenClaw.Rego.Types;

/// <summary>Types of the variables of a body; a closure's body sees those around it.</summary>
internal sealed class TypeEnvironment(TypeEnvironment? outer)
{
    private readonly Dictionary<Variable, RegoType> _types = [];

    public RegoType? Find(Variable variable) => _types.TryGetValue(variable, out var type) ? type : outer?.Find(variable);

    public void Set(Variable variable, RegoType? type)
    {
        if (type is not null)
        {
            _types[variable] = type;
        }
    }
}
