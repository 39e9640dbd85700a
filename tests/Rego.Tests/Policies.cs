using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Rego.Tests;

/// <summary>Short forms for tests.</summary>
internal static class Policies
{
    public static CompiledPolicy Compile(string source, JsonNode? data = null, RegoCompileOptions? options = null) =>
        CompiledPolicy.Compile([new RegoModule("test.rego", source)], data, options);

    public static IReadOnlyList<RegoError> Errors(string source, RegoCompileOptions? options = null) =>
        Assert.Throws<RegoException>(() => Compile(source, options: options)).Errors;

    public static string? Eval(string source, string query = "data.test.p", string? input = null)
    {
        var result = Compile(source).Prepare(query).Evaluate(input is null ? [] : Encoding.UTF8.GetBytes(input));
        return result.IsDefined ? result.ToJson()?.ToJsonString() ?? "null" : null;
    }
}
