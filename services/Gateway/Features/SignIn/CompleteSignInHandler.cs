using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.Gateway.Features.Tenants;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>The browser that comes back from the provider.</summary>
/// <param name="Secret">The value of its sign-in cookie.</param>
internal sealed record SigningInBrowser(string Secret, string? PreviousSession, string? Device);

internal sealed record CompletedSignIn(string SessionId, string ReturnUrl);

/// <summary>Redeems the code, checks the id token and begins the session.</summary>
internal sealed class CompleteSignInHandler(
    IPendingSignIns pending,
    IdentityProviders providers,
    TenantDirectory tenants,
    ClaimsMapping mapping,
    SessionRegister sessions,
    SignInAudit audit,
    ILogger<CompleteSignInHandler> logger)
{
    public async Task<(CompletedSignIn? Done, Failure? Failure)> HandleAsync(
        string code, string state, SigningInBrowser browser, CancellationToken cancellationToken)
    {
        var signIn = await pending.TakeAsync(state, cancellationToken);
        if (signIn is null || !RandomText.AreEqual(signIn.BrowserHash, RandomText.Digest(browser.Secret)))
        {
            return Refuse("its state is unknown, used or of another browser");
        }

        if (await providers.OfIssuerAsync(signIn.Issuer, cancellationToken) is not { } provider)
        {
            return Refuse("its identity provider is no longer registered");
        }

        if (await provider.Endpoints.RedeemAsync(code, signIn.RedirectUri, signIn.Verifier, cancellationToken) is not { } idToken)
        {
            return Refuse("the identity provider does not accept the code");
        }

        var (identity, fault) = await provider.Tokens.ValidateIdentityAsync(idToken, signIn.Nonce, cancellationToken);
        if (fault is null)
        {
            return await BeginAsync(identity!, signIn, browser, cancellationToken);
        }

        if (identity is not null && mapping.Map(identity, await providers.TenantOfAsync(identity, cancellationToken)) is { } caller)
        {
            await audit.RefusedAsync(caller, fault, cancellationToken);
        }

        return Refuse(fault);
    }

    private async Task<(CompletedSignIn? Done, Failure? Failure)> BeginAsync(
        ValidatedToken identity, PendingSignIn signIn, SigningInBrowser browser, CancellationToken cancellationToken)
    {
        if (mapping.Map(identity, await providers.TenantOfAsync(identity, cancellationToken)) is not { } caller)
        {
            logger.SignInRefused("the id token names no usable tenant or user");
            return (null, new Failure(
                ErrorCodes.Forbidden, StatusCodes.Status403Forbidden, "Not allowed", "Your account belongs to no company known here."));
        }

        if (!await tenants.IsOpenToAsync(caller, cancellationToken))
        {
            const string reason = "the company is not active";
            logger.SignInRefused(reason);
            await audit.RefusedAsync(caller, reason, cancellationToken);
            return (null, GatewayAuthentication.Closed());
        }

        var (sessionId, _) = await audit.RecordAsync(
            SignInAudit.SignIn,
            caller,
            () => sessions.BeginAsync(new NewSession(caller, browser.PreviousSession, signIn.Issuer, browser.Device), cancellationToken),
            cancellationToken);
        logger.SignedIn(caller.TenantId, caller.UserId);
        return (new CompletedSignIn(sessionId, signIn.ReturnUrl), null);
    }

    private (CompletedSignIn? Done, Failure? Failure) Refuse(string reason)
    {
        logger.SignInRefused(reason);
        return (null, CompleteSignIn.Refused("The sign-in could not be completed. Start again."));
    }
}
