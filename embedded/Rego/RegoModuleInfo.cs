using System.Text.Json.Nodes;
using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego;

/// <summary>What a module contains, read without compiling it.</summary>
/// <param name="Package">The path of its package, without <c>data</c>.</param>
/// <param name="Rules">Names and rows of its rules in source order.</param>
public sealed record RegoModuleInfo(IReadOnlyList<string> Package, IReadOnlyList<RegoRuleInfo> Rules)
{
    private Module? Module { get; init; }

    /// <summary>The syntax tree in the JSON form of OPA.</summary>
    public JsonNode Ast => JsonValues.ToNode(ModuleJson.Write(Module!))!;

    /// <summary>Parses a module.</summary>
    /// <exception cref="RegoException">The text is no module.</exception>
    public static RegoModuleInfo Read(RegoModule module, bool v0 = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        try
        {
            var parsed = Parser.ParseModule(module.Source, module.Path, v0);
            return new RegoModuleInfo(parsed.Package, [.. parsed.Rules.Select(rule => new RegoRuleInfo(rule.Name, rule.At.Row))]) { Module = parsed };
        }
        catch (ParseErrorException error)
        {
            throw new RegoException((error.At with { File = module.Path }).Error("rego_parse_error", error.Message));
        }
    }
}

/// <summary>One rule of a module.</summary>
/// <param name="Name">The first part of its head.</param>
/// <param name="Row">The row of its head.</param>
public sealed record RegoRuleInfo(string Name, int Row);
