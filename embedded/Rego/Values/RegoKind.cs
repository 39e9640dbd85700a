namespace OpenClaw.Rego.Values;

/// <summary>The types of Rego in the order in which their values sort.</summary>
internal enum RegoKind
{
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
    Set,
}
