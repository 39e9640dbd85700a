namespace OpenClaw.Opa.Filters;

/// <summary>What filters are written for, and what its readers understand.</summary>
/// <param name="Features">Operators beyond the comparisons with known values: not, in, startswith, endswith, contains, field-ref, existence-ref.</param>
internal sealed record Target(string Kind, string Dialect, string Title, IReadOnlySet<string> Features)
{
    private const string Prefix = "application/vnd.opa.";

    private const string Suffix = "+json";

    private static readonly string[] Strings = ["startswith", "endswith", "contains"];

    private static readonly Target[] All =
    [
        Sql("postgresql", Strings), Sql("mysql", Strings), Sql("sqlserver", Strings), Sql("sqlite", []),
        Ucast("all", "", ["not", "in", "field-ref", "existence-ref", .. Strings]),
        Ucast("prisma", " (prisma)", ["not", "in", "existence-ref", .. Strings]),
        Ucast("linq", " (LINQ)", ["in"]),
        Ucast("minimal", "", []),
    ];

    public bool IsSql => Kind == "sql";

    public string MediaType => $"{Prefix}{Kind}.{Dialect}{Suffix}";

    /// <summary>The member of a multi-target answer, and of the table mappings.</summary>
    public string Member => IsSql ? Dialect : Kind;

    public static string MultiTarget => $"{Prefix}multitarget{Suffix}";

    public static Target? FromMediaType(string type) => Array.Find(All, target => target.MediaType == type);

    /// <summary>The spelling of <c>options.targetDialects</c>, e.g. <c>sql+postgresql</c>.</summary>
    public static Target? FromOption(string option) => Array.Find(All, target => $"{target.Kind}+{target.Dialect}" == option);

    private static Target Sql(string dialect, string[] features) =>
        new("sql", dialect, $"SQL ({dialect})", new HashSet<string>(features) { "not", "in", "field-ref", "existence-ref" });

    private static Target Ucast(string dialect, string title, string[] features) => new("ucast", dialect, "UCAST" + title, new HashSet<string>(features));
}
