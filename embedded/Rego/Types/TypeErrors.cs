using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Types;

/// <summary>Wording of type errors. Each line after the first is a detail, indented as OPA prints it.</summary>
internal sealed class TypeErrors(ErrorList errors)
{
    public const string Invalid = "invalid argument(s)";
    public const string Arity = "arity mismatch";

    public int Count { get; private set; }

    public void Argument(Location at, string function, string problem, IEnumerable<RegoType?> have, string want) =>
        Add(at, $"{function}: {problem}\n\thave: ({string.Join(", ", have.Select(RegoType.Print))})\n\twant: {want}");

    public void Match(Location at, RegoType? left, RegoType? right) =>
        Add(at, $"match error\n\tleft  : {RegoType.Print(left)}\n\tright : {RegoType.Print(right)}");

    /// <summary>The value before the step has no parts.</summary>
    public void NoParts(TRef reference, int step, string have)
    {
        var marks = new string('^', ReferenceText.Of(reference, step).Length);
        Add(reference.At, $"undefined ref: {ReferenceText.Of(reference)}\n\t{ReferenceText.Of(reference)}\n\t{marks}\n\thave: {have}");
    }

    /// <param name="have">The type of the step; null where the step is a constant and shown itself.</param>
    public void WrongStep(TRef reference, int step, RegoType? have, RegoType? want, IReadOnlyList<RegoValue> oneOf)
    {
        var pad = new string(' ', ReferenceText.Of(reference, step).Length + 1);
        var own = have is null ? $"have: {ReferenceText.Step(reference.Path[step])}" : $"have (type): {have}";
        var wanted = oneOf.Count > 0 ? $"want (one of): [{string.Join(' ', oneOf)}]" : $"want (type): {RegoType.Print(want)}";
        Add(reference.At, $"undefined ref: {ReferenceText.Of(reference)}\n\t{ReferenceText.Of(reference)}\n\t{pad}^\n\t{pad}{own}\n\t{pad}{wanted}");
    }

    private void Add(Location at, string message)
    {
        Count++;
        errors.Add("rego_type_error", at, message);
    }
}
