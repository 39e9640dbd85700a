namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>
/// The accepted signature algorithms (RFC 7518 3.1). EdDSA is missing because the framework has no Ed25519; HMAC because a
/// shared secret would let every verifier mint.
/// </summary>
public static class SignatureAlgorithm
{
    public const string Rs256 = "RS256";
    public const string Es256 = "ES256";
    public const string Ps256 = "PS256";
}
