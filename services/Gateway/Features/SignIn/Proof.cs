namespace OpenClaw.Gateway.Features.SignIn;

/// <summary>The bearer token of a request, read and digested once however many ask for it.</summary>
internal sealed class Proof
{
    private Proof(HttpRequest request)
    {
        var bearer = LiveToken.Read(request);
        (Token, IsMalformed, Digest) = (bearer.Token, bearer.IsMalformed, bearer.Token is null ? null : RandomText.Digest(bearer.Token));
    }

    public string? Token { get; }

    public bool IsMalformed { get; }

    /// <summary>Names the token without being it.</summary>
    public string? Digest { get; }

    public static Proof Of(HttpContext context)
    {
        if (context.Features.Get<Proof>() is not { } proof)
        {
            context.Features.Set(proof = new Proof(context.Request));
        }

        return proof;
    }
}
