using System.Text.Json.Nodes;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego;

/// <summary>Modules and base documents, checked and compiled once. Immutable and safe to share between threads.</summary>
public sealed class CompiledPolicy
{
    private readonly PolicySnapshot _snapshot;

    internal PolicySnapshot Snapshot => _snapshot;

    private CompiledPolicy(PolicySnapshot snapshot) => _snapshot = snapshot;

    /// <summary>Parses, checks and compiles modules together with the base documents under <c>data</c>.</summary>
    /// <exception cref="RegoException">A module does not compile; carries all errors found.</exception>
    public static CompiledPolicy Compile(IEnumerable<RegoModule> modules, JsonNode? data = null, RegoCompileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(modules);
        return new CompiledPolicy(new PolicyCompiler(options ?? new RegoCompileOptions()).Compile(modules, JsonValues.FromNode(data) ?? ObjectValue.Empty));
    }

    /// <summary>The same rules and documents with other options for evaluation (clock, print, runtime, strict built-in errors).</summary>
    public CompiledPolicy With(RegoCompileOptions options) => new(_snapshot with { Options = options });

    /// <summary>Compiles a query such as <c>data.openclaw.decision</c> or <c>data.a.b = x</c>.</summary>
    /// <exception cref="RegoException">The query does not compile.</exception>
    public RegoQuery Prepare(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new RegoQuery(QueryCompiler.Compile(_snapshot, query));
    }
}
