using System.Text.Json;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego;

/// <summary>An input document in the engine's own form. Immutable and safe to share.</summary>
public sealed class RegoInput
{
    private RegoInput(RegoValue value) => Value = value;

    internal RegoValue Value { get; }

    /// <summary>Reads JSON text.</summary>
    /// <exception cref="RegoException">The text is no JSON.</exception>
    public static RegoInput FromJson(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            return new RegoInput(JsonValues.Read(utf8Json));
        }
        catch (JsonException error)
        {
            throw new RegoException("input is no JSON: " + error.Message, error);
        }
    }

    /// <summary>Reads a Rego term without variables, which may hold sets and keys that are no strings.</summary>
    /// <exception cref="RegoException">The text is no such term.</exception>
    public static RegoInput FromTerm(string term)
    {
        ArgumentNullException.ThrowIfNull(term);
        var snapshot = new PolicySnapshot(new DocTree(), ObjectValue.Empty, new RegoCompileOptions());
        var plan = QueryCompiler.Compile(snapshot, "x = " + term);
        var rows = new List<RegoValue[]>();
        plan.Run(null, rows, RegoLimits.Default, CancellationToken.None);
        return rows.Count == 1 ? new RegoInput(rows[0][0]) : throw new RegoException("the term has no value");
    }
}
