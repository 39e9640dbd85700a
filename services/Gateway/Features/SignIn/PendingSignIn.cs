namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>A sign-in on its way through the provider: what must fit when the browser comes back.</summary>
/// <param name="BrowserHash">Hash of the value in the browser's cookie, so that a stolen callback address is worthless elsewhere.</param>
public sealed record PendingSignIn(string BrowserHash, string Nonce, string Verifier, string ReturnUrl, string RedirectUri, string? Issuer = null);

/// <summary>Keeps started sign-ins where every replica finds them.</summary>
internal interface IPendingSignIns
{
    Task KeepAsync(string state, PendingSignIn pending, CancellationToken cancellationToken);

    /// <summary>Takes it out for good: a state works once. Null when unknown, used or too old.</summary>
    Task<PendingSignIn?> TakeAsync(string state, CancellationToken cancellationToken);
}
