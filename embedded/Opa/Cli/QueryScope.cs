using System.Text;
using OpenClaw.Opa.Core;
using OpenClaw.Opa.Loading;
using OpenClaw.Rego;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;

namespace OpenClaw.Opa.Cli;

/// <summary>A query ready to run with the texts of its expressions.</summary>
internal sealed record PreparedQuery(QueryPlan Plan, IReadOnlyList<(string Text, Location At)> Expressions);

/// <summary>Where a query is read: at the top, or inside a package and with imports.</summary>
internal sealed class QueryScope(PolicyState state, string? package, IReadOnlyList<string> imports, RegoCompileOptions options, LoadedFiles files)
{
    private const string RuleName = "__query__";

    public PreparedQuery Prepare(string query, Action<string, TimeSpan>? stages = null)
    {
        var plan = package is null && imports.Count == 0 ? state.Prepare(query, stages: stages).Plan : Scoped(query, stages);
        var literals = Parser.ParseQuery(query);
        return new PreparedQuery(plan, [.. literals.Select((literal, i) =>
            (Text(query, literal.At.Offset, i + 1 < literals.Count ? literals[i + 1].At.Offset : query.Length), literal.At))]);
    }

    /// <summary>
    /// Names of a package mean something only inside of it: the query becomes a rule of that package which collects its value.
    /// </summary>
    private QueryPlan Scoped(string query, Action<string, TimeSpan>? stages)
    {
        if (Parser.ParseQuery(query) is not [ExprLiteral { Expression: not CallTerm { Operator: VarTerm { Name: "assign" or "eq" } } }])
        {
            throw new UsageException("with --package or --import the query must be one expression without assignment");
        }

        var place = (package ?? "opa.query").StartsWith("data.", StringComparison.Ordinal) ? package!["data.".Length..] : package ?? "opa.query";
        var source = new StringBuilder($"package {place}\n");
        foreach (var import in imports)
        {
            source.Append(System.Globalization.CultureInfo.InvariantCulture, $"import {import}\n");
        }

        source.Append(System.Globalization.CultureInfo.InvariantCulture, $"{RuleName} := x if {{\nx := {query}\n}}\n");
        var module = StoredModule.Parse("query", source.ToString(), options.V0Compatible);
        var whole = PolicyFlags.Compile(files with { Modules = [.. files.Modules, module] }, options);
        return whole.Prepare($"data.{place}.{RuleName}", stages: stages).Plan;
    }

    private static string Text(string query, int start, int end) => query[start..end].TrimEnd(' ', '\t', '\r', '\n', ';');
}
