namespace OpenClaw.Rego.Conformance;

public static class Report
{
    /// <summary>Prints counts per category, in total, and every failure; answers whether all passed.</summary>
    public static bool Print(IReadOnlyList<CaseOutcome> outcomes, TextWriter writer)
    {
        foreach (var category in outcomes.GroupBy(outcome => outcome.Case.Category))
        {
            var failed = category.Count(outcome => !outcome.Passed);
            writer.WriteLine($"{category.Key,-40} {category.Count() - failed,5} passed {failed,5} failed");
        }

        foreach (var failure in outcomes.Where(outcome => !outcome.Passed))
        {
            writer.WriteLine($"FAILED {failure.Case.Name}\n    {failure.Problem}");
        }

        var passed = outcomes.Count(outcome => outcome.Passed);
        writer.WriteLine($"{passed} of {outcomes.Count} cases passed ({100.0 * passed / Math.Max(outcomes.Count, 1):F2} %)");
        return passed == outcomes.Count;
    }
}
