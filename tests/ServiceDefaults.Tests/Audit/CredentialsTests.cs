using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.ServiceDefaults.Tests.Audit;

public sealed class CredentialsTests
{
    private const int Texts = 50_000;

    // What credentials and their surroundings are made of; U+212A, the sign of kelvin, is a k for the pattern.
    private static readonly string[] Parts =
    [
        "bearer ", "Basic ", "eyJ", ".", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xoxb-", "https://hooks.slack.com/services/", "AKIA",
        "ASIA", "AIza", "ya29.", "sk-", "s\u212a-", "oca_", "-----BEGIN ", "PRIVATE KEY-----", "://", "user", ":", "@", "?", "&", "access_token", "token",
        "api_key", "apikey", "api-key", "key", "secret", "client-secret", "password", "pwd", "sig", "code", "=", " ", "\t", ",", "ordinary words",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "0123456789ABCDEF",
    ];

    [Fact]
    public void Text_WithoutATrace_HoldsNothingThatThePatternFinds()
    {
        var random = new Random(20261121);
        var (found, spared) = (0, 0);
        for (var number = 0; number < Texts; number++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => AnyCase(Parts[random.Next(Parts.Length)], random)));

            if (!Credentials.MayBeIn(text))
            {
                spared++;
                Assert.False(Credentials.Pattern().IsMatch(text), text);
            }
            else if (Credentials.Pattern().IsMatch(text))
            {
                found++;
            }
        }

        Assert.True(found > Texts / 100 && spared > Texts / 100, $"{found} of {Texts} texts hold a credential, {spared} have no trace of one: the texts show nothing.");
    }

    [Fact]
    public void Text_OfPolicies_IsSparedThePattern() =>
        Assert.False(Credentials.MayBeIn("The enterprise policy allows reading issues up to internal data (github_issue_read)."));

    private static string AnyCase(string text, Random random) => random.Next(3) switch
    {
        0 => text.ToUpperInvariant(),
        1 => text.ToLowerInvariant(),
        _ => text,
    };
}
