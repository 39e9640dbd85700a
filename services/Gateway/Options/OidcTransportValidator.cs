using Microsoft.Extensions.Options;

namespace OpenClaw.Gateway.Options;

/// <summary>Tokens and keys travel over TLS; plain HTTP is for providers on this very machine.</summary>
internal sealed class OidcTransportValidator : IValidateOptions<OidcOptions>
{
    public ValidateOptionsResult Validate(string? name, OidcOptions options) =>
        Uri.TryCreate(options.Issuer, UriKind.Absolute, out var issuer) && (issuer.Scheme == Uri.UriSchemeHttps || issuer.IsLoopback)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{OidcOptions.Section}:{nameof(options.Issuer)} must be an https address.");
}
