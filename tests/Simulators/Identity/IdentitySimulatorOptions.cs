namespace OpenClaw.Simulators.Identity;

internal sealed class IdentitySimulatorOptions
{
    public const string Section = "Simulator";

    /// <summary>Issuer name. Empty: the address the request came to, so any free port works.</summary>
    public string Issuer { get; set; } = "";

    public string ClientId { get; set; } = "openclaw-web";

    /// <summary>Secret of the one client. The default fits tests; the local run passes its generated one.</summary>
    public string ClientSecret { get; set; } = "simulator-client-secret";

    public string IssuerOf(HttpRequest request) => Issuer.Length > 0 ? Issuer : $"{request.Scheme}://{request.Host}";
}
