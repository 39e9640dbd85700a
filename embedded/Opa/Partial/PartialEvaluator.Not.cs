using OpenClaw.Rego.Compile;

namespace OpenClaw.Opa.Partial;

/// <summary>Negation: what must not hold is evaluated first, then its conditions are turned round.</summary>
internal sealed partial class PartialEvaluator
{
    private IEnumerable<Step> Not(LNot not, Step step)
    {
        var before = Variables.Residual(step.Rest).Concat(Variables.Residual([not])).ToHashSet();
        var alternatives = Solve(not.Body, step with { Rest = [] }).ConvertAll(solved => (L[])[.. solved.Rest]);
        if (alternatives.Exists(rest => rest.Length == 0))
        {
            return [];
        }

        var isClosed = alternatives.TrueForAll(rest => FreeVariables.Of(rest).GroupBy(variable => variable).All(uses => before.Contains(uses.Key) || !Marks.IsResidual(uses.Key) || (uses.Key.IsWildcard && uses.Count() == 1)));
        return isClosed && alternatives.Aggregate(1L, (product, rest) => Math.Min(product * rest.Length, context.MaxInlined + 1)) <= context.MaxInlined
            ? alternatives.Aggregate((IEnumerable<Step>)[step], (steps, rest) => steps.SelectMany(at => rest.Select(condition => at.Add(Complement(not, condition)))))
            : [step.Add(context.Support.Not(world, alternatives, [.. alternatives.SelectMany(Variables.Residual).Distinct().Where(before.Contains)]))];
    }

    private static L Complement(LNot not, L condition) => condition is LNot { IsClosure: true, Body: [var inner] }
        ? inner
        : new LNot(not.At, not.Scope, [condition], IsClosure: true);
}
