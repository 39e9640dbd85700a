using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>What credentials look like in a text.</summary>
internal static partial class Credentials
{
    // One of these, or '=', is in every text that the pattern finds something in.
    private static readonly SearchValues<string> Traces = SearchValues.Create(
        [
            "bearer", "basic", "eyj", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "hooks.", "akia", "asia", "aiza", "ya29.",
            "sk-", "oca_", "-----begin", "://", "password", "pwd", "secret", "key", "token",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// False when the pattern surely finds nothing: most texts, and this is found out in a tenth of the pattern's time. Letters beyond
    /// ASCII may equal others for the pattern that differ here, so texts with such are left to it.
    /// </summary>
    public static bool MayBeIn(string text) => text.Contains('=', StringComparison.Ordinal) || text.AsSpan().ContainsAny(Traces) || !Ascii.IsValid(text);

    // Bearer and Basic headers, JWTs, GitHub, GitLab, Slack, AWS, Google and model providers' keys, our own API keys, PEM
    // blocks, passwords and tokens in URLs, in connection strings and in command lines.
    [GeneratedRegex(
        """
        \b(?:Bearer|Basic)\s+[A-Za-z0-9+/_.=~-]{8,}
        |\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*
        |\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}|\bglpat-[A-Za-z0-9_-]{20,}
        |\bxox[abeprs]-[A-Za-z0-9-]{10,}|(?<=hooks\.slack\.com/services/)[A-Za-z0-9/]{10,}
        |\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{30,}|\bya29\.[A-Za-z0-9_-]{20,}
        |\bsk-[A-Za-z0-9_-]{20,}|\boca_[A-Za-z0-9_-]{10,}
        |-----BEGIN[ A-Z]*PRIVATE\ KEY-----(?:[^-]*-----END[ A-Z]*PRIVATE\ KEY-----)?
        |(?<=://[^/\s:@]{0,200}:)[^/\s@]{1,200}(?=@)
        |(?<=[?&](?:access_token|token|api_key|apikey|key|secret|password|sig|signature|client_secret|code|refresh_token)=)[^&\s]{1,2000}
        |(?<=\b(?:password|pwd|secret|api[-_]?key|client[-_]secret|access[-_]token)\s{0,3}[=:]\s{0,3})[^\s;,&"']{1,500}
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    public static partial Regex Pattern();
}
