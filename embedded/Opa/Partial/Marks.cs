using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;

namespace OpenClaw.Opa.Partial;

/// <summary>
/// Variables of a rule belong to the rule: putting it in place twice must not mix them up. What remains therefore holds
/// variables of its own, told apart by these scopes.
/// </summary>
internal static class Marks
{
    /// <summary>Variables whose values only the reader of the answer finds out.</summary>
    public static readonly Scope Residual = new(null, []);

    /// <summary>Variables of comprehensions and other closures inside of what remains.</summary>
    public static readonly Scope Closed = new(null, []);

    public static bool IsResidual(Variable variable) => variable.Scope == Residual;

    /// <summary>A variable of a rule that has no value yet.</summary>
    public static bool IsOpen(Variable variable) => variable.Scope != Residual && variable.Scope != Closed;

    public static Variable Fresh(Variable variable, Scope scope) => new(variable.Name, scope, -1, variable.Kind, variable.At);

    public static TVar Wildcard(Location at) => new(at, new Variable("_", Residual, -1, VariableKind.Implicit, at));
}
