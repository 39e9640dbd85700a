using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>What a field of a policy document holds.</summary>
internal enum FieldKind
{
    Level,
    LevelSet,
    TextSet,
    Word,
    Flag,
    Count,
    Amount,
    Autonomy,
    Permission,
    Group,
    Map,
}

/// <summary>
/// Which way a field may move in a lower scope, and so how the values of several scopes become one (spec/policy.md 4 and 6).
/// </summary>
internal enum Narrowing
{
    /// <summary>A set of what is allowed: a lower scope may leave out; scopes intersect.</summary>
    FewerAllowed,

    /// <summary>A set of what is forbidden: a lower scope may add; scopes unite.</summary>
    MoreForbidden,

    /// <summary>A permission: a lower scope may take it away; all scopes must grant it.</summary>
    Grant,

    /// <summary>A duty: a lower scope may ask for it; one scope suffices.</summary>
    Duty,

    /// <summary>An upper limit: lower is narrower.</summary>
    Cap,

    /// <summary>A lower limit: higher is narrower.</summary>
    Floor,

    /// <summary>A ladder from permissive to strict (autonomy) or from weak to strong (permission, level): the stricter step.</summary>
    Stricter,

    /// <summary>A level that data has at least: higher is narrower.</summary>
    HigherLevel,

    /// <summary>All values that can be written are equally safe; the scope nearest to the person chooses.</summary>
    Choice,

    /// <summary>Members decide for themselves.</summary>
    Members,
}

/// <summary>
/// One field of a domain. This table drives parsing, the published schema, narrowing and merging, so that none of them can
/// know a field the others do not.
/// </summary>
internal sealed record PolicyField(string Name, FieldKind Kind, Narrowing Narrowing, string Summary)
{
    /// <summary>What holds when no scope sets the field; null means that nothing limits it.</summary>
    public JsonNode? Assumed { get; init; }

    /// <summary>The words that may be written; empty when any may.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public long Least { get; init; }

    /// <summary>Fields of a group; for a map, the one entry that describes its values, and for a known map its names in <see cref="Words"/>.</summary>
    public IReadOnlyList<PolicyField> Members { get; init; } = [];

    /// <summary>Whether the whole set has to be written, when it is written at all.</summary>
    public bool IsComplete { get; init; }
}
