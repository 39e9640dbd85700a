using OpenClaw.Rego.Compile;

namespace OpenClaw.Opa.Partial;

/// <summary>Negation: what must not hold is evaluated first, then its conditions are turned round.</summary>
internal sealed partial class PartialEvaluator
{
    // The negation of alternatives multiplies: beyond this a support rule says it shorter.
    private const int MaxComplement = 16;

    private IEnumerable<Step> Not(LNot not, Step step)
    {
        var before = Variables.Residual(step.Rest).Concat(Variables.Residual([not])).ToHashSet();
        var alternatives = Solve(not.Body, step with { Rest = [] }).ConvertAll(solved => (L[])[.. solved.Rest]);
        if (alternatives.Exists(rest => rest.Length == 0))
        {
            return [];
        }

        var isClosed = alternatives.TrueForAll(rest => Variables.Residual(rest).All(before.Contains));
        return isClosed && alternatives.Aggregate(1L, (product, rest) => Math.Min(product * rest.Length, MaxComplement + 1)) <= MaxComplement
            ? alternatives.Aggregate((IEnumerable<Step>)[step], (steps, rest) => steps.SelectMany(at => rest.Select(condition => at.Add(Complement(not, condition)))))
            : [step.Add(context.Support.Not(world, alternatives, [.. alternatives.SelectMany(Variables.Residual).Distinct().Where(before.Contains)]))];
    }

    private static L Complement(LNot not, L condition) => condition is LNot { IsClosure: true, Body: [var inner] }
        ? inner
        : new LNot(not.At, not.Scope, [condition], IsClosure: true);
}
