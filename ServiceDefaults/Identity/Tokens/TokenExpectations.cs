namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>What a token must say to be accepted here.</summary>
/// <param name="Issuer">Exact issuer (RFC 7519 4.1.1); compared as text, not as a URL.</param>
/// <param name="Audiences">The token must be meant for one of these.</param>
public sealed record TokenExpectations(string Issuer, IReadOnlyList<string> Audiences)
{
    internal const int LongestToken = 16 * 1024;

    /// <summary>Longest token read at all. Default 16 KiB: room for a few hundred groups, too small to be a burden.</summary>
    public int MaxLength { get; init; } = LongestToken;

    /// <summary>
    /// Oldest token accepted, whatever it says about its end. Default 24 h: bounds how long withdrawn tokens must be
    /// remembered.
    /// </summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Tolerated difference of clocks. Default 60 s, the customary upper bound between well-kept servers.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);
}
