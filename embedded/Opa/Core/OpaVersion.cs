namespace OpenClaw.Opa.Core;

/// <summary>What this server and its tools call themselves.</summary>
internal static class OpaVersion
{
    /// <summary>The OPA line whose behaviour is followed; clients compare it with their minimum.</summary>
    public const string Number = "1.20.0";

    public const string Build = "OpenClaw.Opa";
}
