namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>Names of the authentication schemes every service has.</summary>
public static class IdentitySchemes
{
    /// <summary>A person's internal token, through the own sidecar.</summary>
    public const string Person = "internal-token";

    /// <summary>The app API token: the own sidecar.</summary>
    public const string Sidecar = "sidecar";

    /// <summary>Claim of the <see cref="Sidecar"/> scheme with the app id on the other end of an invocation.</summary>
    public const string CallingAppClaim = "calling-app";
}
