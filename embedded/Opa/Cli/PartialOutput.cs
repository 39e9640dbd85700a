using OpenClaw.Opa.Core;
using OpenClaw.Opa.Partial;
using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Cli;

/// <summary><c>eval --partial</c>: what remains of a query, as trees or as Rego.</summary>
internal static class PartialOutput
{
    public static int Write(string format, PolicyState state, string query, RegoValue? input, Arguments arguments, Server.RequestMetrics metrics)
    {
        var references = arguments.All("unknowns").SelectMany(names => names.Split(',')).DefaultIfEmpty("input");
        var disabled = arguments.All("disable-inlining").SelectMany(names => names.Split(',')).ToList();
        var context = new PartialContext(state, input, disabled, CancellationToken.None) { Probe = metrics.Probe };
        Residual residual;
        try
        {
            residual = metrics.Time("rego_partial_eval", () => PartialQuery.Evaluate(context, new Unknowns(state.Snapshot.Tree, references), query));
        }
        catch (UnsupportedException refused)
        {
            throw OpaException.Invalid("partial evaluation does not cover: " + refused.Message);
        }

        if (format is "json" or "values" or "bindings")
        {
            Console.WriteLine(Json.Write(Json.Object(("partial", Tree(residual)), ("metrics", arguments.Has("metrics") || arguments.Has("instrument") ? metrics.ToJson() : null)), pretty: true));
        }
        else
        {
            Source(residual);
        }

        return arguments.Has("fail") && residual.Queries.Count == 0 ? 1 : 0;
    }

    private static ObjectValue Tree(Residual residual) => Json.Object(
        ("queries", residual.Queries.Count == 0 ? null : Json.Array(residual.Queries.Select(ModuleJson.Body).Distinct())),
        ("modules", residual.Support.Count == 0 ? null : Json.Array(residual.Support.Select(ModuleJson.Write))));

    private static void Source(Residual residual)
    {
        for (var i = 0; i < residual.Queries.Count; i++)
        {
            Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"# Query {i + 1}\n{string.Join('\n', residual.Queries[i].Select(RegoText.Of))}\n"));
        }

        for (var i = 0; i < residual.Support.Count; i++)
        {
            Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"# Module {i + 1}\n{RegoText.Of(residual.Support[i])}"));
        }
    }
}
