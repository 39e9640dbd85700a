using OpenClaw.Rego;
using OpenClaw.Rego.Syntax;

namespace OpenClaw.Opa.Core;

/// <summary>A module with its source; <paramref name="Bundle"/> names the bundle that brought it, null for API and files.</summary>
internal sealed record StoredModule(string Id, string Raw, Module Syntax, string? Bundle = null)
{
    /// <summary>Parses a source.</summary>
    /// <exception cref="RegoException">A syntax error.</exception>
    public static StoredModule Parse(string id, string source, bool v0 = false, string? bundle = null)
    {
        try
        {
            return new StoredModule(id, source, Parser.ParseModule(source, id, v0), bundle);
        }
        catch (ParseErrorException error)
        {
            throw new RegoException((error.At with { File = id }).Error("rego_parse_error", error.Message));
        }
    }
}
