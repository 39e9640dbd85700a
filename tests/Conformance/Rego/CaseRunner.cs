using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Rego.Conformance;

/// <param name="Problem">What differs; null when the case passed.</param>
public sealed record CaseOutcome(ConformanceCase Case, string? Problem)
{
    public bool Passed => Problem is null;
}

/// <summary>Runs cases as the suite's README says.</summary>
public static class CaseRunner
{
    public static IReadOnlyList<CaseOutcome> RunAll(string folder) =>
        [.. CaseReader.Read(folder).AsParallel().AsOrdered().Select(Run)];

    public static CaseOutcome Run(ConformanceCase test)
    {
        try
        {
            return new CaseOutcome(test, Check(test, Evaluate(test)));
        }
        catch (RegoException error)
        {
            return new CaseOutcome(test, CheckError(test, error));
        }
#pragma warning disable CA1031 // A crash of the engine is a failed case with its reason, not the end of the run.
        catch (Exception crash)
#pragma warning restore CA1031
        {
            return new CaseOutcome(test, "crash: " + crash);
        }
    }

    private static RegoResult Evaluate(ConformanceCase test)
    {
        var modules = test.Modules.Select((source, i) => new RegoModule($"test-{i}.rego", source));
        var policy = CompiledPolicy.Compile(modules, test.Data, new RegoCompileOptions { StrictBuiltinErrors = test.Strict, AllowedHosts = ["localhost"], TestFunctions = true });
        var query = policy.Prepare(test.Query);
        var input = test.InputTerm is not null ? RegoInput.FromTerm(test.InputTerm)
            : test.HasInput ? RegoInput.FromJson(JsonSerializer.SerializeToUtf8Bytes(test.Input))
            : null;
        return query.Evaluate(input, new RegoLimits { Timeout = TimeSpan.FromSeconds(20) });
    }

    private static string? CheckError(ConformanceCase test, RegoException error)
    {
        if (test.WantError is null && test.WantErrorCode is null)
        {
            return $"expected {test.WantResult?.ToJsonString()}, failed with {error.Message}";
        }

        if (test.WantErrorCode is not null && error.Errors[0].Code != test.WantErrorCode)
        {
            return $"expected code {test.WantErrorCode}, got {error.Message}";
        }

        return test.WantError is not null && !error.Message.Contains(test.WantError, StringComparison.Ordinal)
            ? $"expected message with '{test.WantError}', got '{error.Message}'"
            : null;
    }

    private static string? Check(ConformanceCase test, RegoResult result)
    {
        var actual = result.Solutions.Select(solution => ToNode(solution.Bindings)).ToArray();
        if (test.WantErrorCode is not null || test.WantError is not null)
        {
            return $"expected error {test.WantErrorCode} '{test.WantError}', got {Text(actual)}";
        }

        if (test.WantResult is null)
        {
            return null;
        }

        var left = actual.Select(node => JsonText.Canonical(node, test.SortBindings)).ToHashSet();
        var right = test.WantResult.Select(node => JsonText.Canonical(node, test.SortBindings)).ToHashSet();
        return left.SetEquals(right) ? null : $"expected {string.Join(" ; ", right)}\n    got      {string.Join(" ; ", left)}";
    }

    private static JsonObject ToNode(IReadOnlyDictionary<string, JsonNode?> bindings) =>
        new JsonObject(bindings.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));

    private static string Text(JsonObject[] nodes) => string.Join(" ; ", nodes.Select(node => node.ToJsonString()));
}
