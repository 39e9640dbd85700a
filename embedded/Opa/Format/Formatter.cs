using OpenClaw.Opa.Core;
using OpenClaw.Rego;
using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Syntax;

namespace OpenClaw.Opa.Format;

/// <summary>
/// OPA's layout for sources: tabs, one space around operators, one literal per line, one blank line between rules, imports
/// in order. Works on tokens, so that texts and comments come out as written; the result must parse to the same tree.
/// </summary>
internal static class Formatter
{
    /// <exception cref="RegoException">The source does not parse.</exception>
    public static string Format(string source, string file, bool v0)
    {
        var parsed = StoredModule.Parse(file, source, v0).Syntax;
        var tokens = new Lexer(source, file).ReadAll();
        var text = new FormatWriter(source, parsed, tokens, keepEquals: v0).Write();
        var again = StoredModule.Parse(file, text, v0).Syntax;
        return Shape(again) == Shape(parsed) ? text : throw new RegoException(new RegoError("format_error", "the new layout would change the meaning; the file stays as it is", file, 1, 1));
    }

    /// <summary>The tree without what formatting may change: the order of imports and the spelling of assignments.</summary>
    private static string Shape(Module module) =>
        Json.Write(ModuleJson.Write(module with { Imports = [.. module.Imports.OrderBy(import => string.Join('.', import.Path), StringComparer.Ordinal).ThenBy(import => import.Alias, StringComparer.Ordinal)] }))
            .Replace("\"assign\":true,", "", StringComparison.Ordinal);
}
