using OpenClaw.Opa.Core;
using OpenClaw.Rego;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;

namespace OpenClaw.Opa.Server;

/// <summary>Compiles the text of a client's query.</summary>
internal static class AdHocQuery
{
    public static QueryPlan Prepare(PolicyState state, string text, bool strict = false, Action<string, TimeSpan>? stages = null)
    {
        try
        {
            RefuseHttpSend(text);
            return state.Prepare(text, strict, stages).Plan;
        }
        catch (RegoException error)
        {
            var stage = error.Errors.Any(found => found.Code == "rego_parse_error") ? "parsing" : "compiling";
            throw OpaException.Invalid($"error(s) occurred while {stage} query", error.Errors);
        }
    }

    public static IReadOnlyList<Literal> Parse(string text)
    {
        try
        {
            return Parser.ParseQuery(text);
        }
        catch (ParseErrorException error)
        {
            throw OpaException.Invalid("error(s) occurred while parsing query", [error.At.Error("rego_parse_error", error.Message)]);
        }
    }

    /// <summary>Policies may name the function; the text of a client's query may not.</summary>
    private static void RefuseHttpSend(string text)
    {
        List<Token> tokens;
        try
        {
            tokens = new Lexer(text, null).ReadAll();
        }
        catch (ParseErrorException error)
        {
            throw new RegoException(error.At.Error("rego_parse_error", error.Message));
        }

        for (var i = 0; i + 2 < tokens.Count; i++)
        {
            if (tokens[i].IsName("http") && tokens[i + 1].Is(".") && tokens[i + 2].IsName("send"))
            {
                throw new RegoException(tokens[i].At.Error("rego_type_error", "unsafe built-in function calls in expression: http.send"));
            }
        }
    }
}
