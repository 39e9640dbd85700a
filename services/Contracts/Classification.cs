namespace OpenClaw.Contracts;

/// <summary>How sensitive data is, ascending. Unknown is treated as <see cref="Restricted"/> (spec/policy.md 1).</summary>
public enum Classification
{
    Public,
    Internal,
    Confidential,
    Restricted,
}
