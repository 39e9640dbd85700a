using System.Collections.Frozen;

namespace OpenClaw.Rego.Builtins;

/// <summary>All built-in functions by name.</summary>
internal static class BuiltinTable
{
    private static readonly FrozenDictionary<string, Builtin> All = Families().SelectMany(family => family).ToFrozenDictionary(builtin => builtin.Name);

    public static IEnumerable<string> Names => All.Keys.Where(name => !name.StartsWith("internal.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public static Builtin? Find(string name) => All.GetValueOrDefault(name);

    private static IEnumerable<Builtin>[] Families() =>
    [
        OperatorFunctions.All(),
        AggregateFunctions.All(),
        NumberFunctions.All(),
        ArrayFunctions.All(),
        SetFunctions.All(),
        ObjectFunctions.All(),
        StringFunctions.All(),
        TypeFunctions.All(),
        EncodingFunctions.All(),
        RegexFunctions.All(),
        GlobFunctions.All(),
        UnitFunctions.All(),
        GraphFunctions.All(),
        JsonPathFunctions.All(),
        NetFunctions.All(),
        UriFunctions.All(),
        VersionFunctions.All(),
        TimeFunctions.All(),
        DigestFunctions.All(),
        Crypto.JwtFunctions.All(),
        Crypto.X509Functions.All(),
        GraphQl.GraphQlFunctions.All(),
        Schema.SchemaFunctions.All(),
        AwsFunctions.All(),
        RuntimeFunctions.All(),
    ];
}
